import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEngine } from './test-engine.ts';
import { createTestHome, runChild } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const TEXT = `{
  "servers": {
    "one": { "command": "run-one" },
    "two":   {"command":"run-two"},
    "three": { "command": "run-three" }
  }
}
`;

/** Parks an entry and puts it back, again and again, until it is killed; says how often it did. */
const SWITCHER = `
  const { startEngine } = await import(here + '/test-engine.ts');
  const { changes } = await startEngine(JSON.parse(args[0]));
  console.log('ready');
  for (let turn = 0; ; turn += 1) {
    for (const kind of ['disable', 'enable']) {
      const result = await changes.apply({ kind, ref: 'parker:user:two' }, null);
      if (!result.ok) throw new Error(result.error.message);
    }
  }`;

function stored(): { readonly inFile: boolean; readonly parked: boolean } {
  const parked = join(home.stateDir, 'parked.json');
  return {
    inFile: readFileSync(home.path('parker.json'), 'utf8').includes('run-two'),
    parked: existsSync(parked) && readFileSync(parked, 'utf8').includes('run-two'),
  };
}

/** Milliseconds; they fall into every step of switching. */
const DELAYS = [5, 30, 60, 90, 120, 160, 210, 270, 340, 420];

test('a process killed at any moment of parking or putting back loses no entry, and the next one goes on', async () => {
  await home.write('parker.json', TEXT);
  const found = new Set<string>();
  for (const delay of DELAYS) {
    const child = await runChild({
      code: SWITCHER,
      args: [JSON.stringify(home.env)],
      onOutput: (kill) => setTimeout(kill, delay),
    });
    expect([child.signal, child.errors]).toEqual(['SIGKILL', '']);
    const { inFile, parked } = stored();
    expect(inFile || parked).toBe(true);
    found.add(`${inFile} ${parked}`);

    // The killed process's lock would be waited for, each time: that is another test's matter.
    await rm(join(home.stateDir, 'locks'), { recursive: true, force: true });
    const next = await startEngine(home.env);
    expect(next.changes.problems()).toEqual([]);
    const shown = next.inventory.state().entries.filter(({ name }) => name === 'two');
    expect(shown.map((one) => [one.ref, one.parked, one.enabled])).toEqual([
      ['parker:user:two', !inFile, inFile],
    ]);
    const result = await next.changes.apply({ kind: 'enable', ref: 'parker:user:two' }, null);
    expect(result.ok).toBe(true);
    expect(await home.read('parker.json')).toBe(TEXT);
  }
  console.log(`in the file, parked: ${[...found].join('; ')}`);
}, 300_000);

test('the copy that a killed process left does not come to light when the entry is removed', async () => {
  await home.write('parker.json', TEXT);
  const engine = await startEngine(home.env);
  const parked = await engine.changes.apply({ kind: 'disable', ref: 'parker:user:two' }, null);
  expect(parked.ok).toBe(true);
  // As it is after a kill between the two steps.
  await home.write('parker.json', TEXT);
  const next = await startEngine(home.env);
  const removed = await next.changes.apply({ kind: 'remove', ref: 'parker:user:two' }, null);
  expect(removed.ok).toBe(true);
  await next.inventory.load();
  expect(next.inventory.state().entries.map(({ name }) => name)).toEqual(['one', 'three']);
  expect(next.parking.list()).toEqual([]);
});

test('an entry stays in one place or the other while another process watches without pause', async () => {
  await home.write('parker.json', TEXT);
  const engine = await startEngine(home.env);
  const lost: unknown[] = [];
  let looks = 0;
  const switching = new AbortController();
  const watch = async (): Promise<void> => {
    while (!switching.signal.aborted) {
      // The file first when it leaves there, the store first when it comes back: either order must find it.
      const first = stored();
      const second = stored();
      if (!first.inFile && !first.parked && !second.inFile && !second.parked) lost.push([first, second]);
      looks += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const watching = watch();
  for (let turn = 0; turn < 10; turn += 1) {
    for (const kind of ['disable', 'enable'] as const) {
      const result = await engine.changes.apply({ kind, ref: 'parker:user:two' }, null);
      expect(result.ok).toBe(true);
    }
  }
  switching.abort();
  await watching;
  expect(lost).toEqual([]);
  expect(looks).toBeGreaterThan(20);
  expect(await home.read('parker.json')).toBe(TEXT);
});

test('a parked entry is not resurrected by restarts, by other changes or by undoing them', async () => {
  await home.write('parker.json', TEXT);
  const first = await startEngine(home.env);
  const apply = async (
    engine: Awaited<ReturnType<typeof startEngine>>,
    action: Parameters<typeof first.changes.apply>[0],
  ) => {
    const result = await engine.changes.apply(action, null);
    if (!result.ok) throw new Error(result.error.message);
    await engine.inventory.load();
  };
  await apply(first, { kind: 'disable', ref: 'parker:user:two' });
  for (let restart = 0; restart < 3; restart += 1) {
    const engine = await startEngine(home.env);
    await apply(engine, { kind: 'remove', ref: 'parker:user:one' });
    await apply(engine, { kind: 'undo', id: null });
    expect(await home.read('parker.json')).not.toContain('run-two');
    const two = engine.inventory.state().entries.find(({ name }) => name === 'two');
    expect(two).toMatchObject({ parked: true, enabled: false });
  }
  await home.write('parker.json', (await home.read('parker.json')).replace('run-three', 'run-3'));
  await apply(await startEngine(home.env), { kind: 'enable', ref: 'parker:user:two' });
  expect(await home.read('parker.json')).toBe(TEXT.replace('run-three', 'run-3'));
});
