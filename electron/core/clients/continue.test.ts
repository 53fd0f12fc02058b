import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { continueDev } from './continue.ts';
import { memoryEnv } from './in-memory-files.ts';
import { adding, machineOf, USER } from './map-client-kit.ts';

const fixture = (name: string) =>
  readFileSync(new URL(`__fixtures__/continue/${name}`, import.meta.url), 'utf8');

const HOME = '/home/user/.continue';
const FILE = `${HOME}/config.yaml`;
const MAP = `${HOME}/mcpServers/mcp.json`;
const BLOCKS = '/p/.continue/mcpServers';
const text = fixture('config.yaml');
const texts = {
  [FILE]: text,
  [`${BLOCKS}/copied.json`]: fixture('copied.json'),
  [`${BLOCKS}/one.json`]: '{"command":"node","args":["x"]}',
  [`${BLOCKS}/twice.yml`]: 'mcpServers:\n- name: a\n  url: https://a.test\n- name: a\n- 1\n',
};
const folders = { [BLOCKS]: ['twice.yml', 'copied.json', 'one.json', 'README.md'] };
const there = { texts, folders, projects: ['/p'] };
const project = { ...USER, scope: 'project', project: '/p' } as const;

describe('Continue: files', () => {
  it('reads its file, and the blocks of the person and of each project', () => {
    expect(
      continueDev.locations(memoryEnv({ folders }), ['/p']).map(({ path, format }) => [path, format]),
    ).toEqual([
      [FILE, 'yaml'],
      [MAP, 'json'],
      [`${BLOCKS}/mcp.json`, 'json'],
      [`${BLOCKS}/copied.json`, 'json'],
      [`${BLOCKS}/one.json`, 'json'],
      [`${BLOCKS}/twice.yml`, 'yaml'],
    ]);
    const moved = memoryEnv({ vars: { CONTINUE_GLOBAL_DIR: '/x' } });
    expect(continueDev.locations(moved, [])[0]?.path).toBe('/x/config.yaml');
  });
});

describe('Continue: entries', () => {
  const machine = machineOf(continueDev, there);

  it('reads lists, maps and files that are one server', () => {
    expect(
      machine.entries.map(({ name, transport, enablement, problem }) => [
        name,
        transport,
        enablement,
        problem,
      ]),
    ).toEqual([
      ['files', 'stdio', 'parked', null],
      ['kfuse', 'http', 'parked', null],
      ['events', 'sse', 'parked', null],
      ['copied', 'http', 'parked', null],
      ['one', 'stdio', 'unsupported', null],
      ['a', 'http', 'unsupported', 'Two servers here are called “a”.'],
      ['a', 'unknown', 'unsupported', 'Two servers here are called “a”.'],
      ['server 3', 'unknown', 'unsupported', 'The entry must be a group of settings, but is a number.'],
    ]);
    expect(machine.entry('kfuse').headers).toEqual({ Authorization: 'Bearer ${{ secrets.KFUSE_TOKEN }}' });
    expect(machine.entry('events').headers).toEqual({ Authorization: 'Bearer abc' });
  });

  it('removes an item by its name, wherever it stands by then', () => {
    expect(machine.removed('events')[FILE]).toBe(text.replace(/ {2}- name: events[^]*$/, ''));
    expect(machine.removed('files')[FILE]).toBe(text.replace(/ {2}- name: files[^]*?(?= {2}# remote)/, ''));
  });

  it('parks what has a name of its own, and says why the rest cannot be', () => {
    expect(continueDev.setEnabled(machine.files, machine.entry('files'), false)).toBe('park');
    const whole = continueDev.setEnabled(machine.files, machine.entry('one'), false);
    expect(whole !== 'park' && !whole.ok && whole.error.message).toMatch(/whole of .*one\.json/);
    const nameless = continueDev.setEnabled(machine.files, machine.entry('server 3'), false);
    expect(nameless !== 'park' && !nameless.ok && nameless.error.code).toBe('Unsupported');
  });
});

describe('Continue: adding', () => {
  it('appends to the list of config.yaml, with references and headers its own way', () => {
    const added = adding(continueDev, { bearerTokenEnvVar: 'TOKEN', name: 'new' }, USER, there);
    expect(added.path).toBe(FILE);
    expect(added.text).toBe(
      `${text}  - name: new
    type: streamable-http
    url: "https://kfuse.test/mcp"
    requestOptions:
      headers:
        Authorization: "Bearer \${{ secrets.TOKEN }}"
`.replace('"https://kfuse.test/mcp"', 'https://kfuse.test/mcp'),
    );
  });

  it('makes a map file rather than a config.yaml that would take an older file’s place', () => {
    expect(adding(continueDev, {}).path).toBe(MAP);
    const added = adding(continueDev, { transport: 'stdio', command: 'node' }, project);
    expect(added.path).toBe(`${BLOCKS}/mcp.json`);
    expect(JSON.parse(added.text)).toEqual({ mcpServers: { kfuse: { command: 'node', args: [] } } });
  });

  it('refuses a name that any file of the place has', () => {
    const server = { name: 'copied', url: 'https://x.test', transport: 'http' } as const;
    expect(() => adding(continueDev, server, project, there)).toThrow(/EntryExists/);
    expect(() => adding(continueDev, server, USER, there)).not.toThrow();
  });
});
