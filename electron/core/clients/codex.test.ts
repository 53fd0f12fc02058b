import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codex } from './codex.ts';
import { afterPlan, memoryEnv, memoryFiles, newServer } from './in-memory-files.ts';
import type { MemoryMachine } from './in-memory-files.ts';
import type { RawEntry } from './types.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/codex/${name}`, import.meta.url), 'utf8');

const USER = '/home/user/.codex/config.toml';
const PROJECT = '/home/user/proj';
const IN_PROJECT = `${PROJECT}/.codex/config.toml`;
const TRUST = `[projects."${PROJECT}"]\ntrust_level = "trusted"\n`;

function read(machine: MemoryMachine) {
  const files = memoryFiles(codex, machine);
  const entries = codex.entries(files);
  const named = (name: string, path = USER): RawEntry => {
    const found = entries.find((entry) => entry.name === name && entry.location.path === path);
    if (found === undefined) throw new Error(`no entry ${name} in ${path}`);
    return found;
  };
  return { files, entries, named };
}

const user = { scope: 'user', project: null, bridge: false } as const;

const pathsOf = (machine: MemoryMachine) =>
  codex.locations(memoryEnv(machine), ['C:\\p']).map(({ path }) => path);

const added = (
  machine: MemoryMachine,
  server: Parameters<typeof newServer>[0],
  place: Parameters<typeof codex.add>[2] = user,
) => {
  const { files } = read(machine);
  const plan = codex.add(files, newServer(server), place);
  return plan.ok ? (Object.values(afterPlan(files, plan.value))[0] ?? '') : plan.error;
};

describe('Codex: files', () => {
  it('follows CODEX_HOME and keeps its folder on every system', () => {
    expect(pathsOf({ platform: 'win32' })).toEqual([
      'C:\\Users\\me\\.codex\\config.toml',
      'C:\\p\\.codex\\config.toml',
    ]);
    expect(pathsOf({ vars: { CODEX_HOME: '/elsewhere' } })[0]).toBe('/elsewhere/config.toml');
    expect(pathsOf({ platform: 'darwin', home: '/Users/me' })[0]).toBe('/Users/me/.codex/config.toml');
  });
});

describe('Codex: entries', () => {
  const { files, entries, named } = read({
    texts: { [USER]: fixture('config.toml'), [IN_PROJECT]: fixture('project-config.toml') },
  });

  it('reads every kind of entry of the real file', () => {
    expect(codex.projects(files)).toEqual([PROJECT]);
    expect(entries.filter(({ scope }) => scope === 'user').map(({ name }) => name)).toEqual([
      'pre',
      'stdio-one',
      'bearer-http',
      'dot.name',
      'full-stdio',
      'full-http',
      'oc',
      'auth-http',
    ]);
    expect(named('stdio-one')).toMatchObject({ transport: 'stdio', env: { API_KEY: 'xxx' }, enabled: true });
    expect(named('bearer-http')).toMatchObject({ transport: 'http', bearerTokenEnvVar: 'MY_TOKEN' });
    expect(named('full-stdio')).toMatchObject({ enabled: false, disabledBy: 'by ~/.codex/config.toml' });
    expect(named('full-http')).toMatchObject({ headers: { 'X-A': '1' }, envHeaders: { 'X-B': 'ENVB' } });
    expect(entries.every(({ problem }) => problem === null)).toBe(true);
  });

  it('shows the entries of a trusted project as approved, of any other as pending', () => {
    expect(named('projsrv', IN_PROJECT)).toMatchObject({ approval: 'approved', project: PROJECT });
    const untrusted = read({ texts: { [IN_PROJECT]: fixture('project-config.toml') }, projects: [PROJECT] });
    expect(untrusted.named('projsrv', IN_PROJECT).approval).toBe('pending');
  });

  it('names what keeps Codex from starting', () => {
    const broken: readonly [string, string][] = [
      ['command = "x"\nurl = "http://h/"', 'it has both a command and a url.'],
      ['enabled = false', 'it has neither a command nor a url.'],
      ['url = "http://h/"\nargs = ["a"]', '“args” does not go with a url.'],
      ['command = "x"\nhttp_headers = { A = "b" }', '“http_headers” does not go with a command.'],
      [
        'url = "http://h/"\nbearer_token = "t"',
        'bearer_token is not allowed; name a variable in bearer_token_env_var.',
      ],
      ['command = "x"\nenabled = "yes"', '“enabled” must be true or false, but is text.'],
      ['command = "x"\nenv = { A = 1 }', '“env.A” must be text, but is a number.'],
    ];
    for (const [table, problem] of broken) {
      const entry = read({ texts: { [USER]: `[mcp_servers.t]\n${table}\n` } }).named('t');
      expect(entry.problem).toBe(`Codex will not start while this entry is like this: ${problem}`);
    }
    const scalar = read({ texts: { [USER]: '[mcp_servers]\nt = 1\n' } }).named('t');
    expect(scalar.problem).toContain('must be a table, but is a number');
  });

  it('lets pass what Codex lets pass', () => {
    for (const table of [
      'url = "http://h/"\ntype = "sse"\ndisabled = true',
      'command = "x"\nscopes = ["a"]',
    ]) {
      const entry = read({ texts: { [USER]: `[mcp_servers.t]\n${table}\n` } }).named('t');
      expect(entry).toMatchObject({ problem: null, enabled: true });
    }
  });

  it('merges a project’s table with the person’s, as Codex does', () => {
    const texts = {
      [USER]: `[mcp_servers.a]\ncommand = "node"\nargs = ["x.js"]\n${TRUST}`,
      [IN_PROJECT]: '[mcp_servers.a]\nenabled = false\n',
    };
    const merged = read({ texts });
    expect(merged.named('a', IN_PROJECT)).toMatchObject({
      command: 'node',
      args: ['x.js'],
      enabled: false,
      problem: null,
    });
    expect(merged.named('a').enabled).toBe(true);
    const alone = read({ texts: { [IN_PROJECT]: texts[IN_PROJECT], [USER]: TRUST } });
    expect(alone.named('a', IN_PROJECT).problem).toContain('neither');
  });

  it('lists the machine’s own entries as read-only and obeys its allow list', () => {
    const texts = {
      [USER]: '[mcp_servers.u]\ncommand = "x"\n[mcp_servers.v]\ncommand = "y"\n',
      '/etc/codex/config.toml': '[mcp_servers.m]\ncommand = "x"\n',
      '/etc/codex/requirements.toml': '[mcp_servers.u.identity]\ncommand = "x"\n',
    };
    const { files, named } = read({ texts });
    expect(named('m', '/etc/codex/config.toml')).toMatchObject({ scope: 'managed', readOnly: true });
    expect(named('u').enabled).toBe(true);
    expect(named('v')).toMatchObject({ enabled: false, enablement: 'unsupported' });
    expect(codex.setEnabled(files, named('v'), true)).toMatchObject({
      ok: false,
      error: { code: 'Unsupported' },
    });
  });
});

describe('Codex: off and on', () => {
  it('sets only the flag, and keeps comments', () => {
    const text = '# mine\n[mcp_servers.a] # here\nurl = "http://h/" # there\n';
    const { files, named } = read({ texts: { [USER]: text } });
    const off = codex.setEnabled(files, named('a'), false);
    if (off === 'park' || !off.ok) throw new Error('cannot be turned off');
    const after = afterPlan(files, off.value)[USER] ?? '';
    expect(after).toBe('# mine\n[mcp_servers.a] # here\nurl = "http://h/" # there\nenabled = false\n');
    const again = read({ texts: { [USER]: after } });
    const on = codex.setEnabled(again.files, again.named('a'), true);
    if (on === 'park' || !on.ok) throw new Error('cannot be turned on');
    expect(afterPlan(again.files, on.value)[USER]).toContain('enabled = true');
  });

  it('has nothing to do for an entry without the flag that shall be on', () => {
    const { files, named } = read({ texts: { [USER]: '[mcp_servers.a]\ncommand = "x"\n' } });
    expect(codex.setEnabled(files, named('a'), true)).toEqual({ ok: true, value: { edits: [], notes: [] } });
  });
});

describe('Codex: adding', () => {
  it('writes the tables of the client’s own command', () => {
    expect(added({}, {})).toBe('[mcp_servers.kfuse]\nurl = "https://kfuse.test/mcp"\n');
    expect(added({}, { bearerTokenEnvVar: 'TOK' })).toContain('bearer_token_env_var = "TOK"');
    const local = {
      name: 'dot.name',
      transport: 'stdio',
      command: 'npx',
      args: ['-y', 'x'],
      env: { K: 'V' },
    } as const;
    const text = added({}, { ...local, args: [...local.args] });
    expect(text).toContain('[mcp_servers."dot.name"]\ncommand = "npx"\nargs = ["-y", "x"]\n');
    expect(text).toMatch(/env\]?\s*=?.*K = "V"/s);
  });

  it('never writes enabled = true', () => {
    expect(added({}, {})).not.toContain('enabled');
  });

  it('gives references the keys that Codex has for them, and refuses the others', () => {
    expect(added({}, { headers: { Authorization: 'Bearer ${TOK}', 'X-B': '${B}', 'X-C': 'c' } })).toMatch(
      /bearer_token_env_var = "TOK"[\s\S]*"?X-C"? = "c"[\s\S]*"?X-B"? = "B"/,
    );
    const program = { transport: 'stdio', command: 'x' } as const;
    expect(added({}, { ...program, env: { A: '${A}' } })).toContain('env_vars = ["A"]');
    expect(added({}, { ...program, env: { A: '${B}' } })).toMatchObject({ code: 'Unsupported' });
    expect(added({}, { headers: { 'X-A': 'a-${B}' } })).toMatchObject({ code: 'Unsupported' });
    expect(added({}, { url: 'https://${HOST}/mcp' })).toMatchObject({ code: 'Unsupported' });
  });

  it('refuses SSE with a reason, unless a bridge is wanted', () => {
    expect(added({}, { transport: 'sse' })).toMatchObject({ code: 'Unsupported', message: /HTTP\+SSE/ });
    expect(added({}, { transport: 'sse' }, { ...user, bridge: true })).toContain(
      'args = ["-y", "mcp-remote", "https://kfuse.test/mcp"]',
    );
  });

  it('refuses a taken name, and one that Codex would mix with another file’s', () => {
    const texts = { [USER]: `[mcp_servers.kfuse]\ncommand = "x"\n${TRUST}` };
    const inProject = { scope: 'project', project: PROJECT, bridge: false } as const;
    expect(added({ texts }, {})).toMatchObject({ code: 'EntryExists' });
    expect(added({ texts, projects: [PROJECT] }, {}, inProject)).toMatchObject({
      code: 'EntryExists',
      message: expect.stringContaining('not start') as string,
    });
    expect(added({ texts, projects: [PROJECT] }, { name: 'other' }, inProject)).toContain(
      '[mcp_servers.other]',
    );
  });

  it('mentions trust, refuses scopes Codex does not have, and knows which names it refuses', () => {
    const { files } = read({ projects: [PROJECT] });
    const inProject = { scope: 'project', project: PROJECT, bridge: false } as const;
    expect(codex.add(files, newServer({}), inProject)).toMatchObject({
      ok: true,
      value: { notes: [expect.stringContaining('trusted') as string] },
    });
    expect(codex.add(files, newServer({}), { ...inProject, scope: 'local' })).toMatchObject({ ok: false });
    const allowed = ['kfuse', 'dot.name', 'x:y@z/1', '__proto__'];
    expect(allowed.map((name) => codex.nameProblem(name))).toEqual(allowed.map(() => null));
    expect(['', 'a b', 'ü', 'a"b'].map((name) => codex.nameProblem(name))).not.toContain(null);
  });
});

describe('Codex: sign-in commands', () => {
  it('exist for addresses only, also while switched off', () => {
    const { named } = read({ texts: { [USER]: fixture('config.toml') } });
    expect(codex.login(named('full-http'))).toEqual({
      argv: ['codex', 'mcp', 'login', 'full-http'],
      needsTerminal: false,
      cwd: null,
    });
    expect(codex.login(named('pre'))).toBeNull();
  });
});
