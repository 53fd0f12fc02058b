import { expect, test } from 'vitest';
import type { FileChange } from './file-change.ts';
import { fileDiff } from './file-diff.ts';

/** A change that replaces one stretch, as an edit would. */
function change(before: string, from: string, to: string): FileChange {
  const start = before.indexOf(from);
  const after = before.slice(0, start) + to + before.slice(start + from.length);
  return {
    path: '/f',
    format: 'json',
    mode: 0o600,
    before: { text: before, hash: '' },
    after: { text: after },
    inverse: [{ start, end: start + to.length, insert: from }],
    touched: [],
  };
}

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index + 1}\n`).join('');

test('shows a change with three lines around and counts the rest', () => {
  expect(fileDiff(change(lines(20), 'line 10\n', 'new a\nnew b\n'))).toEqual({
    text: [
      '--- /f',
      '+++ /f',
      '@@ -7,7 +7,8 @@',
      ' line 7',
      ' line 8',
      ' line 9',
      '-line 10',
      '+new a',
      '+new b',
      ' line 11',
      ' line 12',
      ' line 13',
      '',
    ].join('\n'),
    essence: '-line 10\n+new a\n+new b',
    unchangedLines: 13,
  });
});

test('is right at the first and the last line, with and without a final newline', () => {
  const heads = [
    change(lines(9), 'line 1\n', ''),
    change(lines(9), 'line 9\n', 'x\n'),
    change(lines(9).trimEnd(), 'line 9', 'x'),
    change('only', 'only', 'other'),
    change(`${lines(3)}\n`, '\n\n', '\nz\n\n'),
  ].map((one) => fileDiff(one).text.split('\n').slice(2));
  expect(heads).toEqual([
    ['@@ -1,4 +1,3 @@', '-line 1', ' line 2', ' line 3', ' line 4', ''],
    ['@@ -6,4 +6,4 @@', ' line 6', ' line 7', ' line 8', '-line 9', '+x', ''],
    [
      '@@ -6,4 +6,4 @@',
      ' line 6',
      ' line 7',
      ' line 8',
      '-line 9',
      '\\ No newline at end of file',
      '+x',
      '\\ No newline at end of file',
      '',
    ],
    [
      '@@ -1,1 +1,1 @@',
      '-only',
      '\\ No newline at end of file',
      '+other',
      '\\ No newline at end of file',
      '',
    ],
    ['@@ -1,4 +1,5 @@', ' line 1', ' line 2', ' line 3', '+z', ' ', ''],
  ]);
});

test('a created and a deleted file are shown against nothing', () => {
  const created: FileChange = { ...change('a\nb\n', 'a', 'a'), before: null, inverse: [] };
  expect(fileDiff(created).text).toBe('--- /dev/null\n+++ /f\n@@ -0,0 +1,2 @@\n+a\n+b\n');
  const deleted: FileChange = { ...change('a\nb\n', 'a', 'a'), after: null, inverse: [] };
  expect(fileDiff(deleted).text).toBe('--- /f\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n');
});

test('carriage returns are not shown', () => {
  const { text } = fileDiff(change(lines(9).replaceAll('\n', '\r\n'), 'line 5', 'new'));
  expect(text).toContain('-line 5\n+new\n');
});

test('of very long lines only the changing stretch is shown', () => {
  const before = `{"a":"${'x'.repeat(50_000)}","b":1,"c":"${'y'.repeat(50_000)}"}`;
  const { text } = fileDiff(change(before, '"b":1', '"b":2'));
  expect(text.length).toBeLessThan(500);
  expect(text).toMatch(/^-…x+","b":1,"c":"y+…$/m);
  expect(text).toMatch(/^\+…x+","b":2,"c":"y+…$/m);
});
