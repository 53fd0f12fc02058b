import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareNames, nameRank } from './name-order.ts';

const intl = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const order = (a: string, b: string): number => Math.sign(compareNames(nameRank(a), nameRank(b)));

test('plain names are ordered as Intl orders them', () => {
  const plain = fc.string({
    unit: fc.constantFrom(...[...Array(95).keys()].map((at) => String.fromCharCode(32 + at))),
  });
  const likeNames = fc.stringMatching(/^[a-cA-C]{0,3}[-_ .]?[0-2]{0,4}[a-c]?$/);
  const name = fc.oneof(plain, likeNames);
  fc.assert(
    fc.property(name, name, (a, b) => order(a, b) === Math.sign(intl.compare(a, b))),
    { numRuns: 3000 },
  );
});

test('each pair of printable ASCII characters is ordered as Intl orders it', () => {
  const all = [...Array(95).keys()].map((at) => String.fromCharCode(32 + at));
  for (const a of all)
    for (const b of all) expect([a, b, order(a, b)]).toEqual([a, b, Math.sign(intl.compare(a, b))]);
});

test('numbers count by their value, and other writing by Intl', () => {
  const names = ['server-10', 'Server-2', 'Ärger', 'server-02b', 'zebra', 'aring', 'server-2'];
  const ranks = names.map(nameRank);
  expect(ranks.toSorted(compareNames).map(({ name }) => name)).toEqual(names.toSorted(intl.compare));
  expect(order('x'.concat('9'.repeat(300)), 'x1')).toBe(1);
});
