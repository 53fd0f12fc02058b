import { chmod, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeAction, ChangePreview, ChangeReceipt } from '../../../shared/actions.ts';
import { ADAPTERS } from '../clients/registry.ts';
import { startEngine } from './test-engine.ts';
import type { Engine } from './test-engine.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const start = () => startEngine(home.env, { adapters: ADAPTERS, extraProjects: [home.path('app')] });

type Asked = Extract<ChangeAction, { kind: 'fix' }>['secrets'][number];

function fix(ref: string, ...secrets: readonly Asked[]): ChangeAction {
  return { kind: 'fix', ref, secrets: [...secrets] };
}

const refer = (place: string, variable: string): Asked => ({ place, way: 'reference', variable });

async function done(engine: Engine, action: ChangeAction): Promise<ChangeReceipt> {
  const result = await engine.changes.apply(action, null);
  await engine.inventory.load();
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function preview(engine: Engine, action: ChangeAction): Promise<ChangePreview> {
  const result = await engine.changes.preview(action);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

async function refusal(engine: Engine, action: ChangeAction): Promise<string> {
  const result = await engine.changes.apply(action, null);
  return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
}

/** Previews, applies and undoes; answers the text in between. */
async function fixed(file: string, before: string, action: ChangeAction): Promise<string> {
  await home.write(file, before);
  const engine = await start();
  expect(JSON.stringify(await preview(engine, action))).not.toContain('hunter2');
  expect(JSON.stringify(await done(engine, action))).not.toContain('hunter2');
  const after = await home.read(file);
  await done(engine, { kind: 'undo', id: null });
  expect(await home.read(file)).toBe(before);
  return after;
}

const move = (place: string, variable: string): Asked => ({ place, way: 'move', variable });

const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

/** Files of our own folder with this text. */
async function kept(text: string): Promise<readonly string[]> {
  const names = await readdir(home.stateDir, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const found = await Promise.all(
    files.map(async (path) => ((await readFile(path, 'utf8')).includes(text) ? [path] : [])),
  );
  return found.flat();
}

const program = (command: string, args: readonly string[], env?: object): string =>
  `${JSON.stringify({ mcpServers: { x: { command, args, ...(env === undefined ? {} : { env }) } } }, null, 2)}\n`;

describe('a secret leaves its file in the spelling of its client, and comes back byte for byte', () => {
  test('Claude Code: variables and headers', async () => {
    const text = `{
  // mine
  "mcpServers": {
    "x": { "type": "http", "url": "https://x.test/mcp?api_key=hunter2-c", "headers": { "Authorization": "Bearer hunter2-a", "X-Team": "core" } }
  }
}
`.replace('  // mine\n', '');
    const after = await fixed(
      'app/.mcp.json',
      text,
      fix(
        `claude-code:project:${home.path('app')}:x`,
        refer('headers.Authorization', 'X_TOKEN'),
        refer('url.api_key', 'X_API_KEY'),
      ),
    );
    expect(after).toBe(text.replace('hunter2-a', '${X_TOKEN}').replace('hunter2-c', '${X_API_KEY}'));
  });

  test('Codex: its own keys for tokens, headers and variables', async () => {
    const web = `[mcp_servers.x] # web
url = "https://x.test/mcp"
startup_timeout_sec = 20 # slow
[mcp_servers.x.http_headers]
Authorization = "Bearer hunter2-a"
X-Api-Key = "hunter2-b" # key
`;
    const after = await fixed(
      '.codex/config.toml',
      web,
      fix('codex:user:x', refer('headers.Authorization', 'X_TOKEN'), refer('headers.X-Api-Key', 'X_API_KEY')),
    );
    expect(after).toContain('bearer_token_env_var = "X_TOKEN"');
    expect(after).toContain('[mcp_servers.x.env_http_headers]\nX-Api-Key = "X_API_KEY"');
    expect(after).not.toContain('hunter2');
    const local = `[mcp_servers.y]\ncommand = "run" # it\nenv = { MODE = "fast", API_TOKEN = "hunter2-d" }\n`;
    expect(
      await fixed('.codex/config.toml', local, fix('codex:user:y', refer('env.API_TOKEN', 'API_TOKEN'))),
    ).toBe(`[mcp_servers.y]\ncommand = "run" # it\nenv = { MODE = "fast" }\nenv_vars = ["API_TOKEN"]\n`);
  });

  test('VS Code: a question of its own, in the same file', async () => {
    const text = `{
\t// team
\t"servers": {
\t\t"x": { "type": "stdio", "command": "run", "env": { "API_TOKEN": "hunter2-a" } }
\t}
}
`;
    const ask: Asked = { place: 'env.API_TOKEN', way: 'ask', variable: 'API_TOKEN' };
    const after = await fixed('app/.vscode/mcp.json', text, fix(`vscode:project:${home.path('app')}:x`, ask));
    expect(after).toContain('"API_TOKEN": "${input:api-token}"');
    expect(after).toMatch(/"inputs": \[\s*\{\s*"type": "promptString",\s*"id": "api-token"/);
    expect(after).toContain('"password": true');
    expect(after).toContain('// team');
  });

  test('Goose: its own list of names that it looks up in its secrets', async () => {
    const text = `extensions:
  x:
    name: x
    type: stdio
    enabled: true
    cmd: run
    envs:
      API_TOKEN: hunter2-a # old
      MODE: fast
`;
    const after = await fixed(
      '.config/goose/config.yaml',
      text,
      fix('goose:user:x', refer('env.API_TOKEN', 'API_TOKEN')),
    );
    expect(after).toContain('env_keys:\n');
    expect(after).toContain('- API_TOKEN');
    expect(after).not.toContain('hunter2');
  });

  test.each([
    [
      '.cursor/mcp.json',
      'cursor',
      { url: 'https://x.test', headers: { 'X-Api-Key': 'hunter2-a' } },
      '${env:X_API_KEY}',
    ],
    [
      '.codeium/windsurf/mcp_config.json',
      'windsurf',
      { serverUrl: 'https://x.test', headers: { 'X-Api-Key': 'hunter2-a' } },
      '${env:X_API_KEY}',
    ],
    [
      '.gemini/settings.json',
      'gemini-cli',
      { httpUrl: 'https://x.test', headers: { 'X-Api-Key': 'hunter2-a' } },
      '${X_API_KEY}',
    ],
  ])('%s', async (file, client, server, reference) => {
    const text = `${JSON.stringify({ mcpServers: { x: server } }, null, 2)}\n`;
    const after = await fixed(file, text, fix(`${client}:user:x`, refer('headers.X-Api-Key', 'X_API_KEY')));
    expect(after).toBe(text.replace('hunter2-a', reference));
  });
});

describe('a secret leaves the command line', () => {
  const desktop = '.config/Claude/claude_desktop_config.json';

  test.each([
    [
      'run',
      ['-v', '--api-key', 'hunter2-a', 'x'],
      move('args.2', 'API_KEY'),
      ['-v', 'x'],
      { API_KEY: 'hunter2-a' },
    ],
    ['run', ['--api-key=hunter2-a', 'x'], move('args.0', 'API_KEY'), ['x'], { API_KEY: 'hunter2-a' }],
    [
      'docker',
      ['run', '-e', 'GITHUB_TOKEN=hunter2-a', 'image'],
      move('args.2', 'OTHER'),
      ['run', '-e', 'GITHUB_TOKEN', 'image'],
      { GITHUB_TOKEN: 'hunter2-a' },
    ],
    [
      'npx',
      ['-y', 'mcp-remote', 'https://x.test', '--header', 'Authorization: Bearer hunter2-a'],
      move('args.4', 'X_AUTH'),
      ['-y', 'mcp-remote', 'https://x.test', '--header', 'Authorization:${X_AUTH}'],
      { X_AUTH: 'Bearer hunter2-a' },
    ],
  ] as const)('%s %j', async (command, args, asked, left, env) => {
    const after = await fixed(desktop, program(command, args), fix('claude-desktop:user:x', asked));
    expect(JSON.parse(after)).toEqual({ mcpServers: { x: { command, args: left, env } } });
  });

  test('several at once, into variables outside of the file', async () => {
    const after = await fixed(
      '.cursor/mcp.json',
      program('run', ['--api-key', 'hunter2-a', '--password', 'hunter2-b', 'x'], { MODE: 'fast' }),
      fix('cursor:user:x', refer('args.1', 'API_KEY'), refer('args.3', 'DB_PASSWORD')),
    );
    expect(JSON.parse(after)).toEqual({
      mcpServers: {
        x: {
          command: 'run',
          args: ['x'],
          env: { MODE: 'fast', API_KEY: '${env:API_KEY}', DB_PASSWORD: '${env:DB_PASSWORD}' },
        },
      },
    });
  });

  test('never back onto it by way of a client that fills variables into arguments', async () => {
    const args = ['-y', 'mcp-remote', 'https://x.test', '--header', 'Authorization: Bearer hunter2-a'];
    await home.write('.claude.json', program('npx', args));
    const engine = await start();
    const answer = await refusal(engine, fix('claude-code:user:x', refer('args.4', 'X_AUTH')));
    expect(answer).toContain('it would stand there again');
    expect(await refusal(engine, fix('claude-code:user:x', refer('env.NOTHING', 'A')))).toContain(
      'EntryNotFound',
    );
  });

  test('two values never end up in one variable', async () => {
    const env = { A_TOKEN: 'hunter2-a', B_TOKEN: 'hunter2-b' };
    await home.write('.cursor/mcp.json', program('run', [], env));
    const both = fix('cursor:user:x', refer('env.A_TOKEN', 'SAME'), refer('env.B_TOKEN', 'SAME'));
    expect(await refusal(await start(), both)).toBe('InvalidRequest: Two values cannot both be SAME.');
  });
});

describe('a file is kept private', () => {
  const text = '{"mcpServers":{"x":{"url":"https://x.test","headers":{"X-Api-Key":"hunter2-a"}}}}';

  test('its bytes and its time stay, and undo gives the permissions back', async () => {
    const target = await home.write('dotfiles/mcp.json', text, 0o644);
    await home.write('.cursor/other.json', '{}');
    await symlink(target, home.path('.cursor/mcp.json'));
    const before = await stat(target);
    const engine = await start();
    const action: ChangeAction = { kind: 'protect', ref: 'cursor:user:x' };
    const shown = await preview(engine, action);
    expect(shown.files[0]?.diff).toContain('-rw-r--r-- (0644)\n+rw------- (0600)');
    const result = await engine.changes.apply(action, shown.base);
    expect(result).toMatchObject({ ok: true, value: { files: [home.path('.cursor/mcp.json')] } });
    const after = await stat(target);
    expect([after.mode & 0o777, after.ino, after.mtimeMs]).toEqual([0o600, before.ino, before.mtimeMs]);
    await done(engine, { kind: 'undo', id: null });
    expect(await mode(target)).toBe(0o644);
    expect(await home.read('dotfiles/mcp.json')).toBe(text);
  });

  test('nothing is done twice, behind the back of a preview, or over a later change', async () => {
    const path = await home.write('.cursor/mcp.json', text, 0o644);
    const engine = await start();
    const action: ChangeAction = { kind: 'protect', ref: 'cursor:user:x' };
    const shown = await preview(engine, action);
    await chmod(path, 0o664);
    expect(await engine.changes.apply(action, shown.base)).toMatchObject({
      error: { code: 'ConfigConflict' },
    });
    await done(engine, action);
    expect((await done(engine, action)).notes[0]).toContain('already');
    await chmod(path, 0o640);
    expect(await refusal(engine, { kind: 'undo', id: null })).toContain('UndoStale');
    expect(await mode(path)).toBe(0o640);
  });
});

describe('the old value is forgotten', () => {
  test('in history, backups and everything else of our own folder, and undo says why it cannot', async () => {
    await home.write(
      '.cursor/mcp.json',
      '{"mcpServers":{"x":{"url":"https://x.test","headers":{"X-Api-Key":"hunter2-a\\"b"}}}}\n',
    );
    await home.write(
      '.gemini/settings.json',
      '{"mcpServers":{"y":{"httpUrl":"https://x.test","headers":{"X-Api-Key":"hunter2-a\\"b"}}}}\n',
    );
    const engine = await start();
    await done(engine, { kind: 'rename', ref: 'cursor:user:x', name: 'z' });
    const changed = await done(engine, fix('cursor:user:z', refer('headers.X-Api-Key', 'Z_API_KEY')));
    expect(engine.changes.history()[0]).toMatchObject({ kind: 'fix', canUndo: true, canForget: true });
    expect(await kept('hunter2')).not.toEqual([]);
    const forgot = await engine.changes.forget(changed.id);
    expect(forgot).toMatchObject({ ok: true });
    expect(JSON.stringify(forgot)).not.toContain('hunter2');
    expect(JSON.stringify(forgot)).toContain('The same value still stands in gemini-cli:user:y.');
    expect(await kept('hunter2')).toEqual([]);
    expect(engine.changes.history()[0]).toMatchObject({ kind: 'fix', canUndo: false, canForget: false });
    expect(await refusal(engine, { kind: 'undo', id: changed.id })).toContain('forgotten');
    expect(await home.read('.cursor/mcp.json')).toContain('${env:Z_API_KEY}');
    expect(await engine.changes.forget('nothing')).toMatchObject({ error: { code: 'EntryNotFound' } });
  });
});
