import { assert, constantFrom, oneof, property, string, stringMatching } from 'fast-check';
import { expect, test } from 'vitest';
import { compareNames, nameRank } from './name-order.ts';

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at));
const intl = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const order = (a: string, b: string): number => Math.sign(compareNames(nameRank(a), nameRank(b)));
const byIntl = (a: string, b: string): number => Math.sign(intl.compare(a, b));

test('plain names are ordered as Intl orders them', () => {
  const likeNames = stringMatching(/^[a-cA-C]{0,3}[-_ .]?[0-2]{0,4}[a-c]?$/);
  const name = oneof(string({ unit: constantFrom(...PRINTABLE) }), likeNames);
  const same = property(name, name, (a, b) => {
    expect(order(a, b)).toBe(byIntl(a, b));
  });
  assert(same, { numRuns: 3000 });
});

test('each pair of printable ASCII characters is ordered as Intl orders it', () => {
  const pairs = PRINTABLE.flatMap((a) => PRINTABLE.map((b) => [a, b] as const));
  const differing = pairs.filter(([a, b]) => order(a, b) !== byIntl(a, b));
  expect(differing).toEqual([]);
});

test('numbers count by their value, and other writing by Intl', () => {
  const names = ['server-10', 'Server-2', 'Ärger', 'server-02b', 'zebra', 'aring', 'server-2'];
  const ranks = names.map(nameRank);
  expect(ranks.toSorted(compareNames).map(({ name }) => name)).toEqual(names.toSorted(byIntl));
  expect(order(`x${'9'.repeat(300)}`, 'x1')).toBe(1);
});
