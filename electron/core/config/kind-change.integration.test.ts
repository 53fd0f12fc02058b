import { relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeAction, EntryChanges, NewServer } from '../../../shared/actions.ts';
import { newServer } from '../clients/in-memory-files.ts';
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

const start = () => startEngine(home.env, { adapters: ADAPTERS });

async function apply(engine: Engine, action: ChangeAction): Promise<string> {
  const result = await engine.changes.apply(action, null);
  await engine.inventory.load();
  return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
}

const edit = (ref: string, changes: EntryChanges): ChangeAction => ({ kind: 'edit', ref, changes });

async function notesOf(engine: Engine, action: ChangeAction): Promise<readonly string[]> {
  const result = await engine.changes.preview(action);
  if (!result.ok) throw new Error(result.error.message);
  return result.value.notes;
}

async function add(engine: Engine, client: string, server: Partial<NewServer>): Promise<void> {
  const targets = [{ client, scope: 'user' as const, project: null, bridge: false }];
  const outcome = await apply(engine, { kind: 'add', servers: [newServer(server)], targets });
  if (outcome !== 'ok') throw new Error(outcome);
}

const PROGRAM = { command: 'node', args: ['server.mjs', '--flag'], env: { MODE: 'fast' } };
const ADDRESS = { url: 'https://kfuse.test/mcp', headers: { 'X-Team': 'core' } };

const both = ADAPTERS.filter(
  ({ scopes, transports, id }) =>
    scopes.includes('user') &&
    transports.includes('stdio') &&
    transports.includes('http') &&
    // Its blocks are JSON without a file of servers yet; in YAML below.
    id !== 'continue',
);

describe.each(both.map((adapter) => ({ id: adapter.id })))('a server of $id', ({ id }) => {
  const ref = `${id}:user:kfuse`;
  const entryOf = (engine: Engine) =>
    engine.inventory.state().entries.find((one) => one.location.client === id && one.name === 'kfuse');

  test('becomes an address and a program again, read as such, and each change is undone byte for byte', async () => {
    const engine = await start();
    await add(engine, id, { transport: 'stdio', url: null, ...PROGRAM });
    const found = entryOf(engine);
    const path = relative(home.env.home, found?.location.path ?? '');
    const original = await home.read(path);
    expect(found?.otherKinds).toContain('http');
    expect(await apply(engine, edit(found?.ref ?? ref, { transport: 'http', ...ADDRESS }))).toBe('ok');
    expect(entryOf(engine)).toMatchObject({
      transport: 'http',
      url: ADDRESS.url,
      command: null,
      problem: null,
      ignored: null,
    });
    expect({ ...entryOf(engine)?.headers }).toEqual(ADDRESS.headers);
    const asAddress = await home.read(path);
    expect(await apply(engine, edit(found?.ref ?? ref, { transport: 'stdio', ...PROGRAM }))).toBe('ok');
    expect(entryOf(engine)).toMatchObject({
      transport: 'stdio',
      url: null,
      command: 'node',
      args: PROGRAM.args,
      problem: null,
    });
    expect({ ...entryOf(engine)?.env }).toEqual(PROGRAM.env);
    expect(await apply(engine, { kind: 'undo', id: null })).toBe('ok');
    expect(await home.read(path)).toBe(asAddress);
    expect(await apply(engine, { kind: 'undo', id: null })).toBe('ok');
    expect(await home.read(path)).toBe(original);
  });

  test('changes between the two kinds of addresses where the client tells them apart', async () => {
    const engine = await start();
    await add(engine, id, { ...ADDRESS });
    const found = entryOf(engine);
    const path = relative(home.env.home, found?.location.path ?? '');
    const original = await home.read(path);
    const tells = found?.otherKinds.includes('sse') === true;
    const outcome = await apply(engine, edit(found?.ref ?? ref, { transport: 'sse' }));
    expect(outcome.slice(0, 11)).toBe(tells ? 'ok' : 'Unsupported');
    expect(entryOf(engine)).toMatchObject({
      transport: tells ? 'sse' : 'http',
      url: ADDRESS.url,
      problem: null,
    });
    expect({ ...entryOf(engine)?.headers }).toEqual(ADDRESS.headers);
    expect((await home.read(path)) === original).toBe(!tells);
    const back = await apply(engine, edit(found?.ref ?? ref, { transport: 'http' }));
    expect(back).toBe('ok');
    expect(await home.read(path)).toBe(original);
  });
});

const CODEX = `[mcp_servers.kfuse] # mine
command = "npx" # here
args = ["-y", "kfuse-mcp"]
cwd = "/srv"
env_vars = ["HOME"]
startup_timeout_sec = 20 # slow
enabled_tools = ["a"]
future_key = 1

[mcp_servers.kfuse.env]
A = "1"

[mcp_servers.other]
command = "x"
`;

test('a change of kind in Codex leaves no key that would keep it from starting, and all others', async () => {
  await home.write('.codex/config.toml', CODEX);
  const engine = await start();
  const action = edit('codex:user:kfuse', {
    transport: 'http',
    url: 'https://kfuse.test/mcp',
    bearerTokenEnvVar: 'KFUSE_TOKEN',
  });
  expect(await notesOf(engine, action)).toContain(
    'These do not go with a web address in Codex and are taken out: command, args, cwd, env_vars, env.',
  );
  expect(await apply(engine, action)).toBe('ok');
  const text = await home.read('.codex/config.toml');
  for (const gone of ['command = "npx"', 'args', 'cwd', 'env_vars', '[mcp_servers.kfuse.env]']) {
    expect(text).not.toContain(gone);
  }
  expect(text).toContain('startup_timeout_sec = 20 # slow\nenabled_tools = ["a"]\nfuture_key = 1\n');
  expect(text).toContain('bearer_token_env_var = "KFUSE_TOKEN"');
  expect(text).toContain('[mcp_servers.other]\ncommand = "x"\n');
  await apply(engine, { kind: 'undo', id: null });
  expect(await home.read('.codex/config.toml')).toBe(CODEX);
});

test('settings of the new kind can be given with it', async () => {
  await home.write('.codex/config.toml', '[mcp_servers.kfuse]\nurl = "https://kfuse.test/mcp"\n');
  const engine = await start();
  const changes = { transport: 'stdio', command: 'node', args: ['a b'], settings: { cwd: '/srv' } } as const;
  expect(await apply(engine, edit('codex:user:kfuse', { ...changes, args: [...changes.args] }))).toBe('ok');
  expect(await home.read('.codex/config.toml')).toBe(
    '[mcp_servers.kfuse]\ncommand = "node"\nargs = ["a b"]\ncwd = "/srv"\n',
  );
});

test('what the new kind needs has to be given', async () => {
  await home.write('.codex/config.toml', CODEX);
  const engine = await start();
  const ref = 'codex:user:kfuse';
  expect(await apply(engine, edit(ref, { transport: 'http' }))).toContain('needs an address');
  expect(await apply(engine, edit(ref, { url: 'https://a.test/mcp' }))).toContain('takes no address');
  expect(await apply(engine, edit(ref, { transport: 'http', url: 'http://a.test/mcp' }))).toContain(
    'encrypted',
  );
  expect(await apply(engine, edit(ref, { transport: 'sse', url: 'https://a.test/sse' }))).toContain(
    'Codex cannot load servers of the old HTTP+SSE kind',
  );
  expect(await home.read('.codex/config.toml')).toBe(CODEX);
});

const DESKTOP = '.config/Claude/claude_desktop_config.json';

test('Claude Desktop takes no address, and the skipped one there becomes a bridge (C1)', async () => {
  const before = JSON.stringify(
    {
      theme: 'dark',
      mcpServers: {
        octo: { type: 'http', url: 'https://octo.test/mcp' },
        files: { command: 'npx', args: ['-y', 'files'] },
      },
    },
    null,
    2,
  );
  await home.write(DESKTOP, before);
  const engine = await start();
  const refused = await engine.changes.preview(
    edit('claude-desktop:user:files', { transport: 'http', url: 'https://a.test/mcp' }),
  );
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'Unsupported', next: expect.stringContaining('Settings → Connectors') },
  });
  expect(await apply(engine, edit('claude-desktop:user:octo', { bridge: true }))).toBe('ok');
  const written = JSON.parse(await home.read(DESKTOP)) as { mcpServers: Record<string, unknown> };
  expect(written.mcpServers['octo']).toEqual({
    command: 'npx',
    args: ['-y', 'mcp-remote', 'https://octo.test/mcp'],
  });
  expect(engine.inventory.state().entries.find(({ name }) => name === 'octo')).toMatchObject({
    transport: 'stdio',
    ignored: null,
  });
  await apply(engine, { kind: 'undo', id: null });
  expect(await home.read(DESKTOP)).toBe(before);
});

test('an address without a type in Claude Code is mended by giving its kind', async () => {
  const text = '{\n  "mcpServers": {\n    "kfuse": { "url": "https://kfuse.test/mcp" }\n  }\n}';
  await home.write('.claude.json', text);
  const engine = await start();
  expect(engine.inventory.state().entries[0]).toMatchObject({ transport: 'unknown' });
  expect(await apply(engine, edit('claude-code:user:kfuse', { transport: 'http' }))).toBe('ok');
  expect(await home.read('.claude.json')).toBe(text.replace('mcp" }', 'mcp", "type": "http" }'));
  expect(engine.inventory.state().entries[0]).toMatchObject({ transport: 'http', ignored: null });
});

test('Cline keeps its own settings beside a server of another kind, and its sign-in goes', async () => {
  const path = '.cline/data/settings/cline_mcp_settings.json';
  const one = {
    transport: { type: 'streamableHttp', url: 'https://kfuse.test/mcp' },
    disabled: false,
    timeout: 60,
    metadata: { x: 1 },
    oauth: { tokens: { access_token: 'secret-token-value' } },
  };
  await home.write(path, JSON.stringify({ mcpServers: { kfuse: one } }, null, 2));
  const engine = await start();
  const changes = {
    transport: 'stdio',
    command: 'node',
    settings: { cwd: '/srv', timeout: 90_000 },
  } as const;
  expect(await apply(engine, edit('cline:user:kfuse', changes))).toBe('ok');
  const written = JSON.parse(await home.read(path)) as { mcpServers: Record<string, unknown> };
  expect(written.mcpServers['kfuse']).toEqual({
    transport: { type: 'stdio', command: 'node', args: [], cwd: '/srv' },
    disabled: false,
    timeout: 90,
    metadata: { x: 1 },
  });
});

test('Continue writes the other kind in the form of the list it stands in', async () => {
  const path = '.continue/config.yaml';
  const text =
    'name: mine\nmcpServers:\n  - name: kfuse # here\n    command: node\n    args: ["a"]\n    cwd: /srv\n';
  await home.write(path, text);
  const engine = await start();
  expect(await apply(engine, edit('continue:user:kfuse', { transport: 'http', ...ADDRESS }))).toBe('ok');
  expect(engine.inventory.state().entries[0]).toMatchObject({ transport: 'http', problem: null });
  expect(await home.read(path)).toContain('name: kfuse # here');
  expect(await home.read(path)).not.toContain('cwd');
  await apply(engine, { kind: 'undo', id: null });
  expect(await home.read(path)).toBe(text);
});
