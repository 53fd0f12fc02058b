import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKimi } from '../../../e2e/rig/kimi-web.ts';
import { withoutNetwork } from '../../../e2e/rig/no-network.ts';
import { npmClients } from '../../../e2e/rig/npm-clients.ts';
import type { NpmClient } from '../../../e2e/rig/npm-clients.ts';
import { OFFLINE, run } from '../../../e2e/rig/real-clients.ts';
import { adapterFor } from './registry.ts';
import { DEAD, PROGRAM, scratchPerson } from '../../../e2e/rig/scratch-person.ts';
import type { ScratchPerson } from '../../../e2e/rig/scratch-person.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-tray-more-clients-')));
let programs: Awaited<ReturnType<typeof npmClients>>;
let count = 0;

beforeAll(async () => {
  programs = await npmClients();
}, 600_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

function personOf(id: string): ScratchPerson {
  const adapter = adapterFor(id);
  if (adapter === null) throw new Error(id);
  return scratchPerson(adapter, join(base, String((count += 1))));
}

/** What the client says in `mcp …`; nothing but this computer is reached. */
async function said(person: ScratchPerson, client: NpmClient, ...args: readonly string[]): Promise<string> {
  const { home, project: cwd } = person;
  const isScript = programs[client].endsWith('js');
  const [program, ...rest] = withoutNetwork(isScript ? process.execPath : programs[client], [
    ...(isScript ? [programs[client]] : []),
    'mcp',
    ...args,
  ]);
  const { stdout, stderr } = await run(program, rest, { home, cwd, env: OFFLINE, timeoutMs: 120_000 });
  return `${stdout}\n${stderr}`;
}

function json<T>(text: string): T {
  const from = text.search(/^[[{]/m);
  const to = Math.max(text.lastIndexOf('\n]'), text.lastIndexOf('\n}'));
  return JSON.parse(text.slice(from, to + 2)) as T;
}

// At the same time: each mostly waits for connections that nobody takes.
describe.concurrent('other clients, the real ones', { timeout: 300_000 }, () => {
  it('Grok Build: its entries, ours, the switch and removal', async () => {
    const person = personOf('grok-build');
    const grok = (...args: readonly string[]) => said(person, 'grok', ...args);
    type Listed = readonly { readonly name: string; readonly enabled: boolean }[];
    const seen = async () => json<Listed>(await grok('list', '--json'));
    await grok('add', '-t', 'http', 'h', DEAD, '-H', 'X-A: 1');
    await grok('add', '-t', 'sse', 's', DEAD);
    await grok('add', '-s', 'project', 'p', '-e', 'K=V', '--', '/bin/false', '--flag');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    expect(person.entry('s')).toMatchObject({ transport: 'sse', url: DEAD });
    expect(person.entry('p')).toMatchObject({ scope: 'project', command: '/bin/false', env: { K: 'V' } });
    person.add({ name: 'ours', headers: { 'X-B': '2' } });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    expect(await seen()).toMatchObject([
      { name: 'h' },
      { name: 's' },
      { name: 'ours', url: DEAD, headers: { 'X-B': '2' }, enabled: true, scope: 'user' },
      { name: 'p' },
      { name: 'prog', command: '/bin/false', args: ['--flag'], env: { K: 'V' }, scope: 'project' },
    ]);
    const off = async () => (await seen()).filter(({ enabled }) => !enabled).map(({ name }) => name);
    person.turn('ours', false);
    person.turn('prog', false);
    await grok('disable', 'h');
    expect(await off()).toEqual(['h', 'ours', 'prog']);
    expect(person.entries().filter(({ enabled }) => !enabled)).toHaveLength(3);
    for (const name of ['h', 'ours', 'prog']) person.turn(name, true);
    expect(await off()).toEqual([]);
    person.remove('ours');
    expect((await seen()).map(({ name }) => name)).toEqual(['h', 's', 'p', 'prog']);
  });

  it('Auggie: its entries, ours, the switch and removal', async () => {
    const person = personOf('auggie');
    const auggie = (...args: readonly string[]) => said(person, 'auggie', ...args);
    type Listed = { readonly servers: readonly { readonly name: string; readonly enabled: boolean }[] };
    const seen = async () => json<Listed>(await auggie('list', '--json')).servers;
    await auggie('add', 'h', '--transport', 'http', '--url', DEAD, '--header', 'X-A: 1');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    person.add({ name: 'ours', transport: 'sse' });
    person.add({ name: 'prog', ...PROGRAM }, 'local');
    person.turn('ours', false);
    const listed = await seen();
    expect(listed).toHaveLength(3);
    expect(listed).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'ours', transport: 'sse', url: DEAD, enabled: false }),
        expect.objectContaining({ name: 'prog', command: '/bin/false --flag', enabled: true }),
      ]),
    );
    person.turn('ours', true);
    person.remove('h');
    expect((await seen()).map(({ name, enabled }) => `${name} ${enabled}`).toSorted()).toEqual([
      'ours true',
      'prog true',
    ]);
  });

  it('Amp: its entries, ours, parked ones and approval in a project', async () => {
    const person = personOf('amp');
    const amp = (...args: readonly string[]) => said(person, 'amp', ...args);
    type Listed = readonly { readonly name: string; readonly spec: unknown }[];
    const seen = async () => json<Listed>(await amp('list', '--json'));
    await amp('add', 'h', DEAD, '--header', 'X-A=1');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    person.add({ name: 'ours' });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    expect(person.entry('prog').approval).toBe('pending');
    await amp('approve', 'prog');
    expect(person.entry('prog').approval).toBe('approved');
    expect(await seen()).toMatchObject([
      { name: 'h' },
      { name: 'ours', source: 'global', spec: { url: DEAD } },
      {
        name: 'prog',
        source: 'workspace',
        spec: { command: '/bin/false', args: ['--flag'], env: { K: 'V' } },
      },
    ]);
    person.turn('ours', false);
    expect((await seen()).map(({ name }) => name)).toEqual(['h', 'prog']);
    person.turn('ours', true);
    person.remove('h');
    expect((await seen()).map(({ name }) => name)).toEqual(['ours', 'prog']);
  });

  it('OpenCode: its entries, ours, the switch and removal', async () => {
    const person = personOf('opencode');
    const openCode = (...args: readonly string[]) => said(person, 'opencode', ...args);
    await openCode('add', 'h', '--url', DEAD, '--header', 'X-A=1');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    person.add({ name: 'ours' });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    person.turn('ours', false);
    const listed = await openCode('list');
    expect(listed).toMatch(/ours.*disabled/);
    expect(listed).toMatch(/prog.*failed/);
    expect(listed).toContain('/bin/false --flag');
    person.turn('ours', true);
    person.remove('h');
    const after = await openCode('list');
    expect(after).toMatch(/ours.*failed/);
    expect(after).toContain('2 server(s)');
  });

  it('Cline: its entries, and what it removes', async () => {
    const person = personOf('cline');
    const cline = (...args: readonly string[]) => said(person, 'cline', ...args);
    await cline('add', 'h', DEAD, '--transport', 'http', '--header', 'X-A: 1', '--yes', '--json');
    await cline('add', 'p', '--transport', 'stdio', '--yes', '--json', '--', '/bin/false', '--flag');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    expect(person.entry('p')).toMatchObject({ command: '/bin/false', args: ['--flag'] });
    person.add({ name: 'ours' });
    person.turn('ours', false);
    // It has no list: that it finds ours to remove is what can be seen of it.
    expect(await cline('remove', 'ours')).not.toMatch(/not found/i);
    person.remove('h');
    expect(person.entries().map(({ name }) => name)).toEqual(['p']);
    expect(await cline('remove', 'h')).toMatch(/not (found|installed|configured)|no .*h/i);
  });

  it('Kimi Code: its entries, ours, the switch, a broken one and removal', async () => {
    const person = personOf('kimi-code');
    const server = await startKimi(person, programs.kimi);
    try {
      type Listed = readonly { readonly name: string; readonly config: { readonly enabled?: boolean } }[];
      const seen = async () => (await server.ask<Listed>('GET', `servers?cwd=${person.project}`)).data ?? [];
      await server.ask('POST', 'servers', {
        name: 'h',
        transport: 'http',
        url: DEAD,
        headers: { 'X-A': '1' },
      });
      await server.ask('POST', 'servers', { name: 'p', transport: 'stdio', command: '/bin/false' });
      expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
      expect(person.entry('p')).toMatchObject({ transport: 'stdio', command: '/bin/false' });
      person.add({ name: 'ours', transport: 'sse', bearerTokenEnvVar: 'TOK' });
      person.add({ name: 'prog', ...PROGRAM });
      person.turn('prog', false);
      expect(await seen()).toMatchObject([
        { name: 'h' },
        { name: 'p' },
        { name: 'ours', config: { transport: 'sse', url: DEAD, bearerTokenEnvVar: 'TOK' } },
        {
          name: 'prog',
          config: { command: '/bin/false', args: ['--flag'], env: { K: 'V' }, enabled: false },
        },
      ]);
      person.turn('prog', true);
      person.remove('h');
      const names = (await seen()).map(({ name, config }) => [name, config.enabled ?? true]);
      expect(names).toEqual([
        ['p', true],
        ['ours', true],
        ['prog', true],
      ]);
      person.add({ name: 'shared', ...PROGRAM }, 'project');
      expect(person.entry('shared').approval).toBe('pending');
      expect(await seen()).toHaveLength(3);
      person.write(join(person.home, '.kimi-code', 'mcp.json'), '{"mcpServers":{"a":{"transport":"http"}}}');
      expect(person.entry('a').problem).toContain('refuses the whole file');
      expect((await server.ask('GET', 'servers')).msg).toContain('Invalid MCP server');
    } finally {
      await server.stop();
    }
  });

  it('Factory droid: its entries, ours, the switch and removal', async () => {
    const person = personOf('factory-droid');
    const droid = (...args: readonly string[]) => said(person, 'droid', ...args);
    await droid('add', 'h', DEAD, '--type', 'http', '--header', 'X-A: 1');
    await droid('add', 'p', '/bin/false --flag', '--env', 'K=V');
    expect(person.entry('h')).toMatchObject({ transport: 'http', url: DEAD, headers: { 'X-A': '1' } });
    expect(person.entry('p')).toMatchObject({ command: '/bin/false', args: ['--flag'], env: { K: 'V' } });
    person.add({ name: 'ours' });
    person.add({ name: 'prog', ...PROGRAM }, 'project');
    person.turn('ours', false);
    const listed = await droid('list');
    expect(listed).toMatch(/ours\s+http\s+disabled\s+\[user\]/);
    expect(listed).toMatch(/prog\s+stdio\s+failed.*\[project\]/);
    person.turn('ours', true);
    person.remove('h');
    const after = await droid('list');
    expect(after).toMatch(/ours\s+http\s+failed/);
    expect(after).not.toMatch(/^\s*h\s/m);
    expect(readFileSync(join(person.home, '.factory', 'mcp.json'), 'utf8')).toContain('"p"');
  });
});
