import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  added,
  carriedOut,
  entryNamed,
  MACHINES,
  nonsense,
  pair,
  place,
  read,
  SERVERS,
  switchedRound,
  tryOut,
  writable,
} from './adapters-kit.ts';
import { memoryEnv, newServer } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';

/** What every client must keep to, on every system. A new client is covered by being in the registry. */
const CASES = ADAPTERS.flatMap((adapter) =>
  MACHINES.map((machine) => ({ id: adapter.id, platform: machine.platform, adapter, machine })),
);

const WIRES = ['stdio', 'http', 'sse'] as const;

describe('all clients', () => {
  it('have ids and drawings of their own', () => {
    for (const values of [ADAPTERS.map(({ id }) => id), ADAPTERS.map(({ mark }) => mark)]) {
      expect(new Set(values).size).toBe(values.length);
    }
    for (const { id, mark } of ADAPTERS) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(mark).toMatch(/^[mM][\d\s.,MmLlHhVvCcSsQqTtAaZz-]+$/);
    }
  });
});

describe.each(ADAPTERS.filter((adapter) => adapter.scopes.length > 0))('$id', (adapter) => {
  it.each(['', ' ', 'two\nlines', 'bell\u0007', ' kfuse', 'kfuse '])('takes no server called %j', (name) => {
    expect(adapter.nameProblem(name)).toMatch(/\.$/);
  });

  it('takes a plain name', () => {
    expect(adapter.nameProblem('kfuse-prod')).toBeNull();
  });

  it('says of its command for new servers only what it can do', () => {
    const { addCommand } = adapter;
    if (addCommand === undefined) return;
    expect(adapter.binaries.length).toBeGreaterThan(0);
    expect(adapter.scopes).toContain(addCommand.scope);
  });
});

describe.each(CASES)('$id on $platform', ({ adapter, machine }) => {
  const env = memoryEnv(machine);
  const paths = machine.platform === 'win32' ? win32 : posix;

  it('names whole paths of that system', () => {
    const locations = adapter.locations(env, [machine.project]);
    const named = [...locations.map(({ path }) => path), ...adapter.markers(env)];
    expect(named.length > 0 || adapter.scopes.length === 0).toBe(true);
    const foreign = machine.platform === 'win32' ? '/' : '\\';
    const odd = named.filter(
      (path) => !paths.isAbsolute(path) || paths.normalize(path) !== path || path.includes(foreign),
    );
    expect(odd).toEqual([]);
    for (const location of locations) {
      expect(location.client).toBe(adapter.id);
      expect(adapter.scopes).toContain(location.scope);
      expect(location.scope === 'project' || location.project === null || location.scope === 'local').toBe(
        true,
      );
    }
  });

  it.each(writable(adapter))('reads back what it adds (%s)', (scope) => {
    for (const wire of adapter.transports) {
      const texts = added(adapter, machine, {}, scope, { ...SERVERS[wire], name: 'alpha' });
      const entry = entryNamed(adapter, read(adapter, machine, texts), scope, 'alpha');
      const wanted = newServer(SERVERS[wire]);
      expect(entry).toMatchObject({
        url: wanted.url,
        command: wanted.command,
        enabled: true,
        problem: null,
        ignored: null,
        readOnly: false,
      });
      // Clients without a word for the old kind of address find out by themselves.
      expect(wire === 'sse' ? ['sse', 'http'] : [wire]).toContain(entry.transport);
      // Claude Code writes Windows folders with slashes.
      expect(entry.project?.replaceAll('/', paths.sep) ?? null).toBe(place(scope, machine).project);
      expect(entry.args ?? []).toEqual(wanted.args);
      expect({ ...entry.env }).toEqual(wanted.env);
      expect({ ...entry.headers }).toEqual(wanted.headers);
      const again = adapter.add(
        read(adapter, machine, texts),
        newServer({ ...SERVERS[wire], name: 'alpha' }),
        place(scope, machine),
      );
      expect(again.ok ? '' : again.error.code).toBe('EntryExists');
    }
  });

  it('refuses kinds and places that it does not have', () => {
    const files = read(adapter, machine, {});
    for (const wire of WIRES.filter((one) => !adapter.transports.includes(one))) {
      const plan = adapter.add(files, newServer(SERVERS[wire]), place('user', machine));
      expect(plan.ok ? '' : plan.error.code).toBe('Unsupported');
    }
    for (const scope of (['user', 'local', 'project'] as const).filter(
      (one) => !adapter.scopes.includes(one),
    )) {
      const [wire = 'stdio'] = adapter.transports;
      const plan = adapter.add(files, newServer(SERVERS[wire]), place(scope, machine));
      expect(plan.ok ? '' : plan.error.code).toBe('Unsupported');
    }
  });

  it.each(writable(adapter))('switches off and on, back to the same bytes (%s)', (scope) => {
    const texts = pair(adapter, machine, scope);
    const { back, off, on } = switchedRound(adapter, machine, scope, texts);
    expect(back).toEqual(texts);
    expect(off.map(({ name, enabled }) => [name, enabled])).toContainEqual(['beta', true]);
    expect(on.map(({ name, enabled, disabledBy }) => [name, enabled, disabledBy])).toEqual([
      ['alpha', true, null],
      ['beta', true, null],
    ]);
  });

  it.each(writable(adapter))('removes one entry and leaves the other (%s)', (scope) => {
    const texts = pair(adapter, machine, scope);
    const files = read(adapter, machine, texts);
    const plan = adapter.remove(files, entryNamed(adapter, files, scope, 'beta'));
    if (!plan.ok) throw new Error(plan.error.message);
    const { after, inverse } = carriedOut(files, plan.value, texts);
    const names = adapter.entries(read(adapter, machine, after)).map(({ name }) => name);
    expect(names).toEqual(['alpha']);
    expect(inverse()).toEqual(texts);
  });

  it('stands every kind of nonsense in its files', { timeout: 60_000 }, () => {
    for (const texts of nonsense(adapter, machine)) {
      const files = read(adapter, machine, texts);
      for (const entry of adapter.entries(files)) {
        expect(typeof entry.name).toBe('string');
        for (const enabled of [true, false]) {
          const plan = adapter.setEnabled(files, entry, enabled);
          if (plan !== 'park' && plan.ok) tryOut(files, plan.value);
        }
        const removal = adapter.remove(files, entry);
        if (removal.ok) tryOut(files, removal.value);
        adapter.login(entry);
        adapter.logout(entry);
      }
      for (const name of ['gamma', '__proto__', 'constructor']) {
        for (const scope of writable(adapter)) {
          const [wire = 'stdio'] = adapter.transports;
          const plan = adapter.add(files, newServer({ ...SERVERS[wire], name }), place(scope, machine));
          if (plan.ok) tryOut(files, plan.value);
        }
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
