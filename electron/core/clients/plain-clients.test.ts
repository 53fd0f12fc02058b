import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { amazonQ } from './amazon-q.ts';
import { cline } from './cline.ts';
import { crush } from './crush.ts';
import { memoryEnv, memoryFiles, newServer } from './in-memory-files.ts';
import { jetbrainsAi } from './jetbrains-ai.ts';
import { junie } from './junie.ts';
import { kiro } from './kiro.ts';
import { lmStudio } from './lm-studio.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';
import { rooCode } from './roo-code.ts';
import type { ClientAdapter } from './types.ts';
import { warp } from './warp.ts';

const fixture = (path: string): string =>
  readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');

const HOME = '/home/user';
const PROJECT = `${HOME}/p`;
const inProject = { scope: 'project', project: PROJECT, bridge: false } as const;
const mac = { platform: 'darwin', home: '/Users/me' } as const;
const windows = { platform: 'win32' } as const;

const paths = (adapter: ClientAdapter, env: Parameters<typeof memoryEnv>[0] = {}) =>
  adapter.locations(memoryEnv(env), [PROJECT]).map(({ path }) => path);

const written = (adapter: ClientAdapter, server: Parameters<typeof adding>[1], place = USER) =>
  JSON.parse(adding(adapter, server, place).text) as unknown;

const program = { transport: 'stdio', command: 'npx', args: ['-y', 'x'] } as const;
const local = { ...program, args: [...program.args] };

describe('Cline', () => {
  const FILE = `${HOME}/.cline/data/settings/cline_mcp_settings.json`;
  const text = fixture('cline/cline_mcp_settings.json');
  const machine = machineOf(cline, { texts: { [FILE]: text } });

  it('reads the nested shape of its real file', () => {
    expect(machine.entries.map(({ name, transport, problem }) => [name, transport, problem])).toEqual([
      ['open-http', 'http', null],
      ['stdio-one', 'stdio', null],
      ['bad name', 'stdio', null],
      ['auth-http', 'http', null],
    ]);
    expect(machine.entry('open-http')).toMatchObject({
      url: 'http://127.0.0.1:8931/open',
      headers: { 'X-Api-Key': 'abc' },
    });
  });

  it('switches beside the transport and leaves the sign-in in the entry alone', () => {
    const off = JSON.parse(machine.switched('auth-http', false)[FILE] ?? '') as {
      mcpServers: Record<string, Record<string, unknown>>;
    };
    const before = JSON.parse(text) as typeof off;
    expect(off.mcpServers['auth-http']).toEqual({ ...before.mcpServers['auth-http'], disabled: true });
  });

  it('reads the flat shape by its own rules', () => {
    const flat = {
      sse: { url: 'http://h/' },
      http: { type: 'streamableHttp', url: 'http://h/' },
      older: { transportType: 'http', url: 'http://h/' },
      program: { command: 'x', disabled: true },
      wrong: { type: 'http', url: 'http://h/' },
    };
    const { entries } = machineOf(cline, { texts: { [FILE]: JSON.stringify({ mcpServers: flat }) } });
    expect(
      entries.map(({ name, transport, enabled, problem }) => [name, transport, enabled, problem]),
    ).toEqual([
      ['sse', 'sse', true, null],
      ['http', 'http', true, null],
      ['older', 'http', true, null],
      ['program', 'stdio', false, null],
      ['wrong', 'unknown', true, 'Cline does not know the type “http”.'],
    ]);
  });

  it('writes the nested shape', () => {
    expect(written(cline, { bearerTokenEnvVar: 'T' })).toEqual({
      mcpServers: {
        kfuse: {
          transport: {
            type: 'streamableHttp',
            url: 'https://kfuse.test/mcp',
            headers: { Authorization: 'Bearer ${env:T}' },
          },
        },
      },
    });
    expect(written(cline, local)).toEqual({
      mcpServers: { kfuse: { transport: { type: 'stdio', command: 'npx', args: ['-y', 'x'] } } },
    });
  });

  it('follows its three variables, and marks the old file of the extension', () => {
    expect(paths(cline, { vars: { CLINE_MCP_SETTINGS_PATH: '/m.json', CLINE_DIR: '/d' } })).toEqual([
      '/m.json',
    ]);
    expect(paths(cline, { vars: { CLINE_DATA_DIR: '/d' } })).toEqual(['/d/settings/cline_mcp_settings.json']);
    expect(paths(cline, windows)).toEqual(['C:\\Users\\me\\.cline\\data\\settings\\cline_mcp_settings.json']);
    const old =
      '/Users/me/Library/Application Support/Code/User/globalStorage/saoudrizwan.claude-dev/settings';
    const [, second] = cline.locations(
      memoryEnv({ ...mac, folders: { [old]: ['cline_mcp_settings.json'] } }),
      [],
    );
    expect(second?.ignored?.reason).toContain('no longer reads it');
  });
});

describe('Roo Code', () => {
  const FILE = `${HOME}/.config/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json`;

  it('reads entries, and does not take an address without a type', () => {
    const machine = machineOf(rooCode, { texts: { [FILE]: fixture('roo-code/mcp_settings.json') } });
    expect(machine.entry('files')).toMatchObject({ transport: 'stdio', enabled: false });
    expect(machine.entry('kfuse')).toMatchObject({ transport: 'http', headers: { 'X-Key': '${env:KEY}' } });
    expect(machine.entry('untyped').ignored).not.toBeNull();
    expect(machine.switched('files', true)[FILE]).toContain('"disabled": false');
  });

  it('looks in every editor that has the extension', () => {
    const folder = '/Users/me/Library/Application Support/Cursor/User/globalStorage';
    const env = { ...mac, folders: { [folder]: ['rooveterinaryinc.roo-cline'] } };
    expect(rooCode.locations(memoryEnv(env), []).map(({ path, tag }) => [path, tag])).toEqual([
      [`${folder}/rooveterinaryinc.roo-cline/settings/mcp_settings.json`, 'Cursor'],
    ]);
    expect(paths(rooCode)).toEqual([FILE, `${PROJECT}/.roo/mcp.json`]);
    expect(written(rooCode, {}, inProject)).toEqual({
      mcpServers: { kfuse: { type: 'streamable-http', url: 'https://kfuse.test/mcp' } },
    });
  });
});

describe('clients without a switch in the file', () => {
  it.each([
    { adapter: lmStudio, file: `${HOME}/.lmstudio/mcp.json`, win: 'C:\\Users\\me\\.lmstudio\\mcp.json' },
    { adapter: junie, file: `${HOME}/.junie/mcp/mcp.json`, win: 'C:\\Users\\me\\.junie\\mcp\\mcp.json' },
    { adapter: warp, file: `${HOME}/.warp/.mcp.json`, win: 'C:\\Users\\me\\.warp\\.mcp.json' },
  ])('$adapter.name is read, parked, and written without a kind', ({ adapter, file, win }) => {
    const machine = machineOf(adapter, { texts: { [file]: fixture(`${adapter.id}/mcp.json`) } });
    expect(machine.entries.map(({ name, transport }) => [name, transport])).toEqual([
      ['files', 'stdio'],
      ['kfuse', 'http'],
    ]);
    expect(machine.entry('kfuse').enablement).toBe('parked');
    expect(adapter.setEnabled(machine.files, machine.entry('files'), false)).toBe('park');
    expect(written(adapter, {})).toEqual({ mcpServers: { kfuse: { url: 'https://kfuse.test/mcp' } } });
    expect(paths(adapter, windows)[0]).toBe(win);
  });

  it('asks before it starts a project’s server in Warp', () => {
    expect(adding(warp, {}, inProject).notes).toHaveLength(1);
    expect(adding(junie, local, inProject).path).toBe(`${PROJECT}/.junie/mcp/mcp.json`);
  });

  it('marks the file of older LM Studio versions as not read', () => {
    const folders = { [`${HOME}/.cache/lm-studio`]: ['mcp.json'] };
    const [current, old] = lmStudio.locations(memoryEnv({ folders }), []);
    expect([current?.ignored, old?.ignored?.next]).toEqual([
      null,
      `Move the servers to ${HOME}/.lmstudio/mcp.json.`,
    ]);
  });
});

describe('clients that switch with “disabled”', () => {
  it.each([
    { adapter: kiro, file: `${HOME}/.kiro/settings/mcp.json`, first: {} },
    { adapter: amazonQ, file: `${HOME}/.aws/amazonq/mcp.json`, first: { type: 'http' } },
  ])('$adapter.name is read and written', ({ adapter, file, first }) => {
    const text = fixture(`${adapter.id}/mcp.json`);
    const machine = machineOf(adapter, { texts: { [file]: text } });
    expect(machine.entries.map(({ name, transport, enabled }) => [name, transport, enabled])).toEqual([
      ['files', 'stdio', false],
      ['kfuse', 'http', true],
    ]);
    expect(machine.switched('files', true)[file]).toBe(text.replace('"disabled": true', '"disabled": false'));
    expect(written(adapter, {})).toEqual({
      mcpServers: { kfuse: { ...first, url: 'https://kfuse.test/mcp' } },
    });
  });

  it('have a file in the project too', () => {
    expect(paths(kiro, windows)[1]).toBe(`\\home\\user\\p\\.kiro\\settings\\mcp.json`);
    expect(adding(kiro, {}, inProject).path).toBe(`${PROJECT}/.kiro/settings/mcp.json`);
    expect(adding(amazonQ, {}, inProject).path).toBe(`${PROJECT}/.amazonq/mcp.json`);
  });
});

describe('Crush', () => {
  const FILE = `${HOME}/.config/crush/crush.json`;

  it('reads entries by their type and switches with “disabled”', () => {
    const machine = machineOf(crush, { texts: { [FILE]: fixture('crush/crush.json') } });
    expect(machine.entry('files')).toMatchObject({
      transport: 'stdio',
      enabled: false,
      env: { TOKEN: '$TOKEN' },
    });
    expect(machine.entry('kfuse')).toMatchObject({ transport: 'http', enabled: true });
    expect(machine.entry('untyped').ignored).not.toBeNull();
    expect(written(crush, { bearerTokenEnvVar: 'T' })).toEqual({
      mcp: {
        kfuse: { type: 'http', url: 'https://kfuse.test/mcp', headers: { Authorization: 'Bearer ${T}' } },
      },
    });
  });

  it('finds its files on every system, and adds to the hidden one of a project that has it', () => {
    expect(paths(crush, { vars: { CRUSH_GLOBAL_CONFIG: '/c' } })[0]).toBe('/c/crush.json');
    expect(paths(crush, windows)[0]).toBe('C:\\Users\\me\\AppData\\Local\\crush\\crush.json');
    expect(adding(crush, {}, inProject).path).toBe(`${PROJECT}/crush.json`);
    const texts = { [`${PROJECT}/.crush.json`]: '{}' };
    expect(adding(crush, {}, inProject, { texts, projects: [PROJECT] }).path).toBe(`${PROJECT}/.crush.json`);
  });

  it('tells which of two files in a project has the last word', () => {
    const one = JSON.stringify({ mcp: { a: { type: 'http', url: 'http://h/' } } });
    const texts = { [`${PROJECT}/crush.json`]: one, [`${PROJECT}/.crush.json`]: one };
    const { entries } = machineOf(crush, { texts, projects: [PROJECT] });
    expect(entries.map(({ location, ignored }) => [location.tag, ignored === null])).toEqual([
      [null, false],
      ['.crush.json', true],
    ]);
  });
});

describe('JetBrains AI Assistant', () => {
  it('has no file of ours, and says what to do in the IDE', () => {
    const files = memoryFiles(jetbrainsAi);
    expect(files.locations).toEqual([]);
    expect(jetbrainsAi.add(files, newServer({}), USER)).toMatchObject({
      ok: false,
      error: { code: 'Unsupported', next: expect.stringContaining('AI Assistant') as string },
    });
  });

  it('is there when an IDE has its settings', () => {
    const folder = '/Users/me/Library/Application Support/JetBrains';
    const env = memoryEnv({ ...mac, folders: { [folder]: ['Rider2025.3'] } });
    expect(jetbrainsAi.markers(env)).toEqual([`${folder}/Rider2025.3/options/llm.mcpServers.xml`]);
  });
});
