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
