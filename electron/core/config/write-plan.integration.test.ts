import { hash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { FileChange } from './file-change.ts';
import { withFileLock } from './file-lock.ts';
import { startEngine } from './test-engine.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';
import { writeFiles } from './write-plan.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const sha = (text: string): string => hash('sha256', text, 'hex');

function change(name: string, before: string | null, after: string | null): FileChange {
  return {
    path: home.path(name),
    format: 'json',
    mode: 0o600,
    before: before === null ? null : { text: before, hash: sha(before) },
    after: after === null ? null : { text: after },
    inverse: [],
    touched: [],
  };
}

/**
 * Holds the turn to write a file while `meanwhile` runs: what a foreign program does between our looking at the
 * files and our writing them, at a moment that is certain.
 */
async function whileWaiting(name: string, work: () => Promise<unknown>, meanwhile: () => Promise<unknown>) {
  let working: Promise<unknown> = Promise.resolve();
  await withFileLock(home.stateDir, `file ${home.path(name)}`, async () => {
    working = work();
    await meanwhile();
    return ok(null);
  });
  return working;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let wait = 0; wait < 500; wait += 1) {
    if (await holds()) return;
    await sleep(5);
  }
  throw new Error('it never came to be');
}

test('when one file fails, those before it become what they were: changed, created and deleted ones', async () => {
  await home.write('a.json', 'a');
  await home.write('c.json', 'c');
  await home.write('d.json', 'changed meanwhile');
  const outcome = await writeFiles(home.stateDir, [
    change('a.json', 'a', 'new a'),
    change('b.json', null, 'new b'),
    change('c.json', 'c', null),
    change('d.json', 'd', 'new d'),
    change('e.json', null, 'new e'),
  ]);
  expect(outcome.written).toEqual([]);
  expect(outcome.error?.error).toMatchObject({ code: 'ConfigConflict' });
  expect(outcome.error?.error.message).toContain('The other files were put back as they were.');
  expect(await home.names()).toEqual(['a.json', 'c.json', 'd.json']);
  const texts = await Promise.all(['a.json', 'c.json', 'd.json'].map((name) => home.read(name)));
  expect(texts).toEqual(['a', 'c', 'changed meanwhile']);
});

test('a file that another program wrote meanwhile is not put back, and is named', async () => {
  await home.write('a.json', 'a');
  await home.write('b.json', 'b');
  const changes = [change('a.json', 'a', 'new a'), change('b.json', 'b', 'new b')];
  const outcome = await whileWaiting(
    'b.json',
    () => writeFiles(home.stateDir, changes),
    async () => {
      await until(async () => (await home.read('a.json')) === 'new a');
      await until(async () => !(await hasLock(`file ${home.path('a.json')}`)));
      await home.write('a.json', 'theirs');
      await home.write('b.json', 'theirs');
    },
  );
  expect(outcome).toMatchObject({
    written: [{ path: home.path('a.json'), beforeHash: sha('a'), afterHash: sha('new a') }],
    error: { error: { code: 'ConfigConflict' } },
  });
  expect(JSON.stringify(outcome)).toContain(`another program wrote them meanwhile: ${home.path('a.json')}`);
  expect([await home.read('a.json'), await home.read('b.json')]).toEqual(['theirs', 'theirs']);
});

test('a change is worked out again on the fresh text when another program writes in between', async () => {
  await home.write('parker.json', '{"servers": {"a": {"command": "c"}}, "count": 1}');
  const { changes, inventory } = await startEngine(home.env);
  const preview = await changes.preview({ kind: 'remove', ref: 'parker:user:a' });
  const result = await whileWaiting(
    'parker.json',
    () => changes.apply({ kind: 'remove', ref: 'parker:user:a' }, null),
    async () => {
      await until(async () => hasLock('changes'));
      await sleep(100);
      await home.write('parker.json', '{"servers": {"a": {"command": "c"}}, "count": 2}');
    },
  );
  expect(preview.ok).toBe(true);
  expect(result).toMatchObject({ ok: true });
  expect(await home.read('parker.json')).toBe('{"servers": {}, "count": 2}');
  await inventory.load();
  expect(await changes.apply({ kind: 'undo', id: null }, null)).toMatchObject({ ok: true });
  expect(await home.read('parker.json')).toBe('{"servers": {"a": {"command": "c"}}, "count": 2}');
});

async function hasLock(key: string): Promise<boolean> {
  try {
    await access(`${home.stateDir}/locks/${sha(key).slice(0, 32)}.lock`);
    return true;
  } catch {
    return false;
  }
}
