import { readFile, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Finished, ScratchHome } from './test-support/cli-process.ts';
import {
  CLAUDE_FILE,
  CLAUDE_TEXT,
  CODEX_FILE,
  CODEX_TEXT,
  DESKTOP_FILE,
  DESKTOP_TEXT,
  homeWithClients,
} from './test-support/scratch-clients.ts';

let scratch: ScratchHome;
beforeEach(async () => {
  scratch = await homeWithClients();
});
afterEach(() => scratch.remove());

const read = (path: string): Promise<string> => readFile(join(scratch.home, path), 'utf8');

async function expectUntouched(): Promise<void> {
  expect(await read(CODEX_FILE)).toBe(CODEX_TEXT);
  expect(await read(CLAUDE_FILE)).toBe(CLAUDE_TEXT);
  expect(await read(DESKTOP_FILE)).toBe(DESKTOP_TEXT);
}

async function done(...words: string[]): Promise<Finished> {
  const run = await scratch.run(words);
  expect({ words, exitCode: run.exitCode, err: run.err }).toMatchObject({ exitCode: 0 });
  return run;
}

async function enabledOf(ref: string): Promise<unknown> {
  const { out } = await done('list', '--json');
  const { entries } = JSON.parse(out) as { entries: { ref: string; enabled: boolean }[] };
  return entries.find((entry) => entry.ref === ref)?.enabled;
}

test.each(['codex:user:kfuse', 'claude-code:user:kfuse', 'claude-desktop:user:notes'])(
  'disabling and enabling %s leaves every byte as it was',
  async (ref) => {
    await done('disable', ref);
    expect(await enabledOf(ref)).toBe(false);
    await done('enable', ref);
    expect(await enabledOf(ref)).toBe(true);
    await expectUntouched();
  },
);

test.each(['codex:user:files', 'claude-code:user:kfuse', 'claude-desktop:user:notes'])(
  'removing and undoing %s leaves every byte as it was',
  async (ref) => {
    await done('remove', ref, '--yes');
    expect(await enabledOf(ref)).toBeUndefined();
    await done('undo');
    await expectUntouched();
  },
);

test('--dry-run prints a unified diff and writes nothing, not even history', async () => {
  for (const words of [
    ['disable', 'codex:user:kfuse'],
    ['remove', 'claude-code:user:kfuse'],
    ['remove', 'notes'],
    ['add', 'new', '--url', 'https://new.test/mcp', '--client', 'codex'],
  ]) {
    const { out } = await done(...words, '--dry-run');
    expect(out).toMatch(/^--- .+\n\+\+\+ .+\n@@ /m);
  }
  await expectUntouched();
  expect(JSON.parse((await done('history', '--json')).out)).toEqual({ schema: 1, history: [] });
});

test('a diff masks secrets', async () => {
  const { out } = await done('remove', 'files', '--dry-run');
  expect(out).toContain('FILES_TOKEN');
  expect(out).not.toContain('abcd1234abcd1234');
});

test('remove without --yes and without a terminal writes nothing', async () => {
  expect((await scratch.run(['remove', 'files'])).exitCode).toBe(2);
  await expectUntouched();
});

test('adds to two clients at once and undoes both', async () => {
  const words = ['add', 'fresh', '--url', 'https://fresh.test/mcp', '--client', 'codex,claude-code'];
  const { out } = await done(...words, '--json');
  const { changes } = JSON.parse(out) as { changes: { id: string; refs: string[] }[] };
  expect(changes[0]?.refs.toSorted()).toEqual(['claude-code:user:fresh', 'codex:user:fresh']);
  expect(await read(CODEX_FILE)).toContain('[mcp_servers.fresh]\n');
  expect(JSON.parse(await read(CLAUDE_FILE))).toMatchObject({
    mcpServers: { fresh: { type: 'http', url: 'https://fresh.test/mcp' } },
  });
  await done('undo', changes[0]?.id ?? '');
  await expectUntouched();
});

test('adds what a pasted command or snippet says', async () => {
  await done('add', 'claude mcp add --transport http --scope user pasted https://pasted.test/mcp');
  expect(JSON.parse(await read(CLAUDE_FILE))).toMatchObject({
    mcpServers: { pasted: { url: 'https://pasted.test/mcp' } },
  });
  const snippet = '[mcp_servers.snippet]\nurl = "https://snippet.test/mcp"\n';
  const run = await scratch.run(['add', '--paste', '-', '--client', 'codex'], snippet);
  expect(run.exitCode).toBe(0);
  expect(await read(CODEX_FILE)).toContain('https://snippet.test/mcp');
});

test('what a snippet says besides goes along in each client’s own keys and units, and the rest is named', async () => {
  const snippet = '{"mcpServers":{"snippet":{"command":"x","cwd":"/srv","timeout":60,"includeTools":["a"]}}}';
  const run = await scratch.run(['add', '--paste', '-', '--client', 'codex,claude-code', '--json'], snippet);
  expect(run.exitCode).toBe(0);
  expect(await read(CODEX_FILE)).toContain(
    '[mcp_servers.snippet]\ncommand = "x"\ncwd = "/srv"\ntool_timeout_sec = 60\nenabled_tools = ["a"]\n',
  );
  expect(JSON.parse(await read(CLAUDE_FILE))).toMatchObject({
    mcpServers: { snippet: { type: 'stdio', command: 'x', timeout: 60_000 } },
  });
  const { changes } = JSON.parse(run.out) as { changes: { notes: string[] }[] };
  expect(changes[0]?.notes.join(' ')).toContain('Claude Code has no folder to start in');
  await done('undo');
  await expectUntouched();
});

test('refuses a placeholder, from flags and from a paste', async () => {
  for (const words of [
    ['add', 'x', '--url', 'https://<KLOUDFUSE_URL>/mcp', '--client', 'codex'],
    ['add', 'claude mcp add --transport http kfuse2 https://<KLOUDFUSE_URL>/mcp', '--client', 'codex'],
  ]) {
    const run = await scratch.run([...words, '--json']);
    expect(JSON.parse(run.err)).toMatchObject({ error: { code: 'Placeholder' } });
    expect(run.exitCode).toBe(1);
  }
  await expectUntouched();
});

test('what Claude Desktop cannot load ends with 6, and no other client gets it either', async () => {
  const run = await scratch.run([
    'add',
    'web',
    '--url',
    'https://web.test/mcp',
    '--client',
    'codex,claude-desktop',
  ]);
  expect(run.exitCode).toBe(6);
  expect(run.err).toContain('Claude Desktop');
  await expectUntouched();
});

test('an ambiguous or unknown name ends with 3 and lists the candidates', async () => {
  const ambiguous = await scratch.run(['disable', 'kfuse', '--json']);
  expect(ambiguous.exitCode).toBe(3);
  expect(JSON.parse(ambiguous.err)).toMatchObject({
    error: { code: 'EntryAmbiguous', candidates: expect.arrayContaining(['codex:user:kfuse']) },
  });
  const unknown = await scratch.run(['remove', 'nothing', '--yes', '--json']);
  expect(unknown.exitCode).toBe(3);
  expect(JSON.parse(unknown.err)).toMatchObject({ error: { code: 'EntryNotFound' } });
  await expectUntouched();
});

test('an entry of a broken file ends with 5, and the file stays as it is', async () => {
  const text = '[mcp_servers.kfuse\nurl = "https://mcp.kfuse.test/mcp"\n';
  await scratch.write(CODEX_FILE, text);
  for (const words of [
    ['disable', 'codex:user:kfuse'],
    ['add', 'x', '--url', 'https://x.test/mcp', '--client', 'codex'],
  ]) {
    const run = await scratch.run([...words, '--json']);
    expect(JSON.parse(run.err)).toMatchObject({ error: { code: 'ConfigInvalid' } });
    expect(run.exitCode).toBe(5);
  }
  expect(await read(CODEX_FILE)).toBe(text);
});

test('undoing what was changed by hand since ends with 4 and keeps the hand’s work', async () => {
  await done('disable', 'codex:user:kfuse');
  const byHand = (await read(CODEX_FILE)).replace('enabled = false', 'enabled = true');
  await scratch.write(CODEX_FILE, byHand);
  const run = await scratch.run(['undo', '--json']);
  expect(run.exitCode).toBe(4);
  expect(await read(CODEX_FILE)).toBe(byHand);
});

test('undo with nothing to undo, or of an unknown change, ends with 3', async () => {
  expect((await scratch.run(['undo'])).exitCode).toBe(3);
  expect((await scratch.run(['undo', 'no-such-change'])).exitCode).toBe(3);
});

test('history tells what was done, and undo takes an id from it', async () => {
  await done('disable', 'codex:user:kfuse');
  await done('disable', 'codex:user:files');
  const { out } = await done('history', '--json');
  const { history } = JSON.parse(out) as { history: { id: string; kind: string; refs: string[] }[] };
  expect(history.map((item) => item.refs[0])).toEqual(['codex:user:files', 'codex:user:kfuse']);
  await done('undo', history[1]?.id ?? '');
  expect(await enabledOf('codex:user:kfuse')).toBe(true);
  expect(await enabledOf('codex:user:files')).toBe(false);
  expect((await done('history')).out).toContain('undone');
});

test('history tells that another program took a change back, and redo makes it again', async () => {
  const before = await read(CLAUDE_FILE);
  await done('remove', 'claude-code:user:kfuse', '--yes');
  const removed = await read(CLAUDE_FILE);
  await scratch.write(CLAUDE_FILE, before.replace('"numStartups": 7', '"numStartups": 8'));
  const { out } = await done('history', '--json');
  const { history } = JSON.parse(out) as { history: { id: string; undoneBy: string | null }[] };
  const id = history[0]?.id ?? '';
  expect(history[0]?.undoneBy).toContain('Close Claude Code, then do it again.');
  expect((await done('history')).out).toContain(`mcp-tray redo ${id}`);
  const dryRun = await done('redo', id, '--dry-run');
  expect(dryRun.out).toContain('-    "kfuse"');
  await done('redo', id);
  expect(await read(CLAUDE_FILE)).toBe(removed.replace('"numStartups": 7', '"numStartups": 8'));
  expect((await done('history')).out).not.toContain('mcp-tray redo');
});

test('a config kept elsewhere by a symlink stays a symlink, with its mode', async () => {
  const real = await scratch.write('dotfiles/codex.toml', CODEX_TEXT);
  const link = join(scratch.home, CODEX_FILE);
  await rm(link);
  await symlink(real, link);
  const before = await stat(real);
  await done('disable', 'codex:user:kfuse');
  expect(await readFile(real, 'utf8')).toContain('enabled = false');
  expect((await stat(real)).mode).toBe(before.mode);
  await done('enable', 'codex:user:kfuse');
  expect(await readFile(real, 'utf8')).toBe(CODEX_TEXT);
});

test('project folders are added, listed and removed', async () => {
  const path = join(scratch.home, 'work');
  await scratch.write('work/.mcp.json', '{"mcpServers":{"shared":{"command":"x"}}}');
  const added = await done('projects', 'add', 'work', '--json');
  expect(JSON.parse(added.out)).toEqual({ schema: 1, projects: [{ path, source: 'added' }] });
  expect((await done('list', '--json')).out).toContain('"name":"shared"');
  await done('projects', 'remove', 'work');
  expect(JSON.parse((await done('projects', 'list', '--json')).out)).toEqual({ schema: 1, projects: [] });
});

test('enable --only leaves one cluster of several on, and nothing else is touched', async () => {
  const text = ['eu', 'us', 'ap']
    .map((region) => `[mcp_servers.kf-${region}]\nurl = "https://${region}.kf.test/mcp"\n`)
    .concat('[mcp_servers.docs]\nurl = "https://docs.test/mcp"\n')
    .join('\n');
  await scratch.write(CODEX_FILE, text);
  await done('disable', 'codex:user:kf-us');
  await done('enable', 'kf-us', '--only');
  for (const [name, enabled] of [
    ['kf-us', true],
    ['kf-eu', false],
    ['kf-ap', false],
    ['docs', true],
  ] as const) {
    expect([name, await enabledOf(`codex:user:${name}`)]).toEqual([name, enabled]);
  }
  await done('undo');
  await done('undo');
  await done('undo');
  await done('undo');
  expect(await read(CODEX_FILE)).toBe(text);
});
