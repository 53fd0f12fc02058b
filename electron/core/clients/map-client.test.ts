import { describe, expect, it } from 'vitest';
import { afterPlan, memoryEnv, memoryFiles, newServer } from './in-memory-files.ts';
import type { MemoryMachine } from './in-memory-files.ts';
import { mapClient } from './map-client.ts';
import type { MapClientSpec } from './map-client.ts';
import type { MapSwitch, SwitchList } from './map-switch.ts';
import { joinPath } from './shared-parts.ts';
import type { AddPlace } from './shared-parts.ts';
import type { ClientAdapter, RawEntry } from './types.ts';
import { BRACED, ENV_PREFIXED } from './variable-syntax.ts';

const FILE = '/home/user/.toy/mcp.json';
const LISTS = '/home/user/.toy/lists.json';
const user: AddPlace = { scope: 'user', project: null, bridge: false };

const spec: MapClientSpec = {
  id: 'toy',
  name: 'Toy',
  mark: 'M3 3h10',
  scopes: ['user', 'project', 'managed'],
  reload: null,
  binaries: [],
  markers: () => [],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, env.home, '.toy', 'mcp.json') },
    { scope: 'managed', path: '/etc/toy.json' },
    { scope: 'user', path: joinPath(env, env.home, '.toy', 'lists.json'), role: 'settings', tag: 'lists' },
    ...projects.map((project) => ({
      scope: 'project' as const,
      project,
      path: joinPath(env, project, 'toy.json'),
    })),
  ],
  format: 'json',
  root: ['mcpServers'],
  shape: {
    type: { key: 'type', reads: { local: 'stdio', http: 'http', sse: 'sse' } },
    urls: { serverUrl: 'http', url: null },
    variables: ENV_PREFIXED,
    writes: { stdio: { first: { type: 'local' } }, http: { first: { type: 'http' }, url: 'serverUrl' } },
  },
  enablement: { kind: 'flag', key: 'disabled', off: true },
};

const withSwitch = (enablement: MapSwitch) => mapClient({ ...spec, enablement });
const toy = mapClient(spec);

function entriesIn(adapter: ClientAdapter, texts: MemoryMachine['texts']) {
  const files = memoryFiles(adapter, { ...(texts === undefined ? {} : { texts }), projects: ['/p'] });
  const entries = adapter.entries(files);
  const named = (name: string): RawEntry => {
    const entry = entries.find((one) => one.name === name);
    if (entry === undefined) throw new Error(`no entry ${name}`);
    return entry;
  };
  return { files, entries, named };
}

function switched(adapter: ClientAdapter, texts: MemoryMachine['texts'], name: string, enabled: boolean) {
  const { files, named } = entriesIn(adapter, texts);
  const plan = adapter.setEnabled(files, named(name), enabled);
  if (plan === 'park') throw new Error('it has no switch');
  return plan.ok ? { ...afterPlan(files, plan.value), notes: plan.value.notes.join() } : plan.error;
}

function added(adapter: ClientAdapter, server: Parameters<typeof newServer>[0], place = user, machine = {}) {
  const files = memoryFiles(adapter, machine);
  const plan = adapter.add(files, newServer(server), place);
  if (!plan.ok) return plan.error;
  const [text = ''] = Object.values(afterPlan(files, plan.value));
  return (JSON.parse(text) as { mcpServers: Record<string, unknown> }).mcpServers['kfuse'];
}

describe('map client: reading', () => {
  it('tells the kind by type, then by command, then by the key of the address', () => {
    const { entries } = entriesIn(toy, {
      [FILE]: JSON.stringify({
        mcpServers: {
          a: { command: 'node', args: ['x'], env: { A: '1' } },
          b: { serverUrl: 'https://b.test', headers: { H: 'v' } },
          c: { type: 'sse', url: 'https://c.test' },
          d: { url: 'https://d.test' },
        },
      }),
    });
    expect(entries.map(({ name, transport, url, ignored }) => [name, transport, url, ignored?.next])).toEqual(
      [
        ['a', 'stdio', null, undefined],
        ['b', 'http', 'https://b.test', undefined],
        ['c', 'sse', 'https://c.test', undefined],
        ['d', 'unknown', 'https://d.test', 'Add “type” to the entry.'],
      ],
    );
    expect(entries[0]).toMatchObject({ command: 'node', args: ['x'], env: { A: '1' }, problem: null });
    expect(entries[1]?.headers).toEqual({ H: 'v' });
  });

  it('keeps one bad entry from hiding the others', () => {
    const { entries } = entriesIn(toy, {
      [FILE]: `{"mcpServers":{"a":1,"b":{},"c":{"type":"pigeon","command":"x"},"d":{"command":"x","args":"y"},
        "__proto__":{"command":"p"},"e":{"type":"http"},"ok":{"command":"x"},"f":{"command":"x","disabled":"yes"}}}`,
    });
    expect(Object.fromEntries(entries.map(({ name, problem }) => [name, problem]))).toMatchObject({
      a: 'The entry must be a group of settings, but is a number.',
      b: 'The entry has neither a command nor an address.',
      c: 'Toy does not know the type “pigeon”.',
      d: '“args” must be a list of texts, but is text.',
      e: 'The entry has no address.',
      ok: null,
      f: '“disabled” must be true or false.',
    });
    expect(entries.map(({ name }) => name)).toContain('__proto__');
  });

  it('reads a command that is a list together with its arguments', () => {
    const listing = mapClient({
      ...spec,
      shape: { ...spec.shape, args: null, env: 'environment', writes: { stdio: {} } },
    });
    const text = '{"mcpServers":{"a":{"command":["npx","-y","x"],"environment":{"A":"1"}}}}';
    const [entry] = entriesIn(listing, { [FILE]: text }).entries;
    expect(entry).toMatchObject({ command: 'npx', args: ['-y', 'x'], env: { A: '1' }, transport: 'stdio' });
    expect(added(listing, { transport: 'stdio', command: 'a', args: ['b'], env: { K: 'v' } })).toEqual({
      command: ['a', 'b'],
      environment: { K: 'v' },
    });
  });

  it('reads and writes entries that nest their fields', () => {
    const nested = mapClient({
      ...spec,
      shape: {
        ...spec.shape,
        unwrap: (record) => ({ ...record, ...(record['in'] as Record<string, string>) }),
        wrap: (flat) => ({ in: flat }),
      },
    });
    const [entry] = entriesIn(nested, { [FILE]: '{"mcpServers":{"a":{"in":{"command":"x"}}}}' }).entries;
    expect(entry?.command).toBe('x');
    expect(added(nested, {})).toEqual({ in: { type: 'http', serverUrl: 'https://kfuse.test/mcp' } });
  });
});

describe('map client: adding', () => {
  it('writes the kind, the address key and references in the client’s own spelling', () => {
    const headers = { 'X-Key': 'a ${KEY} b', Same: '${env:KEY}' };
    expect(added(toy, { headers, bearerTokenEnvVar: 'TOKEN' })).toEqual({
      type: 'http',
      serverUrl: 'https://kfuse.test/mcp',
      headers: { 'X-Key': 'a ${env:KEY} b', Same: '${env:KEY}', Authorization: 'Bearer ${env:TOKEN}' },
    });
    expect(added(toy, { transport: 'stdio', command: 'node', args: ['${A}'] })).toEqual({
      type: 'local',
      command: 'node',
      args: ['${env:A}'],
    });
  });

  it('refuses what the client would misread', () => {
    const plain = mapClient({ ...spec, shape: { ...spec.shape, variables: null } });
    const taken = { texts: { [FILE]: '{"mcpServers":{"kfuse":{}}}' } };
    const Authorization = 'Bearer x';
    const refusals = [
      added(plain, { headers: { A: '${KEY}' } }),
      added(toy, { url: 'https://x.test/${A:-b}' }),
      added(toy, { name: ' ' }),
      added(toy, { url: null }),
      added(toy, { transport: 'stdio' }),
      added(toy, { headers: { authorization: Authorization }, bearerTokenEnvVar: 'T' }),
      added(toy, { transport: 'sse' }),
      added(toy, {}, { ...user, scope: 'managed' }),
      added(toy, {}, { ...user, scope: 'local', project: '/p' }),
      added(toy, {}, { ...user, scope: 'project' }),
      added(toy, {}, user, taken),
    ];
    expect(refusals.map((one) => (one as { code: string }).code)).toEqual([
      'Unsupported',
      'Unsupported',
      'InvalidRequest',
      'InvalidRequest',
      'InvalidRequest',
      'InvalidRequest',
      'Unsupported',
      'ConfigReadOnly',
      'Unsupported',
      'InvalidRequest',
      'EntryExists',
    ]);
  });

  it('writes a project’s server to the project, and a bridge only when asked', () => {
    const files = memoryFiles(toy);
    const plan = toy.add(files, newServer({}), { scope: 'project', project: '/p', bridge: false });
    expect(plan.ok && plan.value.edits.map(({ path, create }) => [path, create])).toEqual([
      ['/p/toy.json', true],
    ]);
    const bridge = { ...user, bridge: true };
    expect(added(toy, { transport: 'sse' }, bridge)).toEqual({
      type: 'local',
      command: 'npx',
      args: ['-y', 'mcp-remote', 'https://kfuse.test/mcp'],
    });
    expect(added(toy, { transport: 'sse', headers: { A: 'b' } }, bridge)).toMatchObject({
      code: 'Unsupported',
    });
    const plain = mapClient({ ...spec, shape: { ...spec.shape, variables: null } });
    expect(added(plain, { transport: 'sse', headers: { A: 'b' } }, bridge)).toMatchObject({
      args: ['-y', 'mcp-remote', 'https://kfuse.test/mcp', '--header', 'A:${MCP_HEADER_1}'],
      env: { MCP_HEADER_1: 'b' },
    });
  });
});

describe('map client: switching', () => {
  it('sets a key of either polarity in the entry', () => {
    const texts = { [FILE]: '{"mcpServers":{"a":{"command":"x"},"b":{"command":"x","disabled":true}}}' };
    expect(entriesIn(toy, texts).named('b')).toMatchObject({
      enabled: false,
      enablement: 'native',
      disabledBy: 'by ~/.toy/mcp.json',
    });
    expect(switched(toy, texts, 'a', false)).toMatchObject({
      [FILE]: '{"mcpServers":{"a":{"command":"x","disabled":true},"b":{"command":"x","disabled":true}}}',
    });
    expect(switched(toy, texts, 'b', true)).toMatchObject({
      [FILE]: '{"mcpServers":{"a":{"command":"x"},"b":{"command":"x","disabled":false}}}',
    });
    const enabledKey = withSwitch({ kind: 'flag', key: 'enabled', off: false });
    expect(switched(enabledKey, texts, 'a', false)).toMatchObject({
      [FILE]: expect.stringContaining('"enabled":false') as unknown,
    });
    expect(switched(toy, { [FILE]: '{"mcpServers":{"a":1}}' }, 'a', false)).toMatchObject({
      code: 'Unsupported',
    });
  });

  it('asks for parking where the client has no switch', () => {
    const parker = withSwitch({ kind: 'park' });
    const texts = { [FILE]: '{"mcpServers":{"a":{"command":"x","disabled":true}}}' };
    expect(entriesIn(parker, texts).named('a')).toMatchObject({ enabled: true, enablement: 'parked' });
    const { files, named } = entriesIn(parker, texts);
    expect(parker.setEnabled(files, named('a'), false)).toBe('park');
  });

  it('honours every list, writes the first it may, and takes a name off all of them', () => {
    const list = (at: string, form: SwitchList['form'], fixed: string | null = null): SwitchList => ({
      path: LISTS,
      format: 'json',
      at: [at],
      form,
      spell: (name) => name.toLowerCase(),
      fixed,
    });
    const lists = [list('allowed', 'allow'), list('flags', 'flags'), list('denied', 'deny')];
    const lister = withSwitch({ kind: 'lists', lists: () => lists });
    const servers = '{"mcpServers":{"Aa":{"command":"x"}}}';
    const everywhere = '{"allowed":["b"],"flags":{"aa":{"enabled":false}},"denied":["aa","c","aa"]}';
    const off = { [FILE]: servers, [LISTS]: everywhere };
    expect(entriesIn(lister, off).named('Aa')).toMatchObject({
      enabled: false,
      enablement: 'native',
      disabledBy: 'by ~/.toy/lists.json',
    });
    const on = switched(lister, off, 'Aa', true) as Record<string, string>;
    expect(JSON.parse(on[LISTS] ?? '')).toEqual({ allowed: ['b', 'aa'], flags: {}, denied: ['c'] });
    const made = switched(lister, { [FILE]: servers }, 'Aa', false) as Record<string, string>;
    expect(JSON.parse(made[LISTS] ?? '')).toEqual({ flags: { aa: { enabled: false } } });
    expect(made['notes']).toEqual(expect.stringContaining('every server called “Aa”'));
    const odd = { [FILE]: servers, [LISTS]: '{"flags":[]}' };
    expect(switched(lister, odd, 'Aa', false)).toMatchObject({ code: 'ConfigTooComplex' });

    const kept = withSwitch({ kind: 'lists', lists: () => [list('denied', 'deny', 'Kept by IT.')] });
    expect(entriesIn(kept, off).named('Aa').enablement).toBe('unsupported');
    expect(switched(kept, off, 'Aa', true)).toMatchObject({ code: 'Unsupported', message: 'Kept by IT.' });
    const plan = lister.add(memoryFiles(lister, { texts: off }), newServer({ name: 'AA' }), user);
    expect(plan.ok && plan.value.notes).toEqual([expect.stringContaining('will not load “AA” yet')]);
  });

  it('leaves entries of the organisation and of unread files alone', () => {
    const managed = { '/etc/toy.json': '{"mcpServers":{"m":{"command":"x"}}}' };
    const { files, named } = entriesIn(toy, managed);
    expect(named('m')).toMatchObject({ readOnly: true, enablement: 'unsupported' });
    expect(toy.remove(files, named('m'))).toMatchObject({ error: { code: 'ConfigReadOnly' } });
    expect(toy.setEnabled(files, named('m'), false)).toMatchObject({ error: { code: 'ConfigReadOnly' } });
    const unread = entriesIn(toy, { [FILE]: '{"mcpServers":{"d":{"url":"https://d.test"}}}' });
    expect(toy.setEnabled(unread.files, unread.named('d'), false)).toMatchObject({
      error: { code: 'Unsupported', next: 'Add “type” to the entry.' },
    });
    const plan = toy.remove(unread.files, unread.named('d'));
    expect(plan.ok && afterPlan(unread.files, plan.value)).toEqual({ [FILE]: '{"mcpServers":{}}' });
  });

  it('says which transports it takes and how it spells variables', () => {
    const plain = mapClient({ ...spec, shape: { ...spec.shape, variables: BRACED } });
    expect(plain.transports).toEqual(['stdio', 'http']);
    expect(plain.expandsVariables).toEqual(BRACED.reads);
    expect(toy.locations(memoryEnv(), []).map(({ client, role }) => [client, role])).toEqual([
      ['toy', 'servers'],
      ['toy', 'servers'],
      ['toy', 'settings'],
    ]);
  });
});
