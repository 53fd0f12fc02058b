import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScratchHome } from './test-support/cli-process.ts';
import { CLAUDE_FILE, CODEX_FILE, DESKTOP_FILE, homeWithClients } from './test-support/scratch-clients.ts';

let scratch: ScratchHome;
beforeEach(async () => {
  scratch = await homeWithClients();
});
afterEach(() => scratch.remove());

interface Listed {
  schema: number;
  clients: { id: string }[];
  files: { path: string; client: string; state: string; problem?: { line: number; column: number } }[];
  entries: Record<string, unknown>[];
}

async function list(...words: string[]): Promise<Listed> {
  const { exitCode, out, err } = await scratch.run(['list', '--json', ...words]);
  expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
  return JSON.parse(out) as Listed;
}

const refsOf = (listed: Listed): unknown[] => listed.entries.map((entry) => entry['ref']);

test('lists the servers of all clients with file, line and masked secrets', async () => {
  const listed = await list();
  expect(listed.schema).toBe(1);
  expect(listed.clients.map((client) => client.id)).toEqual(
    expect.arrayContaining(['claude-code', 'claude-desktop', 'codex']),
  );
  expect(refsOf(listed)).toEqual(
    expect.arrayContaining([
      'codex:user:kfuse',
      'codex:user:files',
      'claude-code:user:kfuse',
      'claude-desktop:user:notes',
    ]),
  );
  expect(listed.entries).toHaveLength(5);
  expect(listed.entries.find((entry) => entry['ref'] === 'codex:user:kfuse')).toMatchObject({
    client: 'codex',
    scope: 'user',
    project: null,
    file: join(scratch.home, CODEX_FILE),
    line: 4,
    name: 'kfuse',
    transport: 'http',
    url: 'https://mcp.kfuse.test/mcp',
    command: null,
    args: null,
    enabled: true,
    enablement: 'native',
    ignoredByClient: null,
    connection: { state: 'unknown', evidence: null, checkedAt: null },
  });
  expect(JSON.stringify(listed)).not.toContain('abcd1234abcd1234');
});

test('a broken file is told with its place, and the others are still listed', async () => {
  await scratch.write(DESKTOP_FILE, '{\n  "mcpServers": {\n    "a": {} "b": {}\n  }\n}\n');
  const listed = await list();
  expect(listed.files.find((file) => file.client === 'claude-desktop')).toMatchObject({
    state: 'invalid',
    problem: { message: expect.any(String), line: 3, column: expect.any(Number) },
  });
  expect(refsOf(listed)).toContain('codex:user:kfuse');
  const human = await scratch.run(['list']);
  expect(human.out).toContain('~/.config/Claude/claude_desktop_config.json, line 3, column');
});

test('a folder in place of a file is told as unreadable, and the others are still listed', async () => {
  await rm(join(scratch.home, CODEX_FILE));
  await mkdir(join(scratch.home, CODEX_FILE));
  const listed = await list();
  const path = join(scratch.home, CODEX_FILE);
  expect(listed.files.find((file) => file.path === path)).toMatchObject({
    state: 'unreadable',
    problem: { message: expect.any(String), line: null },
  });
  expect(refsOf(listed)).toContain('claude-code:user:kfuse');
});

test('--project shows what stands in that folder, for this run only', async () => {
  await scratch.write('work/app/.mcp.json', '{"mcpServers":{"shared":{"command":"x"}}}');
  expect(refsOf(await list())).not.toContainEqual(expect.stringContaining('shared'));
  const listed = await list('--project', 'work/app');
  const shared = listed.entries.find((entry) => entry['name'] === 'shared');
  expect(shared).toMatchObject({
    client: 'claude-code',
    scope: 'project',
    project: join(scratch.home, 'work/app'),
  });
  expect((await list()).entries).toHaveLength(5);
});

test('CODEX_HOME and CLAUDE_CONFIG_DIR say where the files are', async () => {
  const other = await homeWithClients({ CODEX_HOME: join(scratch.home, '.codex') });
  try {
    await other.write(CODEX_FILE, '');
    const { out } = await other.run(['list', '--json']);
    expect((JSON.parse(out) as Listed).entries.map((entry) => entry['file'])).toContain(
      join(scratch.home, CODEX_FILE),
    );
  } finally {
    await other.remove();
  }
});

test('every reference can be shown, odd names too', async () => {
  for (const ref of refsOf(await list())) {
    const { exitCode, out } = await scratch.run(['show', String(ref), '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schema: 1, ref, text: expect.any(String) });
  }
});

test('show prints the stored text without its secrets', async () => {
  const { out } = await scratch.run(['show', 'files']);
  expect(out).toContain('~/.codex/config.toml:7');
  expect(out).toContain('files-server');
  expect(out).not.toContain('abcd1234abcd1234');
});

test('a home without any client is an empty list', async () => {
  await scratch.remove();
  scratch = await homeWithClients({ CODEX_HOME: '/nonexistent', CLAUDE_CONFIG_DIR: '/nonexistent' });
  await scratch.write(DESKTOP_FILE, '{}');
  await scratch.write(CLAUDE_FILE, '{}');
  expect((await list()).entries).toEqual([]);
  expect((await scratch.run(['list'])).out).toContain('No server is set up.');
});
