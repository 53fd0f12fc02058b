import { describe, expect, test } from 'vitest';
import { valueAt } from '../formats/intent.ts';
import type { ConfigValue } from '../formats/types.ts';
import { stepsAgain } from './reapply.ts';

const steps = (now: ConfigValue, before: ConfigValue | undefined, after: ConfigValue | undefined) =>
  stepsAgain((path) => valueAt(now, path), {
    path: ['x'],
    before: before === undefined ? null : { value: before },
    after: after === undefined ? null : { value: after },
    captured: null,
  });

describe('making a change again', () => {
  test('needs nothing while it is in force', () => {
    expect(steps({ x: 2 }, 1, 2)).toEqual([]);
    expect(steps({}, 1, undefined)).toEqual([]);
    expect(steps({ x: ['theirs', 'a'] }, [], ['a'])).toEqual([]);
  });

  test('sets or removes what is as it was before', () => {
    expect(steps({ x: 1 }, 1, 2)).toEqual([{ op: 'set', path: ['x'], value: 2 }]);
    expect(steps({ x: { a: 1 } }, { a: 1 }, undefined)).toEqual([{ op: 'remove', path: ['x'] }]);
    expect(steps({}, undefined, { a: 1 })).toEqual([{ op: 'set', path: ['x'], value: { a: 1 } }]);
  });

  test('leaves items of a list alone that came from others', () => {
    expect(steps({ x: ['c', 'a', 'd'] }, ['a'], ['b'])).toEqual([
      { op: 'remove', path: ['x', 1] },
      { op: 'append', path: ['x'], value: 'b' },
    ]);
  });

  test('puts what is missing into a group that others use by now', () => {
    const after = { a: { command: 'a', args: [] } };
    const again = [{ op: 'set', path: ['x', 'a'], value: after.a }];
    expect(steps({ x: {} }, undefined, after)).toEqual(again);
    expect(steps({ x: { theirs: 1 } }, undefined, after)).toEqual(again);
    expect(steps({ x: { theirs: 1, ...after } }, undefined, after)).toEqual([]);
  });

  test('is refused where something else came to its place, in whole or in part', () => {
    expect(steps({ x: 3 }, 1, 2)).toBeNull();
    expect(steps({ x: { a: 2 } }, { a: 1 }, undefined)).toBeNull();
    expect(steps({ x: { a: 'theirs' } }, undefined, { a: 'ours' })).toBeNull();
    expect(steps({ x: { a: 'ours' } }, undefined, { a: 'ours', b: 'ours' })).toBeNull();
    expect(steps({ x: 'text' }, ['a'], ['a', 'b'])).toBeNull();
  });
});
