import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { antigravity } from './antigravity.ts';
import { cursor } from './cursor.ts';
import { memoryEnv } from './in-memory-files.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';
import { vscode, vscodeInsiders } from './vscode.ts';
import { windsurf } from './windsurf.ts';

function fixture(path: string): string {
  return readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');
}

const HOME = '/home/user';
const mac = { platform: 'darwin', home: '/Users/me' } as const;

const first = (env: Parameters<typeof memoryEnv>[0], adapter = vscode) =>
  adapter.locations(memoryEnv(env), [])[0]?.path;

describe('Cursor', () => {
  const FILE = `${HOME}/.cursor/mcp.json`;
  const machine = machineOf(cursor, { texts: { [FILE]: fixture('cursor/mcp.json') } });

  it('reads programs and addresses, and parks because its switch is not in the file', () => {
    expect(machine.entries.map(({ name, transport, problem }) => [name, transport, problem])).toEqual([
      ['files', 'stdio', null],
      ['kfuse', 'http', null],
    ]);
    expect(machine.entry('kfuse').headers).toEqual({ Authorization: 'Bearer ${env:KFUSE_TOKEN}' });
    expect(cursor.setEnabled(machine.files, machine.entry('kfuse'), false)).toBe('park');
  });

  it('writes an address without a kind, and references its own way', () => {
    const { path, text } = adding(cursor, { bearerTokenEnvVar: 'TOKEN' });
    expect(path).toBe(FILE);
    expect(JSON.parse(text)).toEqual({
      mcpServers: {
        kfuse: { url: 'https://kfuse.test/mcp', headers: { Authorization: 'Bearer ${env:TOKEN}' } },
      },
    });
    const place = { scope: 'project', project: '/p', bridge: false } as const;
    expect(adding(cursor, {}, place).path).toBe('/p/.cursor/mcp.json');
  });
});

describe('VS Code', () => {
  const FILE = `${HOME}/.config/Code/User/mcp.json`;
  const text = fixture('vscode/mcp.json');
  const machine = machineOf(vscode, { texts: { [FILE]: text } });

  it('knows the files of each system, its profiles and the workspace', () => {
    expect(first(mac)).toBe('/Users/me/Library/Application Support/Code/User/mcp.json');
    expect(first({ platform: 'win32' })).toBe('C:\\Users\\me\\AppData\\Roaming\\Code\\User\\mcp.json');
    expect(first({ vars: { XDG_CONFIG_HOME: '/x' } }, vscodeInsiders)).toBe(
      '/x/Code - Insiders/User/mcp.json',
    );
    const folders = { [`${HOME}/.config/Code/User/profiles`]: ['-1a2b', '.DS_Store'] };
    expect(vscode.locations(memoryEnv({ folders }), ['/p']).map(({ path, tag }) => [path, tag])).toEqual([
      [FILE, null],
      [`${HOME}/.config/Code/User/profiles/-1a2b/mcp.json`, 'profile--1a2b'],
      ['/p/.vscode/mcp.json', null],
    ]);
  });

  it('reads comments, trailing commas, numbers in env and references to inputs', () => {
    expect(machine.entries.map(({ name, transport, problem }) => [name, transport, problem])).toEqual([
      ['files', 'stdio', null],
      ['kfuse', 'http', null],
      ['events', 'sse', null],
    ]);
    expect(machine.entry('files').env).toEqual({ PORT: '8080', KEY: '${input:files-key}' });
    expect(vscode.setEnabled(machine.files, machine.entry('kfuse'), false)).toBe('park');
  });

  it('keeps inputs, comments and style when a server is added or removed', () => {
    const added = adding(vscode, { name: 'new' }, USER, { texts: { [FILE]: text } }).text;
    expect(added).toContain('"type": "http"');
    expect(added).toContain('// servers for every window');
    expect(added.slice(added.indexOf('"inputs"'))).toBe(text.slice(text.indexOf('"inputs"')));
    const removed = machine.removed('kfuse')[FILE] ?? '';
    expect(removed).not.toContain('https://kfuse.test');
    expect(removed.slice(removed.indexOf('"inputs"'))).toBe(text.slice(text.indexOf('"inputs"')));
  });
});

describe('Windsurf', () => {
  const FILE = `${HOME}/.codeium/windsurf/mcp_config.json`;
  const text = fixture('windsurf/mcp_config.json');
  const machine = machineOf(windsurf, { texts: { [FILE]: text } });

  it('reads serverUrl and the switch of the entry, and writes both', () => {
    expect(machine.entry('kfuse')).toMatchObject({ transport: 'http', url: 'https://kfuse.test/mcp' });
    expect(machine.entry('off')).toMatchObject({ enabled: false, enablement: 'native' });
    expect(machine.switched('off', true)[FILE]).toBe(text.replace('"disabled": true', '"disabled": false'));
    expect(JSON.parse(machine.switched('kfuse', false)[FILE] ?? '')).toMatchObject({
      mcpServers: { kfuse: { disabled: true } },
    });
    expect(JSON.parse(adding(windsurf, {}).text)).toEqual({
      mcpServers: { kfuse: { serverUrl: 'https://kfuse.test/mcp' } },
    });
  });

  it('has no project files', () => {
    expect(windsurf.locations(memoryEnv(), ['/p']).map(({ path }) => path)).toEqual([FILE]);
    const place = { scope: 'project', project: '/p', bridge: false } as const;
    expect(() => adding(windsurf, {}, place)).toThrow(/^Unsupported/);
  });
});

describe('Antigravity', () => {
  const NEW = `${HOME}/.gemini/config/mcp_config.json`;
  const OLD = `${HOME}/.gemini/antigravity/mcp_config.json`;
  const text = fixture('antigravity/mcp_config.json');

  it('reads the file of each version and writes the one that is in use', () => {
    const machine = machineOf(antigravity, { texts: { [OLD]: text } });
    expect(machine.entries.map(({ name, enabled, location }) => [name, enabled, location.tag])).toEqual([
      ['files', true, 'antigravity'],
      ['kfuse', false, 'antigravity'],
    ]);
    expect(adding(antigravity, { name: 'n' }, USER, { texts: { [OLD]: text } }).path).toBe(OLD);
    expect(adding(antigravity, { name: 'n' }, USER, { texts: { [OLD]: text, [NEW]: '{}' } }).path).toBe(NEW);
    expect(adding(antigravity, { name: 'n' }).path).toBe(NEW);
  });

  it('refuses references to variables, which it would not replace', () => {
    expect(() => adding(antigravity, { headers: { A: '${KEY}' } })).toThrow(
      /^Unsupported: Antigravity would/,
    );
  });
});
