import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adding, machineOf, USER } from './map-client-kit.ts';
import { qwenCode } from './qwen-code.ts';
import { qwenPattern } from './qwen-rules.ts';

function fixture(path: string): string {
  return readFileSync(new URL(`__fixtures__/${path}`, import.meta.url), 'utf8');
}

const QWEN = '/home/user/.qwen';
const FILE = `${QWEN}/settings.json`;
const APPROVALS = `${QWEN}/mcpApprovals.json`;
const ROOT = '/home/user/proj';
const PROJECT = `${ROOT}/.qwen/settings.json`;
const folders = { [QWEN]: ['settings.json'] };
const one = (settings: object) => JSON.stringify({ mcpServers: { a: { command: 'x' } }, ...settings });

const servers = (text: string) => (JSON.parse(text) as { mcpServers: object }).mcpServers;

describe('Qwen Code', () => {
  it('reads what qwen wrote: httpUrl is streamable HTTP, url is HTTP+SSE whatever the type', () => {
    const { entries, switched } = machineOf(qwenCode, {
      texts: { [FILE]: fixture('qwen-code/settings-with-excluded.json') },
    });
    expect(entries.map(({ name, transport, enabled }) => [name, transport, enabled])).toEqual([
      ['open-http', 'http', true],
      ['sse-one', 'sse', true],
      ['stdio-one', 'stdio', true],
      ['auth-http', 'http', false],
      ['bad name', 'stdio', true],
    ]);
    expect(JSON.parse(switched('auth-http', true)[FILE] ?? '')).toEqual(
      JSON.parse(fixture('qwen-code/settings.json')),
    );
    const typed = '{"mcpServers":{"a":{"type":"http","url":"https://a.test"}}}';
    expect(machineOf(qwenCode, { texts: { [FILE]: typed } }).entry('a').transport).toBe('sse');
  });

  it('switches in the person’s own list, and undoes no pattern that may mean others', () => {
    const off = machineOf(qwenCode, { texts: { [FILE]: one({}) } }).switched('a', false);
    expect(JSON.parse(off[FILE] ?? '')).toMatchObject({ mcp: { excluded: ['a'] } });
    const { files, entry } = machineOf(qwenCode, { texts: { [FILE]: one({ mcp: { excluded: ['?'] } }) } });
    expect(entry('a')).toMatchObject({ enabled: false, enablement: 'unsupported' });
    expect(qwenCode.setEnabled(files, entry('a'), true)).toMatchObject({
      error: { message: expect.stringContaining('“?”') as unknown },
    });
    const enabled = (settings: object) =>
      machineOf(qwenCode, { texts: { [FILE]: one(settings) } }).entry('a').enabled;
    expect(enabled({ mcp: { allowed: ['b*'] } })).toBe(false);
    expect(enabled({ mcp: { allowed: ['*'] } })).toBe(true);
  });

  it('joins the lists of all layers', () => {
    const texts = { [FILE]: '{"mcp":{"excluded":["a"]}}', [PROJECT]: one({ mcp: { excluded: [] } }) };
    expect(machineOf(qwenCode, { texts, projects: [ROOT] }).entry('a').enabled).toBe(false);
    const allowed = { [FILE]: '{"mcp":{"allowed":["b"]}}', [PROJECT]: one({ mcp: { allowed: ['a'] } }) };
    expect(machineOf(qwenCode, { texts: allowed, projects: [ROOT] }).entry('a').enabled).toBe(true);
  });

  it('knows decisions about a project’s servers, which an edit of the entry voids', () => {
    const approval = (text: string) =>
      machineOf(qwenCode, {
        texts: { [APPROVALS]: fixture('qwen-code/mcpApprovals.json'), [PROJECT]: text },
        projects: [ROOT],
      }).entry('proj-one').approval;
    const text = fixture('qwen-code/project-settings.json');
    expect(approval(text)).toBe('rejected');
    expect(approval(text.replace('"node"', '"nodejs"'))).toBe('pending');
    const undecided = machineOf(qwenCode, { texts: { [PROJECT]: text }, projects: [ROOT] });
    expect(undecided.entry('proj-one').approval).toBe('pending');
  });

  it('reads .mcp.json by Claude Code’s rules, where Qwen Code is in use', () => {
    const texts = {
      [`${ROOT}/.mcp.json`]: `{"mcpServers":{"h":{"type":"http","url":"https://h.test"},"s":{"url":"https://s.test"},
        "p":{"type":"stdio","command":"x"}}}`,
    };
    const { entries } = machineOf(qwenCode, { texts, folders, projects: [ROOT] });
    expect(entries.map(({ name, transport }) => [name, transport])).toEqual([
      ['h', 'http'],
      ['s', 'sse'],
      ['p', 'stdio'],
    ]);
    expect(machineOf(qwenCode, { texts, projects: [ROOT] }).entries).toEqual([]);
    const both = { ...texts, [PROJECT]: '{"mcpServers":{"s":{"command":"x"}}}' };
    const hidden = machineOf(qwenCode, { texts: both, folders, projects: [ROOT] }).entries.filter(
      ({ ignored }) => ignored !== null,
    );
    expect(hidden.map(({ name, location }) => [name, location.tag])).toEqual([['s', '.mcp.json']]);
  });

  it('writes the key of each kind and refuses defaults it does not know', () => {
    expect(servers(adding(qwenCode, {}).text)).toEqual({ kfuse: { httpUrl: 'https://kfuse.test/mcp' } });
    expect(servers(adding(qwenCode, { transport: 'sse', url: 'https://s.test' }).text)).toEqual({
      kfuse: { url: 'https://s.test' },
    });
    expect(() => adding(qwenCode, { url: 'https://x.test/${A:-b}' })).toThrow(/^Unsupported/);
    const place = { scope: 'project', project: ROOT, bridge: false } as const;
    expect(adding(qwenCode, {}, place)).toMatchObject({
      path: PROJECT,
      notes: [expect.stringContaining('approve')],
    });
    expect(adding(qwenCode, {}, USER, { vars: { QWEN_HOME: '/q' } }).path).toBe('/q/settings.json');
  });

  it('says that a trailing comma costs Qwen the whole file, and a byte order mark only .mcp.json', () => {
    const problemOf = (path: string, text: string) =>
      machineOf(qwenCode, { texts: { [path]: text }, folders, projects: [ROOT] }).entry('a').problem;
    expect(problemOf(FILE, '{"mcpServers":{"a":{"command":"x"},},}')).toMatch(/comma/);
    expect(problemOf(FILE, `\uFEFF${one({})}`)).toBeNull();
    expect(problemOf(`${ROOT}/.mcp.json`, `\uFEFF${one({})}`)).toMatch(/byte order mark/);
  });

  it('matches patterns as a whole, and a hostile one quickly', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['a', 'a', true],
      ['a', 'A', false],
      ['*pup*', 'my-puppet', true],
      ['a?c', 'abc', true],
      ['a?c', 'ac', false],
      ['*', '', true],
      ['a*b*c', 'a1b2c', true],
      ['a*b', 'abx', false],
    ];
    expect(cases.map(([pattern, name]) => [pattern, name, qwenPattern(pattern, name)])).toEqual(cases);
    expect(qwenPattern(`${'*a'.repeat(30)}b`, 'a'.repeat(200))).toBe(false);
  });
});
