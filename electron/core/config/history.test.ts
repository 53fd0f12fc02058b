import { expect, test } from 'vitest';
import { withUndone, worthKeeping } from './history.ts';
import type { ChangeRecord } from './history.ts';

const record = (id: string, undoes: string | null = null): ChangeRecord => ({
  id,
  at: 0,
  kind: undoes === null ? 'disable' : 'undo',
  title: id,
  refs: [],
  files: [],
  parking: [],
  undoes,
  undone: false,
});

const undoneOf = (records: readonly ChangeRecord[]): readonly string[] =>
  records.filter(({ undone }) => undone).map(({ id }) => id);

test('an undo marks what it took back; undoing the undo brings it into force again, and so on', () => {
  const a = [record('a')];
  const b = withUndone([...a, record('undo a', 'a')], 'a');
  expect(undoneOf(b)).toEqual(['a']);
  const c = withUndone([...b, record('redo a', 'undo a')], 'undo a');
  expect(undoneOf(c)).toEqual(['undo a']);
  const d = withUndone([...c, record('undo redo', 'redo a')], 'redo a');
  expect(undoneOf(d)).toEqual(['a', 'redo a']);
});

test('an undo of a change that has fallen out of the list changes nothing else', () => {
  const records = [record('a'), record('undo x', 'x')];
  expect(withUndone(records, 'x')).toEqual(records);
});

test('forgets what is older than 30 days, and all but the last 200', () => {
  const day = 24 * 60 * 60 * 1_000;
  const old = { ...record('old'), at: day };
  const recent = { ...record('recent'), at: 2 * day };
  expect(worthKeeping([old, recent], 31 * day)).toEqual([recent]);
  const many = Array.from({ length: 201 }, (_, index) => record(`${index}`));
  expect(worthKeeping(many, 0)).toEqual(many.slice(1));
});
