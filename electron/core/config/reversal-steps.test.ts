import { expect, test } from 'vitest';
import { readerFor } from '../formats/registry.ts';
import type { ConfigDocument, ConfigValue, KeyPath } from '../formats/types.ts';
import { reversalSteps } from './reversal-steps.ts';

function documentOf(value: unknown): ConfigDocument {
  const parsed = readerFor('json').parse(JSON.stringify(value));
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.document;
}

const boxed = (value: ConfigValue | undefined) => (value === undefined ? null : { value });

/** The ops that take back "before became after at path" in a file that holds `now`. */
function opsFor(
  now: unknown,
  path: KeyPath,
  before: ConfigValue | undefined,
  after: ConfigValue | undefined,
) {
  const steps = reversalSteps(documentOf(now), {
    path,
    before: boxed(before),
    after: boxed(after),
    captured: null,
  });
  return steps === null || steps.kind === 'put-back' ? steps : steps.ops;
}

test('a value that is as we left it becomes what it was', () => {
  expect(opsFor({ a: 2 }, ['a'], 1, 2)).toEqual([{ op: 'set', path: ['a'], value: 1 }]);
  expect(opsFor({ a: 2 }, ['a'], undefined, 2)).toEqual([{ op: 'remove', path: ['a'] }]);
  expect(opsFor({}, ['a'], 1, undefined)).toEqual([{ op: 'set', path: ['a'], value: 1 }]);
});

test('a value that is not as we left it is not touched', () => {
  expect(opsFor({ a: 3 }, ['a'], 1, 2)).toBeNull();
  expect(opsFor({}, ['a'], 1, 2)).toBeNull();
  expect(opsFor({ a: 3 }, ['a'], 1, undefined)).toBeNull();
});

test('of a list only our items go or come back, whatever others did to it', () => {
  expect(opsFor({ a: ['theirs', 'x', 'ours'] }, ['a'], ['x'], ['x', 'ours'])).toEqual([
    { op: 'remove', path: ['a', 2] },
  ]);
  expect(opsFor({ a: ['theirs'] }, ['a'], ['x'], [])).toEqual([{ op: 'append', path: ['a'], value: 'x' }]);
  expect(opsFor({ a: ['x'] }, ['a'], ['x'], ['x', 'ours'])).toBeNull();
  expect(opsFor({ a: ['ours', 'theirs'] }, ['a'], undefined, ['ours'])).toEqual([
    { op: 'remove', path: ['a', 0] },
  ]);
});

test('of a parent we made only our members go when others put theirs beside', () => {
  const made = { servers: { ours: { url: 'u' } } };
  expect(opsFor({ p: made }, ['p'], undefined, made)).toEqual([{ op: 'remove', path: ['p'] }]);
  expect(opsFor({ p: { servers: { ours: { url: 'u' }, theirs: {} } } }, ['p'], undefined, made)).toEqual([
    { op: 'remove', path: ['p', 'servers', 'ours'] },
  ]);
  expect(opsFor({ p: { servers: { ours: { url: 'changed' } } } }, ['p'], undefined, made)).toBeNull();
});
