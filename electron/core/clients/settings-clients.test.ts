import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { amp } from './amp.ts';
import { auggie } from './auggie.ts';
import { factoryDroid } from './factory-droid.ts';
import { memoryEnv } from './in-memory-files.ts';
import { adding, machineOf } from './map-client-kit.ts';
import type { ClientAdapter } from './types.ts';
import { zed } from './zed.ts';

const fixture = (path: string): string =>
  readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');

const PROJECT = '/home/user/p';
const inProject = { scope: 'project', project: PROJECT, bridge: false } as const;

const first = (adapter: ClientAdapter, env: Parameters<typeof memoryEnv>[0] = {}) =>
  adapter.locations(memoryEnv(env), [])[0]?.path;

/** The problem of the first entry of a person's file. */
function problemOf(adapter: ClientAdapter, path: string, text: string): string | null | undefined {
  return machineOf(adapter, { texts: { [path]: text } }).entries[0]?.problem;
}

describe('Amp', () => {
  const FILE = '/home/user/.config/amp/settings.json';
  const texts = {
    [FILE]: fixture('amp/settings.json'),
    [`${PROJECT}/.amp/settings.json`]: fixture('amp/project-settings.json'),
  };

  it('reads the key with a dot in its name, and parks because Amp has no switch', () => {
    const machine = machineOf(amp, { texts, projects: [PROJECT] });
    expect(machine.entries.map(({ name, transport, scope }) => [name, transport, scope])).toEqual([
      ['open-http', 'http', 'user'],
      ['stdio-one', 'stdio', 'user'],
      ['auth-http', 'http', 'user'],
      ['proj-one', 'stdio', 'project'],
    ]);
    expect(machine.entry('open-http').headers).toEqual({ 'X-Api-Key': 'abc' });
    expect(amp.setEnabled(machine.files, machine.entry('auth-http'), false)).toBe('park');
    expect(amp.login(machine.entry('auth-http'))).toBeNull();
  });

  it('shows the approval of a project’s server', () => {
    const approvalWith = (rules: readonly object[]) =>
      machineOf(amp, {
        texts: { ...texts, [FILE]: JSON.stringify({ 'amp.mcpTrustedServers': rules }) },
        projects: [PROJECT],
      }).entry('proj-one').approval;
    expect(machineOf(amp, { texts, projects: [PROJECT] }).entry('proj-one').approval).toBe('approved');
    expect(approvalWith([])).toBe('pending');
    expect(approvalWith([{ serverName: 'proj-one', allow: false }])).toBe('rejected');
    expect(machineOf(amp, { texts }).entry('open-http').approval).toBeNull();
  });

  it('writes its own key, and says how a project’s server is approved', () => {
    expect(JSON.parse(adding(amp, { headers: { 'X-A': '${A}' } }).text)).toEqual({
      'amp.mcpServers': { kfuse: { url: 'https://kfuse.test/mcp', headers: { 'X-A': '${A}' } } },
    });
    expect(adding(amp, {}, inProject)).toMatchObject({
      path: `${PROJECT}/.amp/settings.json`,
      notes: ['Amp asks first: run “amp mcp approve kfuse” in the project.'],
    });
    expect(amp.nameProblem('a b')).toContain('Amp allows only');
    expect(amp.nameProblem('a/b@c')).toBeNull();
  });

  it('knows where its settings can be, and what makes it ignore a file', () => {
    expect(first(amp, { vars: { AMP_SETTINGS_FILE: '/s.json' } })).toBe('/s.json');
    expect(first(amp, { vars: { XDG_CONFIG_HOME: '/x' } })).toBe('/x/amp/settings.json');
    expect(first(amp, { platform: 'darwin', home: '/Users/me' })).toBe('/Users/me/.config/amp/settings.json');
    expect(first(amp, { platform: 'win32' })).toBe('C:\\Users\\me\\.config\\amp\\settings.json');
    expect(problemOf(amp, FILE, '\uFEFF{"amp.mcpServers":{"a":{"command":"x"}}}')).toContain(
      'byte order mark',
    );
    expect(problemOf(amp, FILE, '{"amp.mcpServers":{"a":1}}')).toMatch(/ignores every server of this file/);
  });
});

describe('Factory droid', () => {
  const FILE = '/home/user/.factory/mcp.json';

  it('reads its real files', () => {
    const texts = {
      [FILE]: fixture('factory-droid/mcp.json'),
      [`${PROJECT}/.factory/mcp.json`]: fixture('factory-droid/project-mcp.json'),
    };
    const machine = machineOf(factoryDroid, { texts, projects: [PROJECT] });
    expect(machine.entries.map(({ name, transport, enabled }) => [name, transport, enabled])).toEqual([
      ['open-http', 'http', true],
      ['stdio-one', 'stdio', true],
      ['auth-http', 'http', true],
      ['pj', 'http', true],
    ]);
    expect(machine.switched('open-http', false)[FILE]).toBe(
      fixture('factory-droid/mcp.json').replace('"disabled": false', '"disabled": true'),
    );
  });

  it('marks an address without a type as not loaded', () => {
    const machine = machineOf(factoryDroid, {
      texts: { [FILE]: fixture('factory-droid/mcp-with-disabled.json') },
    });
    expect(machine.entry('off')).toMatchObject({ enabled: false, disabledBy: 'by ~/.factory/mcp.json' });
    expect(machine.entry('notype').ignored?.reason).toContain('no type');
    expect(
      problemOf(factoryDroid, FILE, '{"mcpServers":{"a":{"type":"streamable-http","url":"http://h"}}}'),
    ).toBe('Factory droid does not know the type “streamable-http”.');
    expect(problemOf(factoryDroid, FILE, '\uFEFF{"mcpServers":{"a":{"command":"x"}}}')).toContain(
      'byte order mark',
    );
  });

  it('writes the type, defaults of variables, and a word about variables in addresses', () => {
    expect(JSON.parse(adding(factoryDroid, { headers: { A: '${A:-b}' } }).text)).toEqual({
      mcpServers: { kfuse: { type: 'http', url: 'https://kfuse.test/mcp', headers: { A: '${A:-b}' } } },
    });
    expect(adding(factoryDroid, { url: 'https://${HOST}/mcp' }).notes[0]).toContain('not into addresses');
    expect(first(factoryDroid, { vars: { FACTORY_HOME_OVERRIDE: '/f' } })).toBe('/f/.factory/mcp.json');
    expect(first(factoryDroid, { platform: 'win32' })).toBe('C:\\Users\\me\\.factory\\mcp.json');
  });
});

describe('Auggie', () => {
  const FILE = '/home/user/.augment/settings.json';

  it('reads its real file and switches with “disabled”', () => {
    const machine = machineOf(auggie, { texts: { [FILE]: fixture('auggie/settings.json') } });
    expect(machine.entries.map(({ name, transport }) => [name, transport])).toEqual([
      ['stdio-one', 'stdio'],
      ['auth-http', 'http'],
    ]);
    expect(machine.switched('auth-http', false)[FILE]).toContain('"disabled": true');
    expect(machine.removed('auth-http')[FILE]).not.toContain('auth-http');
  });

  it('has files for the person, the project, and the person in the project', () => {
    expect(auggie.locations(memoryEnv(), [PROJECT]).map(({ path, scope }) => [path, scope])).toEqual([
      [FILE, 'user'],
      [`${PROJECT}/.augment/settings.json`, 'project'],
      [`${PROJECT}/.augment/settings.local.json`, 'local'],
    ]);
    const local = { scope: 'local', project: PROJECT, bridge: false } as const;
    expect(adding(auggie, { transport: 'sse' }, local)).toMatchObject({
      path: `${PROJECT}/.augment/settings.local.json`,
      text: expect.stringContaining('"type": "sse"') as string,
    });
  });

  it('takes what Auggie takes, and names what costs the whole file', () => {
    const one = (entry: object | number) =>
      problemOf(auggie, FILE, JSON.stringify({ mcpServers: { a: entry } }));
    for (const entry of [
      { url: 'http://h' },
      { command: 'x', url: 'http://h' },
      { command: 'x', env: { A: 1 } },
      { command: 'x', enabled: false },
    ]) {
      expect(one(entry)).toBeNull();
    }
    for (const entry of [
      1,
      {},
      { type: 'streamable-http', url: 'http://h' },
      { type: 'http', command: 'x' },
      { command: 'x', disabled: 'yes' },
      { type: 'http', url: 'http://h', headers: { A: 1 } },
    ]) {
      expect(one(entry)).toMatch(/^Auggie skips the whole file while this entry is like this: /);
    }
    expect(problemOf(auggie, FILE, '\uFEFF{"mcpServers":{"a":{"command":"x"}}}')).toContain(
      'byte order mark',
    );
    expect(
      machineOf(auggie, { texts: { [FILE]: '{"mcpServers":{"a":{"command":"x","url":"http://h"}}}' } }).entry(
        'a',
      ).transport,
    ).toBe('http');
  });
});

describe('Zed', () => {
  const FILE = '/home/user/.config/zed/settings.json';
  const machine = machineOf(zed, { texts: { [FILE]: fixture('zed/settings.json') } });

  it('reads programs, addresses and the command of older files', () => {
    expect(machine.entries.map(({ name, transport, problem }) => [name, transport, problem])).toEqual([
      ['files', 'stdio', null],
      ['kfuse', 'http', null],
      ['old', 'stdio', null],
      ['mcp-server-context7', 'unknown', null],
    ]);
    expect(machine.entry('old')).toMatchObject({ command: 'node', args: ['old.js'], env: { A: '1' } });
  });

  it('only shows the servers of extensions', () => {
    const entry = machine.entry('mcp-server-context7');
    expect(entry).toMatchObject({ readOnly: true, enablement: 'unsupported', enabled: true });
    expect(zed.remove(machine.files, entry)).toMatchObject({ ok: false, error: { code: 'ConfigReadOnly' } });
  });

  it('switches with its own flag and keeps every comment', () => {
    expect(machine.switched('kfuse', true)[FILE]).toBe(
      fixture('zed/settings.json').replace('"enabled": false', '"enabled": true'),
    );
    expect(machine.switched('files', false)[FILE]).toContain('// off for now');
  });

  it('knows the file of each system, and refuses references that Zed would not fill in', () => {
    expect(first(zed)).toBe(FILE);
    expect(first(zed, { vars: { FLATPAK_XDG_CONFIG_HOME: '/f' } })).toBe('/f/zed/settings.json');
    expect(first(zed, { platform: 'darwin', home: '/Users/me' })).toBe('/Users/me/.config/zed/settings.json');
    expect(first(zed, { platform: 'win32' })).toBe('C:\\Users\\me\\AppData\\Roaming\\Zed\\settings.json');
    expect(JSON.parse(adding(zed, {}, inProject).text)).toEqual({
      context_servers: { kfuse: { url: 'https://kfuse.test/mcp' } },
    });
    expect(() => adding(zed, { bearerTokenEnvVar: 'T' })).toThrow(/Unsupported/);
    expect(() => adding(zed, { transport: 'sse' })).toThrow(/Unsupported/);
  });
});
