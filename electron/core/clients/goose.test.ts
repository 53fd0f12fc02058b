import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { goose } from './goose.ts';
import { memoryEnv } from './in-memory-files.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';

const FILE = '/home/user/.config/goose/config.yaml';
const text = readFileSync(new URL('__fixtures__/goose/config.yaml', import.meta.url), 'utf8');
const texts = { [FILE]: text };
const path = (env: Parameters<typeof memoryEnv>[0]) => goose.locations(memoryEnv(env), [])[0]?.path;
const machine = machineOf(goose, { texts });

describe('Goose', () => {
  it('knows the file of each system', () => {
    expect(path({})).toBe(FILE);
    expect(path({ platform: 'darwin', home: '/Users/me' })).toBe('/Users/me/.config/goose/config.yaml');
    expect(path({ vars: { XDG_CONFIG_HOME: '/x' } })).toBe('/x/goose/config.yaml');
    expect(path({ platform: 'win32' })).toBe(
      'C:\\Users\\me\\AppData\\Roaming\\Block\\goose\\config\\config.yaml',
    );
  });

  it('lists servers and leaves its own parts out', () => {
    expect(machine.entries.map(({ name, transport, enabled }) => [name, transport, enabled])).toEqual([
      ['files', 'stdio', true],
      ['kfuse', 'http', false],
      ['old', 'sse', true],
    ]);
    expect(machine.entry('files')).toMatchObject({ command: 'npx', env: { LOG: 'no' }, problem: null });
    expect(machine.entry('kfuse').headers).toEqual({ 'X-Tenant': 'one' });
  });

  it('switches with “enabled” and touches nothing else', () => {
    expect(machine.switched('kfuse', true)[FILE]).toBe(text.replace('enabled: false', 'enabled: true'));
  });

  it('writes an entry with its name, spelled as the file is', () => {
    const server = { name: 'new', transport: 'stdio', command: 'npx', args: ['-y', '@x/y'] } as const;
    const added = adding(goose, { ...server, args: [...server.args], env: { A: 'yes' } }, USER, { texts });
    expect(added.text).toBe(
      text.replace(
        '\nGOOSE_MODEL',
        `  new:
    name: new
    enabled: true
    type: stdio
    cmd: npx
    args:
    - -y
    - "@x/y"
    envs:
      A: "yes"
    timeout: 300

GOOSE_MODEL`,
      ),
    );
  });

  it('removes an entry and nothing beside it', () => {
    const gone = text.replace(/ {2}kfuse:\n[^]*?(?= {2}old:)/, '');
    expect(machine.removed('kfuse')[FILE]).toBe(gone);
  });

  it.each([
    [{ name: 'My Server' }, /small letters/],
    [{ name: 'developer' }, /already has/],
    [{ name: 'new', transport: 'sse' as const }, /cannot load/],
    [{ name: 'new', headers: { Authorization: 'Bearer ${TOKEN}' } }, /unreplaced/],
  ])('refuses %j', (server, reason) => {
    expect(() => adding(goose, server, USER, { texts })).toThrow(reason);
  });
});
