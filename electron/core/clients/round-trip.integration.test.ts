import { access, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChangeAction, NewServer } from '../../../shared/actions.ts';
import { startEngine } from '../config/test-engine.ts';
import type { Engine } from '../config/test-engine.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { newServer } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';

let home: TestHome;
let engine: Engine;
beforeEach(async () => {
  home = await createTestHome();
  engine = await startEngine(home.env, { adapters: ADAPTERS });
});
afterEach(() => home.remove());

async function done(action: ChangeAction): Promise<void> {
  const result = await engine.changes.apply(action, null);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  await engine.inventory.load();
}

const add = (client: string, ...servers: readonly NewServer[]) =>
  done({
    kind: 'add',
    servers: [...servers],
    targets: [{ client, scope: 'user', project: null, bridge: false }],
  });

const stay = newServer({ name: 'stay', transport: 'stdio', command: 'stays', args: ['here'] });
const move = newServer({ name: 'move', transport: 'stdio', command: 'moves', env: { K: 'V' } });

const entryOf = (client: string, name: string) => {
  const found = engine.inventory
    .state()
    .entries.find((one) => one.location.client === client && one.name === name);
  if (found === undefined) throw new Error(`${client} has no ${name}`);
  return found;
};

describe('every client that has a file for the person', () => {
  const clients = ADAPTERS.filter(({ scopes }) => scopes.includes('user')).map(({ id }) => id);

  it.each(clients)('%s: off and on gives the same bytes, out and back too', async (client) => {
    await add(client, stay, move);
    const { location, ref } = entryOf(client, 'move');
    const text = await readFile(location.path, 'utf8');
    await done({ kind: 'disable', ref });
    expect(entryOf(client, 'move').enabled).toBe(false);
    expect(entryOf(client, 'stay').enabled).toBe(true);
    await done({ kind: 'enable', ref });
    expect(entryOf(client, 'move')).toMatchObject({ enabled: true, command: 'moves', env: { K: 'V' } });
    expect(await readFile(location.path, 'utf8')).toBe(text);
    await done({ kind: 'remove', ref });
    expect(() => entryOf(client, 'move')).toThrow('has no move');
    await done({ kind: 'undo', id: null });
    expect(await readFile(location.path, 'utf8')).toBe(text);
  });

  it.each(clients)(
    '%s: what is there already is added no second time, however it is spelled',
    async (client) => {
      const servers = [
        newServer({ name: 'web', transport: 'http', url: 'https://a.test', headers: { 'X-Key': '${KEY}' } }),
        newServer({ name: 'local', transport: 'stdio', command: 'x', env: { KEY: '${KEY}', B: 'b' } }),
        newServer({ name: 'plain', transport: 'stdio', command: 'x', args: ['y'] }),
      ];
      const targets = [{ client, scope: 'user', project: null, bridge: false } as const];
      // Some clients take no references, or no addresses: those servers are refused each time.
      const action: ChangeAction = { kind: 'add', servers, targets };
      await done(action);
      const { path } = entryOf(client, 'plain').location;
      const text = await readFile(path, 'utf8');
      const again = await engine.changes.apply(action, null);
      if (!again.ok) throw new Error(again.error.message);
      expect(again.value).toMatchObject({ id: '', files: [] });
      expect(again.value.notes.filter((note) => note.includes('already has'))).toEqual([]);
      expect(await readFile(path, 'utf8')).toBe(text);
      const others = servers.map((server) => ({
        ...server,
        headers: { 'X-Key': '${OTHER}' },
        env: { KEY: '${OTHER}' },
      }));
      const changed = await engine.changes.preview({ ...action, servers: others.slice(0, 2) });
      expect(changed.ok ? changed.value.files : []).toEqual([]);
      expect(changed.ok ? changed.value.notes.filter((note) => note.includes('already there')) : []).toEqual(
        [],
      );
    },
  );

  it('looks for one file of each where there is none, and writes nowhere', async () => {
    const missing = engine.inventory.state().files.filter(({ state }) => state === 'missing');
    const ofOpenCode = missing.filter(({ client }) => client === 'opencode');
    expect(ofOpenCode.map(({ path }) => path)).toEqual([home.path('.config', 'opencode', 'opencode.jsonc')]);
    await expect(access(home.path('.config'))).rejects.toThrow('ENOENT');
  });
});

describe('a client without a file of its own for servers', () => {
  it('says where in the IDE a server is added', async () => {
    await expect(add('jetbrains-ai', stay)).rejects.toThrow('inside the IDE');
    expect(await home.names()).toEqual([]);
  });
});
