import { describe, expect, it } from 'vitest';
import { applyOps, deepEqual, valueAt } from './intent.ts';
import type { ConfigValue } from './types.ts';

const parse = (text: string) => JSON.parse(text) as ConfigValue;

describe('what ops mean on plain values', () => {
  it('creates missing parents and shares what it does not touch', () => {
    const value = parse('{"kept":{"a":1}}');
    const result = applyOps(value, [{ op: 'set', path: ['x', 'y'], value: true }]);
    expect(deepEqual(result, parse('{"kept":{"a":1},"x":{"y":true}}'))).toBe(true);
    expect(valueAt(result, ['kept'])).toBe(valueAt(value, ['kept']));
    expect(deepEqual(value, parse('{"kept":{"a":1}}'))).toBe(true);
  });

  it('takes __proto__ as a name like any other', () => {
    const result = applyOps({}, [{ op: 'set', path: ['__proto__', 'polluted'], value: 1 }]);
    expect(deepEqual(result, parse('{"__proto__":{"polluted":1}}'))).toBe(true);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(valueAt({}, ['constructor'])).toBeUndefined();
  });

  it('removes items by index and appends to lists that are missing', () => {
    const ops = [
      { op: 'remove', path: ['list', 0] },
      { op: 'append', path: ['new', 'list'], value: 'b' },
    ] as const;
    expect(
      deepEqual(applyOps(parse('{"list":[1,2]}'), ops), parse('{"list":[2],"new":{"list":["b"]}}')),
    ).toBe(true);
  });

  it('throws when an op does not fit, so that a wrong edit is never called right', () => {
    expect(() => applyOps({}, [{ op: 'remove', path: ['a'] }])).toThrow('to remove');
    expect(() => applyOps({ a: 1 }, [{ op: 'set', path: ['a', 'b'], value: 1 }])).toThrow('not inside');
    expect(() => applyOps({ a: 1 }, [{ op: 'append', path: ['a'], value: 1 }])).toThrow('cannot append');
  });
});

describe('equality', () => {
  it('ignores key order and prototypes', () => {
    expect(deepEqual(parse('{"a":1,"b":[{"c":null}]}'), parse('{"b":[{"c":null}],"a":1}'))).toBe(true);
  });

  it.each([
    ['{"a":1}', '{"a":1,"b":1}'],
    ['{"a":1}', '{"b":1}'],
    ['[1,2]', '[2,1]'],
    ['[]', '{}'],
    ['{"a":null}', '{}'],
    ['"1"', '1'],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}'],
  ])('tells %s from %s', (left, right) => {
    expect(deepEqual(parse(left), parse(right))).toBe(false);
    expect(deepEqual(parse(right), parse(left))).toBe(false);
  });
});
