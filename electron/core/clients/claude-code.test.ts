import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claudeCode } from './claude-code.ts';
import { afterPlan, memoryEnv, memoryFiles, newServer } from './in-memory-files.ts';
import type { MemoryMachine } from './in-memory-files.ts';
import type { RawEntry } from './types.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/claude-code/${name}`, import.meta.url), 'utf8');

const GLOBAL = '/home/user/.claude.json';
const SETTINGS = '/home/user/.claude/settings.json';
const PROJECT = '/home/user/proj';
const MCP_JSON = `${PROJECT}/.mcp.json`;
const LOCAL_SETTINGS = `${PROJECT}/.claude/settings.local.json`;
const PROJECT_SETTINGS = `${PROJECT}/.claude/settings.json`;

const json = (value: unknown): string => JSON.stringify(value);
const sample = { [GLOBAL]: fixture('claude.json'), [MCP_JSON]: fixture('mcp.json') };

function read(machine: MemoryMachine) {
  const files = memoryFiles(claudeCode, machine);
  const entries = claudeCode.entries(files);
  const named = (name: string): RawEntry => {
    const found = entries.find((entry) => entry.name === name);
    if (found === undefined) throw new Error(`no entry ${name}`);
    return found;
  };
  return { files, entries, named };
}

/** One user entry `x`, one local entry `l`, one `.mcp.json` entry `p`, in a trusted project. */
function small(extra: Readonly<Record<string, string>> = {}, record: object = {}): MemoryMachine {
  const server = { type: 'stdio', command: 'x' };
  const projects = { [PROJECT]: { hasTrustDialogAccepted: true, mcpServers: { l: server }, ...record } };
  return {
    texts: {
      [GLOBAL]: json({ mcpServers: { x: server }, projects }),
      [MCP_JSON]: json({ mcpServers: { p: server } }),
      ...extra,
    },
  };
}

const paths = (machine: MemoryMachine) =>
  claudeCode.locations(memoryEnv(machine), ['/p']).map(({ path }) => path);
const approval = (machine: MemoryMachine) => read(machine).named('p').approval;

describe('Claude Code: files', () => {
  it('looks for the files of each system', () => {
    expect(paths({ platform: 'darwin', home: '/Users/me' })).toEqual([
      '/Users/me/.claude.json',
      '/Users/me/.claude/settings.json',
      '/Library/Application Support/ClaudeCode/managed-mcp.json',
      '/Library/Application Support/ClaudeCode/managed-settings.json',
      '/p/.mcp.json',
      '/p/.claude/settings.json',
      '/p/.claude/settings.local.json',
    ]);
    expect(paths({})[2]).toBe('/etc/claude-code/managed-mcp.json');
    const windows = claudeCode.locations(memoryEnv({ platform: 'win32' }), ['C:/src/app']);
    expect(windows.map(({ path }) => path)).toEqual([
      'C:\\Users\\me\\.claude.json',
      'C:\\Users\\me\\.claude\\settings.json',
      'C:\\Program Files\\ClaudeCode\\managed-mcp.json',
      'C:\\Program Files\\ClaudeCode\\managed-settings.json',
      'C:\\src\\app\\.mcp.json',
      'C:\\src\\app\\.claude\\settings.json',
      'C:\\src\\app\\.claude\\settings.local.json',
    ]);
  });

  it('follows CLAUDE_CONFIG_DIR', () => {
    expect(paths({ vars: { CLAUDE_CONFIG_DIR: '/cfg' } }).slice(0, 2)).toEqual([
      '/cfg/.claude.json',
      '/cfg/settings.json',
    ]);
  });

  it('reads a left-over .config.json instead of .claude.json, and says so', () => {
    const { entries } = read({
      folders: { '/home/user/.claude': ['.config.json'] },
      texts: {
        '/home/user/.claude/.config.json': json({ mcpServers: { now: { command: 'x' } } }),
        [GLOBAL]: json({ mcpServers: { unread: { command: 'x' } } }),
      },
    });
    expect(entries.map(({ name, ignored }) => [name, ignored === null])).toEqual([
      ['now', true],
      ['unread', false],
    ]);
  });

  it('takes every fragment of managed-settings.d', () => {
    const folders = {
      '/etc/claude-code/managed-settings.d': ['20.json', '10.json', '.hidden.json', 'note.txt'],
    };
    expect(paths({ folders }).filter((path) => path.includes('settings.d'))).toEqual([
      '/etc/claude-code/managed-settings.d/10.json',
      '/etc/claude-code/managed-settings.d/20.json',
    ]);
  });
});

describe('Claude Code: entries', () => {
  it('reads user, local and project entries of the real files', () => {
    const { files, entries, named } = read({ texts: sample });
    expect(claudeCode.projects(files)).toEqual([PROJECT]);
    expect(entries.map(({ name, scope, project, transport }) => [name, scope, project, transport])).toEqual([
      ['auth-http', 'user', null, 'http'],
      ['open-http', 'user', null, 'http'],
      ['sse-one', 'user', null, 'sse'],
      ['stdio-user', 'user', null, 'stdio'],
      ['pre-sec', 'user', null, 'http'],
      ['ws-one', 'user', null, 'ws'],
      ['needs-auth', 'user', null, 'http'],
      ['stdio-local', 'local', PROJECT, 'stdio'],
      ['local-http', 'local', PROJECT, 'http'],
      ['proj-http', 'project', PROJECT, 'http'],
      ['proj-stdio', 'project', PROJECT, 'stdio'],
    ]);
    expect(named('open-http')).toMatchObject({
      url: 'http://127.0.0.1:8931/open',
      headers: { 'X-Api-Key': 'abc123' },
      problem: null,
      ignored: null,
    });
    expect(named('stdio-user')).toMatchObject({
      command: 'node',
      args: ['/home/user/mcp/stdio.mjs', '--flag'],
      env: { API_KEY: 'xxx' },
      enabled: true,
    });
    expect(named('stdio-local')).toMatchObject({ enabled: false, disabledBy: 'in this project' });
    expect(named('local-http')).toMatchObject({ enabled: true, disabledBy: null });
  });

  it('turns every wrong type into a sentence and keeps the rest', () => {
    const { named } = read({
      texts: {
        [GLOBAL]: json({
          mcpServers: {
            text: 'x',
            nothing: null,
            args: { command: 'c', args: 'x' },
            mixed: { command: 'c', args: ['a', 1] },
            env: { command: 'c', env: { A: 1 } },
            headers: { type: 'http', url: 'http://h/', headers: ['a'] },
            empty: { command: '' },
            bare: { type: 'http', command: 'x' },
            type: { type: 'STDIO', command: 'c' },
            fine: { command: 'c' },
          },
        }),
      },
    });
    expect(named('text').problem).toBe('The entry must be a group of settings, but is text.');
    expect(named('nothing').problem).toContain('empty (null)');
    expect(named('args').problem).toBe('“args” must be a list of texts, but is text.');
    expect(named('mixed').problem).toBe('“args” must hold only texts.');
    expect(named('env').problem).toBe('“env.A” must be text, but is a number.');
    expect(named('headers').problem).toBe('“headers” must be a group of named texts, but is a list.');
    expect(named('empty').problem).toContain('no command');
    expect(named('bare').problem).toBe('The entry has no url.');
    expect(named('type').problem).toBe('Claude Code does not know the type “STDIO”.');
    expect(named('fine').problem).toBeNull();
  });

  it('says that a url without a type, a reserved name and a server in settings are not loaded', () => {
    const { named } = read({
      texts: {
        [GLOBAL]: '{"mcpServers":{"bare":{"url":"http://h/"},"__proto__":{"command":"x"}}}',
        [SETTINGS]: json({ mcpServers: { lost: { command: 'x' } } }),
      },
    });
    expect(named('bare').ignored?.next).toContain('"type": "http"');
    expect(named('__proto__').ignored?.reason).toContain('for itself');
    expect(named('lost')).toMatchObject({
      ignored: { reason: 'Claude Code does not read servers from settings files.' },
      location: { tag: 'settings.json' },
      enablement: 'unsupported',
    });
  });

  it('lets an organisation’s file keep all other entries from loading', () => {
    const managed = '/etc/claude-code/managed-mcp.json';
    const { files, named } = read(small({ [managed]: json({ mcpServers: { m: { command: 'x' } } }) }));
    expect(named('m')).toMatchObject({ scope: 'managed', readOnly: true, ignored: null, enabled: true });
    for (const name of ['x', 'l', 'p']) expect(named(name).ignored?.reason).toContain(managed);
    expect(claudeCode.remove(files, named('m'))).toMatchObject({
      ok: false,
      error: { code: 'ConfigReadOnly' },
    });
    const place = { scope: 'user', project: null, bridge: false } as const;
    expect(claudeCode.add(files, newServer({}), place)).toMatchObject({
      ok: false,
      error: { code: 'Unsupported' },
    });
  });
});

describe('Claude Code: off and on', () => {
  it('knows where an entry was turned off, and whether that is ours to undo', () => {
    const deny = (rule: unknown): string => json({ deniedMcpServers: [rule] });
    const cases: readonly [string, string, string, string][] = [
      [SETTINGS, deny({ serverName: 'x' }), 'x', 'native'],
      [SETTINGS, deny({ serverCommand: ['x'] }), 'x', 'unsupported'],
      [PROJECT_SETTINGS, deny({ serverName: 'l' }), 'l', 'unsupported'],
      [LOCAL_SETTINGS, deny({ serverName: 'l' }), 'l', 'native'],
      ['/etc/claude-code/managed-settings.json', deny({ serverName: 'x' }), 'x', 'unsupported'],
      [SETTINGS, json({ disabledMcpjsonServers: ['p'] }), 'p', 'native'],
      [SETTINGS, json({ allowedMcpServers: [{ serverName: 'other' }] }), 'x', 'unsupported'],
    ];
    for (const [path, text, name, enablement] of cases) {
      const entry = read(small({ [path]: text })).named(name);
      expect([path, entry.enabled, entry.enablement]).toEqual([path, false, enablement]);
      expect(entry.disabledBy).toContain(path.replace('/home/user', '~'));
    }
  });

  it('does not let one project’s settings reach a user entry', () => {
    const texts = { [PROJECT_SETTINGS]: json({ deniedMcpServers: [{ serverName: 'x' }] }) };
    expect(read(small(texts)).named('x').enabled).toBe(true);
  });

  it('asks for approval of .mcp.json entries the way Claude Code does', () => {
    const approve = json({ enabledMcpjsonServers: ['p'] });
    const all = json({ enableAllProjectMcpServers: true });
    const untrusted = { hasTrustDialogAccepted: false };
    expect(approval(small())).toBe('pending');
    expect(approval(small({ [LOCAL_SETTINGS]: approve }))).toBe('approved');
    expect(approval(small({ [LOCAL_SETTINGS]: approve }, untrusted))).toBe('pending');
    expect(approval(small({ [PROJECT_SETTINGS]: all }, untrusted))).toBe('pending');
    expect(approval(small({ [SETTINGS]: all }, untrusted))).toBe('approved');
    expect(approval(small({}, { enabledMcpjsonServers: ['p'] }))).toBe('approved');
    expect(
      approval(small({ [SETTINGS]: json({ disabledMcpjsonServers: ['p'] }), [LOCAL_SETTINGS]: approve })),
    ).toBe('rejected');
    expect(approval(small({ [LOCAL_SETTINGS]: approve }, { disabledMcpServers: ['p'] }))).toBe('approved');
  });

  it('writes each scope’s switch where it counts, and takes exactly that away again', () => {
    const places: readonly [string, string, RegExp][] = [
      ['x', SETTINGS, /"deniedMcpServers"[\s\S]*"serverName": ?"x"/],
      ['l', GLOBAL, /"disabledMcpServers"[\s\S]*"l"/],
      ['p', LOCAL_SETTINGS, /"disabledMcpjsonServers"[\s\S]*"p"/],
    ];
    for (const [name, path, written] of places) {
      const before = read(small());
      const off = claudeCode.setEnabled(before.files, before.named(name), false);
      if (off === 'park' || !off.ok) throw new Error(`${name} cannot be turned off`);
      const texts = afterPlan(before.files, off.value);
      expect(Object.keys(texts)).toEqual([path]);
      expect(texts[path]).toMatch(written);
      const after = read({ texts: { ...small().texts, ...texts } });
      expect(after.named(name)).toMatchObject({ enabled: false, enablement: 'native' });
      const on = claudeCode.setEnabled(after.files, after.named(name), true);
      if (on === 'park' || !on.ok) throw new Error(`${name} cannot be turned on`);
      const again = read({ texts: { ...small().texts, ...texts, ...afterPlan(after.files, on.value) } });
      expect(again.named(name).enabled).toBe(true);
    }
  });

  it('removes every one of several reasons, and other names stay off', () => {
    const rules = ['a', 'x', 'b', 'x'].map((serverName) => ({ serverName }));
    const { files, named } = read(small({ [SETTINGS]: json({ deniedMcpServers: rules }) }));
    const on = claudeCode.setEnabled(files, named('x'), true);
    if (on === 'park' || !on.ok) throw new Error('cannot be turned on');
    const text = afterPlan(files, on.value)[SETTINGS] ?? '';
    expect(JSON.parse(text)).toEqual({ deniedMcpServers: [{ serverName: 'a' }, { serverName: 'b' }] });
  });

  it('does not undo what others decided', () => {
    const shared = json({ deniedMcpServers: [{ serverName: 'l' }] });
    const { files, named } = read(small({ [PROJECT_SETTINGS]: shared }));
    expect(claudeCode.setEnabled(files, named('l'), true)).toMatchObject({
      ok: false,
      error: { code: 'Unsupported', message: expect.stringContaining('everyone on the project') as string },
    });
  });

  it('leaves a list of the wrong type alone', () => {
    const { files, named } = read(small({ [SETTINGS]: json({ deniedMcpServers: 'x' }) }));
    expect(claudeCode.setEnabled(files, named('x'), false)).toMatchObject({
      ok: false,
      error: { code: 'ConfigTooComplex' },
    });
  });
});

describe('Claude Code: adding', () => {
  const user = { scope: 'user', project: null, bridge: false } as const;
  const local = { scope: 'local', project: PROJECT, bridge: false } as const;
  const project = { scope: 'project', project: PROJECT, bridge: false } as const;

  it('writes what the client’s own command writes', () => {
    const { files } = read({ texts: { [GLOBAL]: '{}' } });
    const added = claudeCode.add(files, newServer({ headers: { 'X-A': '1' } }), user);
    if (!added.ok) throw new Error(added.error.message);
    expect(JSON.parse(afterPlan(files, added.value)[GLOBAL] ?? '')).toEqual({
      mcpServers: { kfuse: { type: 'http', url: 'https://kfuse.test/mcp', headers: { 'X-A': '1' } } },
    });
  });

  it('knows the three places', () => {
    const { files } = read(small());
    const server = newServer({ name: 'n', transport: 'stdio', command: 'c', args: ['a'], env: { A: '1' } });
    for (const [place, path, keys] of [
      [user, GLOBAL, ['mcpServers', 'n']],
      [local, GLOBAL, ['projects', PROJECT, 'mcpServers', 'n']],
      [project, MCP_JSON, ['mcpServers', 'n']],
    ] as const) {
      const added = claudeCode.add(files, server, place);
      expect(added).toMatchObject({
        ok: true,
        value: { edits: [{ path, ops: [{ op: 'set', path: keys }] }] },
      });
    }
  });

  it('refers to a token variable instead of copying its value', () => {
    const { files } = read({});
    const added = claudeCode.add(files, newServer({ bearerTokenEnvVar: 'KFUSE_TOKEN' }), user);
    expect(JSON.stringify(added)).toContain('Bearer ${KFUSE_TOKEN}');
    const both = newServer({ bearerTokenEnvVar: 'T', headers: { authorization: 'x' } });
    expect(claudeCode.add(files, both, user)).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
  });

  it('refuses a taken name in the same place only', () => {
    const { files } = read(small());
    expect(claudeCode.add(files, newServer({ name: 'x' }), user)).toMatchObject({
      ok: false,
      error: { code: 'EntryExists' },
    });
    expect(claudeCode.add(files, newServer({ name: 'x' }), local).ok).toBe(true);
  });

  it('says when the new server will stay off or wait for approval', () => {
    const { files } = read(small({ [SETTINGS]: json({ deniedMcpServers: [{ serverName: 'n' }] }) }));
    const added = claudeCode.add(files, newServer({ name: 'n' }), project);
    expect(added).toMatchObject({
      ok: true,
      value: { notes: [/it is off everywhere/, /approve/].map(match) },
    });
  });

  it('knows which names the client refuses', () => {
    for (const name of ['kfuse', 'a_B-9']) expect(claudeCode.nameProblem(name)).toBeNull();
    for (const name of ['', 'a b', 'a.b', 'ü', '__proto__', 'workspace', 'constructor']) {
      expect(claudeCode.nameProblem(name)).not.toBeNull();
    }
  });
});

const match = (pattern: RegExp): string => expect.stringMatching(pattern) as string;

describe('Claude Code: sign-in commands', () => {
  it('runs in the project of the entry, in a terminal for the login', () => {
    const { named } = read({ texts: sample });
    expect(claudeCode.login(named('auth-http'))).toEqual({
      argv: ['claude', 'mcp', 'login', 'auth-http'],
      needsTerminal: true,
      cwd: null,
    });
    expect(claudeCode.logout(named('local-http'))).toMatchObject({ needsTerminal: false, cwd: PROJECT });
  });

  it('has none for programs, for what is not loaded and for names that look like options', () => {
    const { named } = read({
      texts: { ...sample, [SETTINGS]: json({ deniedMcpServers: [{ serverName: 'sse-one' }] }) },
    });
    for (const name of ['stdio-user', 'ws-one', 'sse-one', 'proj-http']) {
      expect(claudeCode.login(named(name))).toBeNull();
    }
    const odd = read({
      texts: { [GLOBAL]: json({ mcpServers: { '--help': { type: 'http', url: 'http://h/' } } }) },
    });
    expect(claudeCode.login(odd.named('--help'))).toBeNull();
  });
});
