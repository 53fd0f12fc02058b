import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geminiCli } from './gemini-cli.ts';
import { memoryEnv } from './in-memory-files.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';

function fixture(path: string): string {
  return readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');
}

const GEMINI = '/home/user/.gemini';
const FILE = `${GEMINI}/settings.json`;
const SWITCHES = `${GEMINI}/mcp-server-enablement.json`;
const PROJECT = '/p/.gemini/settings.json';
const project = { scope: 'project', project: '/p', bridge: false } as const;
const one = (settings: object) => JSON.stringify({ mcpServers: { Hu: { command: 'x' } }, ...settings });

const managed = (machine: Parameters<typeof memoryEnv>[0]) =>
  geminiCli
    .locations(memoryEnv(machine), [])
    .filter(({ scope }) => scope === 'managed')
    .map(({ path }) => path);

const problemOf = (text: string) =>
  machineOf(geminiCli, { texts: { [FILE]: text } }).entry('Hu').problem ?? null;

const rules = (map: object) => ({ [`${GEMINI}/trustedFolders.json`]: JSON.stringify(map) });

const approvalWith = (texts: Record<string, string>) =>
  machineOf(geminiCli, { texts: { [PROJECT]: one({}), ...texts }, projects: ['/p'] }).entry('Hu').approval;

describe('Gemini CLI: files', () => {
  it('knows the system’s files and its overrides', () => {
    expect(managed({})).toEqual(['/etc/gemini-cli/settings.json', '/etc/gemini-cli/system-defaults.json']);
    expect(managed({ platform: 'darwin' })[0]).toBe('/Library/Application Support/GeminiCli/settings.json');
    expect(managed({ platform: 'win32' })[1]).toBe('C:\\ProgramData\\gemini-cli\\system-defaults.json');
    expect(managed({ vars: { GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/s/a.json' } })).toEqual([
      '/s/a.json',
      '/s/system-defaults.json',
    ]);
    const [first] = geminiCli.locations(memoryEnv({ vars: { GEMINI_CLI_HOME: '/g' } }), []);
    expect(first?.path).toBe('/g/.gemini/settings.json');
  });

  it('lists the servers of extensions, which can be switched but not changed', () => {
    const path = `${GEMINI}/extensions/maps/gemini-extension.json`;
    const { files, entry, switched } = machineOf(geminiCli, {
      folders: { [`${GEMINI}/extensions`]: ['maps', 'extension-enablement.json'] },
      texts: {
        [path]: '{"name":"maps","mcpServers":{"geo":{"command":"node"},"Hu":{"command":"node"}}}',
        [FILE]: one({}),
      },
    });
    expect(entry('geo')).toMatchObject({ readOnly: true, enablement: 'native', command: 'node' });
    expect(JSON.parse(switched('geo', false)[SWITCHES] ?? '')).toEqual({ geo: { enabled: false } });
    const hidden = geminiCli.entries(files).filter(({ ignored }) => ignored !== null);
    expect(hidden.map(({ name, location }) => [name, location.path])).toEqual([['Hu', path]]);
    expect(geminiCli.remove(files, entry('geo'))).toMatchObject({
      error: { code: 'ConfigReadOnly', message: expect.stringContaining('extension') as unknown },
    });
  });
});

describe('Gemini CLI: entries', () => {
  it('says which layer hides an entry: the system’s all others, the person’s the defaults', () => {
    const { entries } = machineOf(geminiCli, {
      texts: {
        [FILE]: '{"mcpServers":{"a":{"command":"x"},"b":{"command":"x"}}}',
        [PROJECT]: '{"mcpServers":{"a":{"command":"x"},"b":{"command":"x"}}}',
        '/etc/gemini-cli/settings.json': '{"mcpServers":{"a":{"command":"x"}}}',
        '/etc/gemini-cli/system-defaults.json': '{"mcpServers":{"b":{"command":"x"},"c":{"command":"x"}}}',
      },
      projects: ['/p'],
    });
    const loaded = entries.filter(({ ignored }) => ignored === null);
    expect(loaded.map(({ name, scope, location }) => [name, scope, location.tag])).toEqual([
      ['b', 'user', null],
      ['a', 'managed', null],
      ['c', 'managed', 'system-defaults.json'],
      ['b', 'project', null],
    ]);
    expect(entries.find(({ ignored }) => ignored !== null)?.ignored?.reason).toBe(
      'Gemini CLI takes “a” from /etc/gemini-cli/settings.json instead.',
    );
  });

  it('reads what gemini wrote', () => {
    const { entries, entry } = machineOf(geminiCli, {
      texts: { [FILE]: fixture('gemini-cli/settings.json') },
    });
    expect(entries.map(({ name, transport, problem }) => [name, transport, problem])).toEqual([
      ['open-http', 'http', null],
      ['stdio-one', 'stdio', null],
      ['auth-http', 'http', null],
      ['bad name', 'stdio', null],
      ['dot.na_me', 'stdio', null],
    ]);
    expect(entry('open-http').headers).toEqual({ 'X-Api-Key': 'abc' });
  });

  it('says that a byte order mark or a trailing comma costs Gemini the whole file', () => {
    expect(problemOf(`\uFEFF${one({})}`)).toMatch(/byte order mark/);
    expect(problemOf('{"mcpServers":{"Hu":{"command":"x"},},}')).toMatch(/comma/);
    expect(problemOf('{ // fine\n"mcpServers":{"Hu":{"command":"x"}}}')).toBeNull();
  });

  it('counts a project only in trusted folders', () => {
    expect(approvalWith({})).toBe('pending');
    expect(approvalWith(rules({ '/p': 'TRUST_FOLDER' }))).toBe('approved');
    expect(approvalWith(rules({ '/p/sub': 'TRUST_PARENT' }))).toBe('approved');
    expect(approvalWith(rules({ '/': 'TRUST_FOLDER', '/p': 'DO_NOT_TRUST' }))).toBe('rejected');
    expect(approvalWith(rules({ '/other': 'TRUST_FOLDER' }))).toBe('pending');
    expect(approvalWith({ [FILE]: '{"security":{"folderTrust":{"enabled":false}}}' })).toBe('approved');
  });
});

describe('Gemini CLI: switches', () => {
  it('reads both lists and the switches, ignoring case and spaces', () => {
    const { entry } = machineOf(geminiCli, {
      texts: {
        [FILE]: fixture('gemini-cli/settings-with-excluded.jsonc'),
        [SWITCHES]: fixture('gemini-cli/mcp-server-enablement.json'),
      },
    });
    expect([entry('hu').enabled, entry('hu').disabledBy]).toEqual([
      false,
      'by ~/.gemini/mcp-server-enablement.json',
    ]);
    expect([entry('u').enabled, entry('u').disabledBy]).toEqual([false, 'by ~/.gemini/settings.json']);
    expect(entry('added').enabled).toBe(true);
    const enabled = (settings: object) =>
      machineOf(geminiCli, { texts: { [FILE]: one(settings) } }).entry('Hu').enabled;
    expect(enabled({ mcp: { excluded: [' hu '] } })).toBe(false);
    expect(enabled({ mcp: { allowed: ['other'] } })).toBe(false);
    expect(enabled({ mcp: { allowed: ['HU'] } })).toBe(true);
  });

  it('writes the switch file, and takes a name out of every list again', () => {
    const off = machineOf(geminiCli, { texts: { [FILE]: one({}) } }).switched('Hu', false);
    expect(JSON.parse(off[SWITCHES] ?? '')).toEqual({ hu: { enabled: false } });
    const texts = { [FILE]: one({ mcp: { excluded: ['hu', 'x'] } }), [SWITCHES]: '{"hu":{"enabled":false}}' };
    const on = machineOf(geminiCli, { texts }).switched('Hu', true);
    expect(JSON.parse(on[SWITCHES] ?? '')).toEqual({});
    expect(JSON.parse(on[FILE] ?? '')).toMatchObject({ mcp: { excluded: ['x'] } });
  });

  it('follows the closest layer, and leaves shared and system layers alone', () => {
    const texts = {
      [FILE]: '{"mcp":{"excluded":["Hu"]}}',
      [PROJECT]: one({ mcp: { excluded: [] } }),
    };
    expect(machineOf(geminiCli, { texts, projects: ['/p'] }).entry('Hu').enabled).toBe(true);
    const shared = { [PROJECT]: one({ mcp: { excluded: ['hu'] } }) };
    const { files, entry } = machineOf(geminiCli, { texts: shared, projects: ['/p'] });
    expect(entry('Hu')).toMatchObject({ enabled: false, enablement: 'unsupported' });
    expect(geminiCli.setEnabled(files, entry('Hu'), true)).toMatchObject({
      error: { message: expect.stringContaining('everyone on the project shares') as unknown },
    });
    const system = { [FILE]: one({}), '/etc/gemini-cli/settings.json': '{"mcp":{"excluded":["hu"]}}' };
    expect(machineOf(geminiCli, { texts: system }).entry('Hu')).toMatchObject({
      enabled: false,
      enablement: 'unsupported',
    });
  });
});

describe('Gemini CLI: adding', () => {
  it('always writes the kind of an address, and keeps defaults of references', () => {
    const { text } = adding(geminiCli, { headers: { A: '${KEY:-none}' } });
    expect(JSON.parse(text)).toEqual({
      mcpServers: { kfuse: { type: 'http', url: 'https://kfuse.test/mcp', headers: { A: '${KEY:-none}' } } },
    });
    expect(adding(geminiCli, { transport: 'sse', url: 'https://a.test' }, USER).text).toContain('"sse"');
  });

  it('tells of trust and of lists that keep the name off', () => {
    expect(adding(geminiCli, {}, project)).toMatchObject({
      path: PROJECT,
      notes: [expect.stringContaining('trusted the folder')],
    });
    const texts = { [SWITCHES]: '{"kfuse":{"enabled":false}}' };
    expect(adding(geminiCli, {}, USER, { texts }).notes).toEqual([
      expect.stringContaining('keeps that name off'),
    ]);
  });
});
