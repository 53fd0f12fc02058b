import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { applyEdits, composeEdits, invertEdits, normalizeEdits } from './edits.ts';
import type { TextEdit } from './types.ts';

const text = fc.string({ minLength: 0, maxLength: 12 });

/** Edits that do not overlap, for a text of a given length. */
function editsFor(length: number): fc.Arbitrary<TextEdit[]> {
  const cuts = fc.array(fc.nat(length), { maxLength: 6 });
  return fc
    .tuple(cuts, fc.array(fc.string({ maxLength: 3 }), { minLength: 3, maxLength: 3 }))
    .map(([offsets, inserts]) => {
      const sorted = offsets.toSorted((a, b) => a - b);
      return Array.from({ length: sorted.length >> 1 }, (_, index) => ({
        start: sorted[index * 2] ?? 0,
        end: sorted[index * 2 + 1] ?? 0,
        insert: inserts[index] ?? '',
      }));
    });
}

it('turns the result back into the text it was made from', () => {
  const cases = text.chain((before) => fc.tuple(fc.constant(before), editsFor(before.length)));
  fc.assert(
    fc.property(cases, ([before, edits]) => {
      expect(applyEdits(applyEdits(before, edits), invertEdits(before, edits))).toBe(before);
    }),
  );
});

it('joins two steps into one list', () => {
  const cases = text.chain((before) =>
    editsFor(before.length).chain((first) =>
      fc.tuple(fc.constant(before), fc.constant(first), editsFor(applyEdits(before, first).length)),
    ),
  );
  fc.assert(
    fc.property(cases, ([before, first, second]) => {
      const both = applyEdits(applyEdits(before, first), second);
      expect(applyEdits(before, composeEdits(first, second))).toBe(both);
    }),
  );
});

it('throws on overlapping edits, which only a bug can make', () => {
  const overlapping = [
    { start: 0, end: 3, insert: 'a' },
    { start: 2, end: 4, insert: 'b' },
  ];
  expect(() => normalizeEdits(overlapping)).toThrow('overlapping');
});
