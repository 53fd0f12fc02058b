import { readFile } from 'node:fs/promises';
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

async function done(...words: string[]): Promise<Finished> {
  const run = await scratch.run(words);
  expect({ words, exitCode: run.exitCode, err: run.err }).toMatchObject({ exitCode: 0 });
  return run;
}

async function expectUntouched(): Promise<void> {
  expect(await read(CODEX_FILE)).toBe(CODEX_TEXT);
  expect(await read(CLAUDE_FILE)).toBe(CLAUDE_TEXT);
  expect(await read(DESKTOP_FILE)).toBe(DESKTOP_TEXT);
}

test('edit changes the named parts alone, keeps secrets it never saw, and is undone', async () => {
  const options = ['--env', 'MODE=fast', '--', 'bunx', 'files-server'];
  expect((await done('edit', 'files', '--dry-run', ...options)).out).not.toContain('abcd1234abcd1234');
  await done('edit', 'files', ...options);
  expect(await read(CODEX_FILE)).toBe(
    CODEX_TEXT.replace('command = "npx"', 'command = "bunx"')
      .replace('["-y", "files-server"]', '["files-server"]')
      .replace('FILES_TOKEN = "abcd1234abcd1234"\n', 'FILES_TOKEN = "abcd1234abcd1234"\nMODE = "fast"\n'),
  );
  await done('edit', 'files', '--unset-env', 'MODE');
  await done('edit', 'codex:user:kfuse', '--url', 'https://new.test/mcp', '--bearer-token-env-var', 'KFUSE');
  expect(await read(CODEX_FILE)).toContain('url = "https://new.test/mcp"   # production');
  expect(await read(CODEX_FILE)).toContain('bearer_token_env_var = "KFUSE"');
  for (let change = 0; change < 3; change += 1) await done('undo');
  await expectUntouched();
});

test('edit writes folder, time-outs and tool lists in the client’s own keys, and show tells them', async () => {
  await done('edit', 'files', '--cwd', '/srv', '--timeout', '1m', '--start-timeout', '500ms');
  await done('edit', 'codex:user:kfuse', '--only-tools', 'search,query');
  await done('edit', 'files', '--disable-tool', 'drop');
  await done('edit', 'codex:user:kfuse', '--enable-tool', 'logs', '--disable-tool', 'query');
  expect(await read(CODEX_FILE)).toBe(
    CODEX_TEXT.replace(
      '["-y", "files-server"]\n',
      '["-y", "files-server"]\ncwd = "/srv"\nstartup_timeout_sec = 0.5\ntool_timeout_sec = 60\ndisabled_tools = ["drop"]\n',
    ).replace('# production\n', '# production\nenabled_tools = ["search", "logs"]\n'),
  );
  const shown = JSON.parse((await done('show', 'files', '--json')).out) as { settings: unknown[] };
  expect(shown.settings).toContainEqual({ id: 'callTimeout', key: 'tool_timeout_sec', value: 60_000 });
  expect(shown.settings).toContainEqual({ id: 'allowTools', key: 'enabled_tools', value: null });
  await done('edit', 'codex:user:kfuse', '--all-tools');
  await done('edit', 'files', '--all-tools', '--cwd', '', '--timeout', '', '--start-timeout', '');
  await expectUntouched();
});

test('edit makes an address a program and back, and a skipped address a bridge', async () => {
  await done('edit', 'codex:user:kfuse', '--transport', 'stdio', '--cwd', '/srv', '--', 'node', 'kfuse.mjs');
  expect(await read(CODEX_FILE)).toContain(
    '[mcp_servers.kfuse]\ncommand = "node"\nargs = ["kfuse.mjs"]\ncwd = "/srv"\n',
  );
  await done('undo');
  await done('edit', 'notes', '--transport', 'http', '--bridge', '--url', 'https://notes.test/mcp');
  expect(JSON.parse(await read(DESKTOP_FILE))).toEqual({
    mcpServers: { notes: { command: 'npx', args: ['-y', 'mcp-remote', 'https://notes.test/mcp'] } },
  });
  await done('undo');
  await expectUntouched();
});

test.each([
  [2, 'Say what to change', ['files']],
  [2, 'no list of tools', ['claude-code:user:kfuse', '--disable-tool', 'x']],
  [2, 'without asking', ['files', '--auto-approve', 'x']],
  [2, 'Write --timeout as', ['files', '--timeout', 'soon']],
  [2, 'is not a transport', ['files', '--transport', 'ws']],
  [6, 'has no folder to start in', ['codex:user:kfuse', '--cwd', '/srv']],
  [2, 'needs an address', ['files', '--transport', 'http']],
  [6, 'Settings → Connectors', ['notes', '--transport', 'http', '--url', 'https://notes.test/mcp']],
  [2, 'no "GONE" to unset', ['files', '--unset-env', 'GONE']],
  [2, 'command line', ['files', '--', 'npx', 'server', 'krx_user_1234']],
  [1, 'placeholder', ['codex:user:kfuse', '--url', 'https://YOUR_HOST/mcp']],
])('edit ends with %i and says “%s”, and writes nothing', async (exitCode, text, words) => {
  const run = await scratch.run(['edit', ...words]);
  expect(run.err).toContain(text);
  expect(run.exitCode).toBe(exitCode);
  await expectUntouched();
});

test('rename changes the name alone, and is undone', async () => {
  await done('rename', 'codex:user:files', 'documents');
  expect(await read(CODEX_FILE)).toBe(CODEX_TEXT.replaceAll('mcp_servers.files', 'mcp_servers.documents'));
  await done('rename', 'notes', 'with "quotes"');
  expect(await read(DESKTOP_FILE)).toBe(DESKTOP_TEXT.replace('"notes"', String.raw`"with \"quotes\""`));
  expect((await scratch.run(['rename', 'codex:user:kfuse', 'documents'])).exitCode).toBe(1);
  await done('undo');
  await done('undo');
  await expectUntouched();
});

test('copy takes the secrets along without showing them, all or nothing, with one undo', async () => {
  const some = await scratch.run(['copy', 'codex:user:kfuse', '--to', 'cursor,claude-desktop']);
  expect(some.exitCode).toBe(6);
  expect(some.err).toContain('Claude Desktop');
  const { out } = await done('copy', 'files', '--to', 'claude-code,cursor', '--name', 'documents');
  expect(out).toContain('Copied documents to Claude Code and Cursor');
  expect(out).not.toContain('abcd1234abcd1234');
  const { mcpServers } = JSON.parse(await read('.cursor/mcp.json')) as { mcpServers: object };
  expect(mcpServers).toEqual({
    documents: { command: 'npx', args: ['-y', 'files-server'], env: { FILES_TOKEN: 'abcd1234abcd1234' } },
  });
  await done('undo');
  await expectUntouched();
});

test('clients --json tells files and capabilities of every client', async () => {
  const { clients } = JSON.parse((await done('clients', '--json')).out) as { clients: { id: string }[] };
  const codex = clients.find(({ id }) => id === 'codex');
  expect(codex).toMatchObject({
    name: 'Codex',
    installed: true,
    scopes: ['user', 'project', 'managed'],
    transports: ['stdio', 'http'],
    files: [
      { scope: 'user', project: null, path: join(scratch.home, CODEX_FILE), format: 'toml', state: 'ok' },
    ],
    capabilities: { disable: 'native', signIn: true, edit: true },
  });
  expect(clients.find(({ id }) => id === 'claude-desktop')).toMatchObject({
    capabilities: { disable: 'parked', signIn: false, edit: true },
  });
  expect((await done('clients')).out).toContain('~/.codex/config.toml');
});

test('lint finds nothing in tidy files, and names place and remedy of what it finds', async () => {
  expect((await done('lint')).out).toBe('Nothing to warn of.\n');
  const project = await scratch.write(
    'app/.cursor/mcp.json',
    '{"mcpServers": {\n  "x": {"url": "https://x.test/mcp", "headers": {"X-Api-Key": "plain-secret"}}\n}}\n',
  );
  const words = ['lint', '--project', join(scratch.home, 'app')];
  const run = await scratch.run([...words, '--json']);
  expect(run.exitCode).toBe(1);
  expect(JSON.parse(run.out)).toMatchObject({
    schema: 1,
    warnings: [
      {
        client: 'cursor',
        file: project,
        line: 2,
        code: 'secret-in-shared-file',
        severity: 'medium',
        suggestion: '${env:X_API_KEY}',
        fixes: ['secrets'],
        secrets: [{ place: 'headers.X-Api-Key', ways: ['reference'] }],
      },
    ],
  });
  const told = await scratch.run(words);
  expect(told.out).toContain('mcp.json:2');
  expect(told.out).not.toContain('plain-secret');
});
