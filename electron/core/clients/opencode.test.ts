import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { memoryEnv } from './in-memory-files.ts';
import { kiloCode } from './kilo-code.ts';
import { adding, machineOf } from './map-client-kit.ts';
import { opencode } from './opencode.ts';

const fixture = (path: string): string =>
  readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');

const FOLDER = '/home/user/.config/opencode';
const FILE = `${FOLDER}/opencode.jsonc`;
const PROJECT = '/home/user/p';
const inProject = { scope: 'project', project: PROJECT, bridge: false } as const;
const remote = (url: string, more: object = {}) => ({
  type: 'remote',
  url: `http://127.0.0.1:9/${url}`,
  ...more,
});

/** A machine whose files hold these `mcp` maps. */
const made = (files: Readonly<Record<string, object>>, adapter = opencode, vars = {}) =>
  machineOf(adapter, {
    vars,
    projects: [PROJECT],
    texts: Object.fromEntries(
      Object.entries(files).map(([path, mcp]) => [path, JSON.stringify({ mcp })] as const),
    ),
  });

const read = (mcp: object) => made({ [FILE]: mcp }).entries[0];

describe('OpenCode: the real files', () => {
  const machine = machineOf(opencode, {
    projects: [PROJECT],
    texts: {
      [FILE]: fixture('opencode/opencode.jsonc'),
      [`${PROJECT}/opencode.json`]: fixture('opencode/project-opencode.json'),
    },
  });

  it('reads both kinds, and keeps references as they are written', () => {
    expect(
      machine.entries.map(({ name, scope, transport, problem }) => [name, scope, transport, problem]),
    ).toEqual([
      ['g-off', 'user', 'http', null],
      ['inter', 'user', 'http', null],
      ['added', 'user', 'http', null],
      ['g-off', 'project', 'http', null],
      ['projonly', 'project', 'stdio', null],
    ]);
    expect(machine.entry('inter')).toMatchObject({
      url: '{env:BASE}/open',
      headers: { X: '{file:./tok.txt}' },
    });
    expect(machine.entry('projonly')).toMatchObject({ command: 'node', args: ['/home/user/mcp/stdio.mjs'] });
  });

  it('shows what a project’s switch makes of the person’s entry', () => {
    expect(machine.entry('g-off')).toMatchObject({
      enabled: false,
      disabledBy: 'by ~/.config/opencode/opencode.jsonc',
    });
    const inside = machine.entries.find(({ name, scope }) => name === 'g-off' && scope === 'project');
    expect(inside).toMatchObject({ enabled: true, url: 'http://127.0.0.1:8931/open', ignored: null });
  });

  it('changes nothing but the switch, comments and trailing commas included', () => {
    const on = machine.switched('g-off', true)[FILE];
    expect(on).toBe(fixture('opencode/opencode.jsonc').replace('"enabled": false', '"enabled": true'));
    expect(machine.removed('added')[FILE]).not.toContain('"added"');
  });

  it('signs in and out with commands that need no terminal', () => {
    expect(opencode.login(machine.entry('added'))).toEqual({
      argv: ['opencode', 'mcp', 'auth', 'added'],
      needsTerminal: false,
      cwd: null,
      exitTellsNothing: true,
    });
    expect(opencode.logout(machine.entry('added'))?.argv).toEqual(['opencode', 'mcp', 'logout', 'added']);
    expect(opencode.login(machine.entry('projonly'))).toBeNull();
  });
});

describe('OpenCode: many files', () => {
  it('knows them in every system’s folders, the strongest last', () => {
    const paths = opencode
      .locations(memoryEnv({ vars: { OPENCODE_CONFIG: '/c.json', OPENCODE_CONFIG_DIR: '/d' } }), [PROJECT])
      .map(({ path }) => path);
    expect(paths).toEqual([
      `${FOLDER}/config.json`,
      `${FOLDER}/opencode.json`,
      FILE,
      '/c.json',
      `${PROJECT}/opencode.json`,
      `${PROJECT}/opencode.jsonc`,
      `${PROJECT}/.opencode/opencode.json`,
      `${PROJECT}/.opencode/opencode.jsonc`,
      '/home/user/.opencode/opencode.json',
      '/home/user/.opencode/opencode.jsonc',
      '/d/opencode.json',
      '/d/opencode.jsonc',
      '/etc/opencode/opencode.json',
      '/etc/opencode/opencode.jsonc',
    ]);
    const windows = opencode.locations(memoryEnv({ platform: 'win32' }), []).map(({ path }) => path);
    expect(windows).toContain('C:\\Users\\me\\.config\\opencode\\opencode.jsonc');
    expect(windows).toContain('C:\\ProgramData\\opencode\\opencode.json');
    const mac = opencode.locations(memoryEnv({ platform: 'darwin', home: '/Users/me' }), []);
    expect(mac.map(({ path }) => path)).toContain('/Library/Application Support/opencode/opencode.json');
    const moved = opencode.locations(memoryEnv({ vars: { XDG_CONFIG_HOME: '/x' } }), []);
    expect(moved[0]?.path).toBe('/x/opencode/config.json');
  });

  it('merges entries of one name and points to the file that has the last word', () => {
    const { entries } = made({
      [`${FOLDER}/config.json`]: { a: { type: 'local', command: ['node', 'x'], environment: { A: '1' } } },
      [`${FOLDER}/opencode.json`]: { a: { enabled: false } },
    });
    expect(entries.map(({ location, enabled, ignored }) => [location.tag, enabled, ignored?.reason])).toEqual(
      [
        [
          'config.json',
          true,
          'OpenCode merges it with the entry of the same name in ~/.config/opencode/opencode.json.',
        ],
        ['opencode.json', false, undefined],
      ],
    );
    expect(entries[1]).toMatchObject({ command: 'node', args: ['x'], env: { A: '1' }, problem: null });
  });

  it('lets the file in the home folder’s .opencode win over a project', () => {
    const { entries } = made({
      [`${PROJECT}/opencode.json`]: { h: remote('project') },
      '/home/user/.opencode/opencode.json': { h: remote('home') },
    });
    expect(entries.map(({ scope, ignored }) => [scope, ignored === null])).toEqual([
      ['project', false],
      ['user', true],
    ]);
  });

  it('shows the organisation’s entries as read-only', () => {
    const machine = made({ '/etc/opencode/opencode.json': { m: remote('m') } });
    expect(machine.entry('m')).toMatchObject({ scope: 'managed', readOnly: true, enablement: 'unsupported' });
    expect(opencode.setEnabled(machine.files, machine.entry('m'), false)).toMatchObject({ ok: false });
  });

  it('says so when projects are not read', () => {
    const vars = { OPENCODE_DISABLE_PROJECT_CONFIG: '1' };
    const { entries } = made({ [`${PROJECT}/opencode.json`]: { p: remote('p') } }, opencode, vars);
    expect(entries[0]?.ignored?.reason).toContain('OPENCODE_DISABLE_PROJECT_CONFIG');
  });
});

describe('OpenCode: entries', () => {
  it('names what keeps OpenCode from starting', () => {
    for (const entry of [
      {},
      1,
      { url: 'http://h/' },
      { command: ['x'] },
      { type: 'remote' },
      { type: 'local', command: 'x' },
      { type: 'sse', url: 'http://h/' },
      { type: 'local', command: ['x'], environment: { A: 1 } },
    ]) {
      expect(read({ x: entry })?.problem).toMatch(/^OpenCode will not start while this entry is like this: /);
    }
    expect(read({ x: { ...remote(''), enabled: 'no' } })?.problem).toMatch(/^OpenCode will not start/);
    expect(read({ x: { type: 'sse', url: 'http://h/', enabled: true } })?.problem).toMatch(/^OpenCode skips/);
    expect(read({ x: { enabled: true } })).toMatchObject({
      problem: null,
      ignored: { reason: /only switches/ },
    });
  });

  it('reads the newer form and both switches', () => {
    const texts = {
      servers: {
        v2: remote('v2', { disabled: true }),
        on: remote('on'),
        raw: remote('raw', { enabled: false }),
      },
      timeout: { startup: 1000 },
      v1: remote('v1', { disabled: true }),
    };
    const machine = made({ [FILE]: texts });
    expect(machine.entries.map(({ name, enabled, path }) => [name, enabled, path.join('.')])).toEqual([
      ['v1', false, 'mcp.v1'],
      ['v2', false, 'mcp.servers.v2'],
      ['on', true, 'mcp.servers.on'],
      ['raw', false, 'mcp.servers.raw'],
    ]);
    expect(machine.switched('on', false)[FILE]).toContain('"disabled":true');
    expect(machine.switched('v1', true)[FILE]).toContain(
      '"v1":{"type":"remote","url":"http://127.0.0.1:9/v1","disabled":false}',
    );
    expect(machine.switched('raw', true)[FILE]).not.toContain('"enabled":false');
  });

  it('takes a server that is called “servers” for one', () => {
    expect(made({ [FILE]: { servers: remote('s') } }).entry('servers').url).toBe('http://127.0.0.1:9/s');
  });
});

describe('OpenCode: adding', () => {
  it('writes its own shape into the file that it uses', () => {
    const program = { transport: 'stdio', command: 'npx', args: ['-y', 'x'], env: { K: '${KEY}' } } as const;
    const { path, text } = adding(opencode, { ...program, args: [...program.args] });
    expect(path).toBe(FILE);
    expect(JSON.parse(text)).toEqual({
      mcp: { kfuse: { type: 'local', command: ['npx', '-y', 'x'], environment: { K: '{env:KEY}' } } },
    });
    const older = { texts: { [`${FOLDER}/opencode.json`]: '{}' } };
    expect(adding(opencode, { bearerTokenEnvVar: 'T' }, undefined, older)).toMatchObject({
      path: `${FOLDER}/opencode.json`,
      text: expect.stringContaining('Bearer {env:T}') as string,
    });
    expect(adding(opencode, {}, inProject).path).toBe(`${PROJECT}/opencode.json`);
    expect(opencode.transports).toEqual(['stdio', 'http', 'sse']);
  });

  it('keeps to the newer form in a file that has it', () => {
    const texts = { [FILE]: '{"mcp":{"servers":{"a":{"type":"local","command":["x"]}}}}' };
    expect(JSON.parse(adding(opencode, {}, undefined, { texts }).text)).toMatchObject({
      mcp: { servers: { kfuse: { type: 'remote' } } },
    });
  });

  it('refuses a name that another of the person’s files has, and tells of a merge with it', () => {
    const texts = { [`${FOLDER}/config.json`]: JSON.stringify({ mcp: { kfuse: remote('old') } }) };
    expect(() => adding(opencode, {}, undefined, { texts })).toThrow(/EntryExists.*config\.json/);
    expect(adding(opencode, {}, inProject, { texts, projects: [PROJECT] }).notes).toEqual([
      'OpenCode merges it with the “kfuse” in ~/.config/opencode/config.json.',
    ]);
    expect(opencode.nameProblem('servers')).toContain('setting');
    expect(opencode.nameProblem('a b')).toBeNull();
  });
});

describe('Kilo Code', () => {
  const KILO = '/home/user/.config/kilo/kilo.jsonc';

  it('reads its real file', () => {
    const machine = machineOf(kiloCode, { texts: { [KILO]: fixture('kilo-code/kilo.jsonc') } });
    expect(machine.entries.map(({ name, transport }) => [name, transport])).toEqual([
      ['open-http', 'http'],
      ['stdio-one', 'stdio'],
      ['auth-http', 'http'],
    ]);
    expect(machine.entry('stdio-one').env).toEqual({ API_KEY: 'xxx' });
    expect(machine.switched('auth-http', false)[KILO]).toContain('"enabled": false');
    expect(kiloCode.login(machine.entry('auth-http'))?.argv).toEqual(['kilo', 'mcp', 'auth', 'auth-http']);
  });

  it('knows only “enabled”, and skips what does not fit', () => {
    const machine = made(
      { [KILO]: { dis: remote('d', { disabled: true }), servers: { v2: remote('v2') }, bad: {} } },
      kiloCode,
    );
    expect(machine.entry('dis').enabled).toBe(true);
    expect(machine.entries.map(({ name, problem }) => [name, problem === null])).toEqual([
      ['dis', true],
      ['servers', false],
      ['bad', false],
    ]);
    expect(machine.entry('bad').problem).toMatch(/^Kilo Code skips this entry/);
  });

  it('reads the older file of a project, below all others, by its own keys', () => {
    const legacy = `${PROJECT}/.kilocode/mcp.json`;
    const texts = {
      [legacy]: JSON.stringify({
        mcpServers: {
          l1: { command: '/bin/false', args: ['x'], env: { A: '1' }, disabled: true },
          l2: { type: 'streamable-http', url: 'http://127.0.0.1:9/l2' },
          l3: { url: 'http://127.0.0.1:9/l3' },
        },
      }),
      [`${PROJECT}/kilo.json`]: JSON.stringify({ mcp: { l2: { enabled: false } } }),
    };
    const machine = machineOf(kiloCode, { texts, projects: [PROJECT] });
    expect(machine.entry('l1')).toMatchObject({
      command: '/bin/false',
      args: ['x'],
      env: { A: '1' },
      enabled: false,
    });
    expect(machine.switched('l1', true)[legacy]).toContain('"disabled":false');
    expect(machine.entry('l3').problem).toContain('type');
    const inKilo = machine.entries.find(({ location }) => location.path.endsWith('kilo.json'));
    expect(inKilo).toMatchObject({ name: 'l2', enabled: false, url: 'http://127.0.0.1:9/l2', problem: null });
  });

  it('adds to the strongest file that is there, else to kilo.jsonc', () => {
    expect(adding(kiloCode, {}).path).toBe(KILO);
    const texts = { '/home/user/.config/kilo/opencode.jsonc': '{}' };
    expect(adding(kiloCode, {}, undefined, { texts }).path).toBe('/home/user/.config/kilo/opencode.jsonc');
    expect(adding(kiloCode, {}, inProject).path).toBe(`${PROJECT}/kilo.json`);
  });

  it('keeps its folders on every system', () => {
    const windows = kiloCode.locations(memoryEnv({ platform: 'win32' }), []).map(({ path }) => path);
    expect(windows).toContain('C:\\Users\\me\\.config\\kilo\\kilo.jsonc');
    expect(windows).toContain('C:\\ProgramData\\kilo\\kilo.jsonc');
    const vars = { KILO_CONFIG: '/k.json', KILO_CONFIG_DIR: '/kd' };
    const paths = kiloCode.locations(memoryEnv({ platform: 'darwin', vars }), []).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['/k.json', '/kd/kilo.json', '/Library/Application Support/kilo/kilo.json']),
    );
  });
});
