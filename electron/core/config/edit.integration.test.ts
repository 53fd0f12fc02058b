import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeAction, ChangePreview, ChangeReceipt, EntryChanges } from '../../../shared/actions.ts';
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

const CODEX = `# mine
model = "gpt-5"

[mcp_servers.kfuse] # team
url = "https://kfuse.test/mcp"
startup_timeout_sec = 20 # slow
bearer_token_env_var = "KFUSE_TOKEN"
[mcp_servers.kfuse.http_headers]
X-Team = "core" # kept
X-Api-Key = "s3cret-value-1"

[mcp_servers.local]
command = "npx"
args = [
  "-y", # yes
  "server",
  "--api-key", "s3cret-value-2",
]
env = { MODE = "fast", API_TOKEN = "s3cret-value-3" }
`;

const start = () => startEngine(home.env, { adapters: ADAPTERS });

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

const edit = (ref: string, changes: EntryChanges): ChangeAction => ({ kind: 'edit', ref, changes });
const rename = (ref: string, name: string): ChangeAction => ({ kind: 'rename', ref, name });

describe('editing', () => {
  test('touches the differing members alone, keeps masked values, and is undone byte for byte', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    const web = edit('codex:user:kfuse', {
      url: 'https://new.test/mcp',
      headers: { 'X-Team': 'edge', 'X-Api-Key': null, 'X-Region': '${REGION}' },
      bearerTokenEnvVar: null,
    });
    const shown = await preview(engine, web);
    expect(shown.title).toBe('Change kfuse in Codex');
    expect(JSON.stringify(shown)).not.toContain('s3cret');
    expect(shown.notes.join(' ')).toContain('sign in again');
    await done(engine, web);
    expect(await home.read('.codex/config.toml')).toBe(
      CODEX.replace('https://kfuse.test/mcp', 'https://new.test/mcp')
        .replace('bearer_token_env_var = "KFUSE_TOKEN"\n', '')
        .replace('"core" # kept', '"edge" # kept')
        .replace(
          'X-Api-Key = "s3cret-value-1"\n',
          'X-Api-Key = "s3cret-value-1"\n[mcp_servers.kfuse.env_http_headers]\nX-Region = "REGION"\n',
        ),
    );
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.codex/config.toml')).toBe(CODEX);
  });

  test('changes, adds and removes arguments and variables one by one', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    await done(
      engine,
      edit('codex:user:local', {
        command: 'bunx',
        args: [null, 'other', null, null, '--fast'],
        env: { API_TOKEN: null, LEVEL: '3' },
      }),
    );
    expect(await home.read('.codex/config.toml')).toBe(
      CODEX.replace('"npx"', '"bunx"')
        .replace('"server",', '"other",')
        .replace('"s3cret-value-2",\n', '"s3cret-value-2", "--fast",\n')
        .replace(
          '{ MODE = "fast", API_TOKEN = "s3cret-value-3" }',
          '{ API_TOKEN = "s3cret-value-3", LEVEL = "3" }',
        ),
    );
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.codex/config.toml')).toBe(CODEX);
  });

  test('takes what the window shows for unchanged, so that saving without a change writes nothing', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    const mask = '••••••';
    const same = edit('codex:user:local', {
      command: 'npx',
      args: ['-y', 'server', '--api-key', mask],
      env: { MODE: 'fast', API_TOKEN: mask },
    });
    expect(await done(engine, same)).toMatchObject({ id: '', files: [], notes: ['local says so already.'] });
    const half = edit('codex:user:local', { env: { MODE: `x${mask}` } });
    expect(await refusal(engine, half)).toContain('InvalidRequest');
  });

  test('refuses secrets on the command line, placeholders, and fields of the other kind', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    const local = 'codex:user:local';
    expect(await refusal(engine, edit(local, { args: ['krx_user_abc'] }))).toContain('command line');
    expect(await refusal(engine, edit(local, { env: { API_TOKEN: 'YOUR_API_KEY' } }))).toContain(
      'Placeholder',
    );
    expect(await refusal(engine, edit(local, { url: 'https://x.test' }))).toContain('local program');
    expect(await refusal(engine, edit(local, { env: { GONE: null } }))).toContain('no “GONE” to keep');
    expect(await refusal(engine, edit('codex:user:kfuse', { url: 'http://kfuse.test' }))).toContain(
      'not encrypted',
    );
    expect(await refusal(engine, edit('codex:user:kfuse', { command: 'x' }))).toContain('takes no command');
    expect(await refusal(engine, edit('codex:user:kfuse', { env: { A: 'b' } }))).toContain('Unsupported');
    expect(await home.read('.codex/config.toml')).toBe(CODEX);
  });

  test('writes references as the client spells them, in the key that holds the address', async () => {
    const text = '{\n\t"mcpServers": {"k": {"serverUrl": "https://k.test/mcp", "alwaysAllow": ["a"]}}\n}\n';
    await home.write('.codeium/windsurf/mcp_config.json', text);
    await home.write('.cursor/mcp.json', text.replace('serverUrl', 'url'));
    const engine = await start();
    await done(engine, edit('windsurf:user:k', { url: 'https://new.test/mcp' }));
    expect(await home.read('.codeium/windsurf/mcp_config.json')).toBe(text.replace('//k.test', '//new.test'));
    await done(engine, edit('cursor:user:k', { headers: { Authorization: 'Bearer ${TOKEN}' } }));
    expect(JSON.parse(await home.read('.cursor/mcp.json'))).toMatchObject({
      mcpServers: { k: { alwaysAllow: ['a'], headers: { Authorization: 'Bearer ${env:TOKEN}' } } },
    });
  });
});

describe('renaming', () => {
  test('changes every place of the name and nothing else, with one undo', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    const receipt = await done(engine, rename('codex:user:kfuse', 'kfuse-eu'));
    expect(receipt).toMatchObject({
      title: 'Renamed kfuse to kfuse-eu in Codex',
      refs: ['codex:user:kfuse-eu', 'codex:user:kfuse'],
    });
    expect(await home.read('.codex/config.toml')).toBe(
      CODEX.replaceAll('mcp_servers.kfuse', 'mcp_servers.kfuse-eu'),
    );
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.codex/config.toml')).toBe(CODEX);
  });

  test('is taken back by meaning after other parts of the file changed', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    await done(engine, rename('codex:user:kfuse', 'kfuse-eu'));
    await home.write('.codex/config.toml', (await home.read('.codex/config.toml')).replace('gpt-5', 'gpt-6'));
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.codex/config.toml')).toBe(CODEX.replace('gpt-5', 'gpt-6'));
  });

  test('refuses taken names and names the client cannot use', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    expect(await refusal(engine, rename('codex:user:kfuse', 'local'))).toContain('EntryExists');
    expect(await refusal(engine, rename('codex:user:kfuse', 'two words'))).toContain('InvalidRequest');
    expect(await done(engine, rename('codex:user:kfuse', 'kfuse'))).toMatchObject({ id: '' });
  });

  test('takes the list along that keeps the entry off', async () => {
    await mkdir(home.path('app'));
    const settings = '{\n  "theme": "dark",\n  "mcp": { "excluded": ["other", "k"] }\n}\n';
    const servers = '{"mcpServers": {"k": {"httpUrl": "https://k.test/mcp"}}, ';
    await home.write('.gemini/settings.json', servers + settings.slice(1));
    const engine = await start();
    const before = await home.read('.gemini/settings.json');
    expect(engine.inventory.state().entries[0]).toMatchObject({ name: 'k', enabled: false });
    const receipt = await done(engine, rename('gemini-cli:user:k', 'k2'));
    expect(receipt.notes).toContain('What kept “k” off keeps “k2” off now; another “k” would be loaded.');
    expect(engine.inventory.state().entries).toMatchObject([{ name: 'k2', enabled: false }]);
    const written = JSON.parse(await home.read('.gemini/settings.json')) as { mcp: { excluded: string[] } };
    expect(written.mcp.excluded).not.toContain('k');
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.gemini/settings.json')).toBe(before);
  });
});

const hooks = (group: object): string => JSON.stringify({ hooks: { PreToolUse: [group] } });
const user = (client: string) => ({ client, scope: 'user' as const, project: null, bridge: false });

describe('copying', () => {
  test('writes several clients as one change with the differences named, and one undo', async () => {
    await home.write('.codex/config.toml', CODEX);
    const engine = await start();
    const copy: ChangeAction = {
      kind: 'copy',
      ref: 'codex:user:kfuse',
      targets: [user('cursor'), user('claude-code'), user('claude-desktop')],
    };
    const shown = await preview(engine, copy);
    expect(shown.title).toBe('Copy kfuse to Cursor and Claude Code');
    expect(shown.notes).toContain(
      'Settings that only Codex knows are not copied to Cursor: startup_timeout_sec.',
    );
    expect(shown.notes.join(' ')).toContain(
      'Cursor takes the token of KFUSE_TOKEN by an Authorization header',
    );
    expect(shown.refused).toMatchObject([
      { target: { client: 'claude-desktop' }, error: { code: 'Unsupported' } },
    ]);
    expect(JSON.stringify(shown)).not.toContain('s3cret');
    const receipt = await done(engine, copy);
    expect(receipt.notes.join(' ')).toContain('kfuse was not copied to Claude Desktop');
    expect(JSON.parse(await home.read('.cursor/mcp.json'))).toEqual({
      mcpServers: {
        kfuse: {
          url: 'https://kfuse.test/mcp',
          headers: {
            'X-Team': 'core',
            'X-Api-Key': 's3cret-value-1',
            Authorization: 'Bearer ${env:KFUSE_TOKEN}',
          },
        },
      },
    });
    await done(engine, { kind: 'undo', id: null });
    expect(await home.names('.')).not.toContain('.claude.json');
    expect(await home.names('.cursor')).toEqual([]);
  });

  test('says that hooks of Claude Code stay behind, where it has some for this server', async () => {
    const bridge = { command: '/opt/kruxos/bin/mcp-bridge', args: [] };
    await home.write('.claude.json', JSON.stringify({ mcpServers: { kruxos: bridge, other: bridge } }));
    const cliHook = {
      matcher: 'Bash',
      hooks: [{ type: 'command', command: '/opt/kruxos/bin/cli-hook --pre' }],
    };
    await home.write('.claude/settings.json', hooks(cliHook));
    const engine = await start();
    const notes = async (name: string, ...clients: string[]) => {
      const ref = `claude-code:user:${name}`;
      return (await preview(engine, { kind: 'copy', ref, targets: clients.map(user) })).notes.join(' ');
    };
    expect(await notes('kruxos', 'claude-desktop', 'cursor')).toMatch(
      /They do not apply in Claude Desktop\..* They do not apply in Cursor\./,
    );
    expect(await notes('other', 'claude-desktop')).not.toContain('hooks');
    await home.write('.claude/settings.json', hooks({ matcher: 'mcp__other__.*', hooks: [] }));
    expect(await notes('other', 'claude-desktop')).toContain('Claude Code runs hooks before its tools.');
    expect(await home.read('.claude/settings.json')).toBe(hooks({ matcher: 'mcp__other__.*', hooks: [] }));
  });

  test('keeps settings of its own inside one client, and warns of secrets in a shared file', async () => {
    await home.write('.codex/config.toml', CODEX);
    await mkdir(home.path('app'));
    const engine = await start();
    const project = home.path('app');
    const copy: ChangeAction = {
      kind: 'copy',
      ref: 'codex:user:kfuse',
      name: 'kfuse-app',
      targets: [{ client: 'codex', scope: 'project', project, bridge: false }],
    };
    expect((await preview(engine, copy)).notes.join(' ')).toContain('X-Api-Key stands in plain text');
    await done(engine, copy);
    const written = await home.read('app/.codex/config.toml');
    expect(written).toContain('[mcp_servers.kfuse-app]');
    expect(written).toContain('startup_timeout_sec = 20');
  });

  test('uses streamable HTTP where a client has no SSE, and says so', async () => {
    await home.write(
      '.cursor/mcp.json',
      '{"mcpServers": {"s": {"type": "sse", "url": "https://s.test/sse"}}}',
    );
    const engine = await start();
    const copy: ChangeAction = { kind: 'copy', ref: 'cursor:user:s', targets: [user('codex')] };
    expect((await preview(engine, copy)).notes).toContain(
      'Codex has no SSE: it will use streamable HTTP, which the server must offer there.',
    );
    await done(engine, copy);
    expect(await home.read('.codex/config.toml')).toContain('url = "https://s.test/sse"');
  });

  test('carries references over in the spelling of each client', async () => {
    await home.write(
      '.cursor/mcp.json',
      '{"mcpServers": {"s": {"url": "https://s.test", "headers": {"X-Key": "${env:S_KEY}"}}}}',
    );
    const engine = await start();
    const targets = [user('codex'), user('claude-code')];
    await done(engine, { kind: 'copy', ref: 'cursor:user:s', targets });
    expect(await home.read('.codex/config.toml')).toContain(
      '[mcp_servers.s.env_http_headers]\nX-Key = "S_KEY"\n',
    );
    expect(await home.read('.claude.json')).toContain('"X-Key": "${S_KEY}"');
  });
});

const WITH_SETTINGS = `[mcp_servers.tools]
command = "node"
args = ["t.mjs"]
cwd = "/srv"
tool_timeout_sec = 1.5
startup_timeout_sec = 20
enabled_tools = ["a", "b"]
disabled_tools = ["b"]
`;

describe('settings that go along with a copy', () => {
  test('are those both clients have, in the keys and units of the other one; the rest is named', async () => {
    await home.write('.codex/config.toml', WITH_SETTINGS);
    const engine = await start();
    const copy: ChangeAction = {
      kind: 'copy',
      ref: 'codex:user:tools',
      targets: [user('gemini-cli'), user('kimi-code'), user('cursor')],
    };
    const { notes } = await preview(engine, copy);
    expect(notes).toContain(
      'Settings that only Codex knows are not copied to Gemini CLI: startup_timeout_sec.',
    );
    expect(notes).toContain(
      'Settings that only Codex knows are not copied to Cursor: cwd, tool_timeout_sec, startup_timeout_sec, enabled_tools, disabled_tools.',
    );
    expect(notes.join(' ')).not.toContain('Kimi Code:');
    await done(engine, copy);
    const stored = async (path: string) =>
      (JSON.parse(await home.read(path)) as { mcpServers: { tools: object } }).mcpServers.tools;
    expect(await stored('.gemini/settings.json')).toMatchObject({
      command: 'node',
      cwd: '/srv',
      timeout: 1500,
      includeTools: ['a', 'b'],
      excludeTools: ['b'],
    });
    expect(await stored('.kimi-code/mcp.json')).toMatchObject({
      cwd: '/srv',
      toolTimeoutMs: 1500,
      startupTimeoutMs: 20_000,
      enabledTools: ['a', 'b'],
      disabledTools: ['b'],
    });
    await done(engine, { kind: 'undo', id: null });
    expect(await home.read('.codex/config.toml')).toBe(WITH_SETTINGS);
  });

  test('never are what runs without asking', async () => {
    const roo = '.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json';
    const one = { command: 'node', args: [], alwaysAllow: ['a'], disabledTools: ['b'] };
    await home.write(roo, JSON.stringify({ mcpServers: { one } }));
    const engine = await start();
    const copy: ChangeAction = { kind: 'copy', ref: 'roo-code:user:one', targets: [user('kiro')] };
    expect((await preview(engine, copy)).notes).toContain(
      'What runs without asking in Roo Code (alwaysAllow) is not copied.',
    );
    await done(engine, copy);
    const written = JSON.parse(await home.read('.kiro/settings/mcp.json')) as { mcpServers: object };
    expect(written.mcpServers).toEqual({ one: { command: 'node', args: [], disabledTools: ['b'] } });
  });
});
