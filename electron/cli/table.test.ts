import { expect, test } from 'vitest';
import { displayWidth } from './printable.ts';
import { tableLines } from './table.ts';

const columns = [{ title: '' }, { title: 'NAME' }, { title: 'ADDRESS', shrinksTo: 12 }, { title: 'STATE' }];
const rows = [
  [
    { text: '✓' },
    { text: 'kfuse' },
    { text: 'https://mcp.example.test/some/long/path/mcp' },
    { text: 'Connected · 142 ms', brief: 'Connected' },
  ],
  [{ text: '○' }, { text: '接続' }, { text: 'npx' }, { text: 'Not checked' }],
];
const lines = (width: number | null): readonly string[] =>
  tableLines({ columns, rows, width, paintTitle: (text) => text });

test('aligns columns, also with wide characters', () => {
  expect(lines(null)).toEqual([
    '   NAME   ADDRESS                                      STATE',
    '✓  kfuse  https://mcp.example.test/some/long/path/mcp  Connected · 142 ms',
    '○  接続   npx                                          Not checked',
  ]);
});

test('cuts nothing when there is no terminal', () => {
  expect(lines(null).join('')).not.toContain('…');
});

test('shortens the address first, then leaves the details out', () => {
  const medium = lines(60);
  expect(medium[1]).toContain('…');
  expect(medium[1]).toContain('142 ms');
  const narrow = lines(40);
  expect(narrow[1]).not.toContain('142 ms');
  expect(narrow[1]).toContain('kfuse');
});

test.each([200, 80, 60, 50, 40, 30])('never writes past a width of %i', (width) => {
  for (const line of lines(width)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
});

test('gives each row lines of its own when the table cannot fit', () => {
  const stack = [[0, 1], [2], [3]];
  expect(tableLines({ columns, rows, stack, width: 24, paintTitle: (text) => text })).toEqual([
    '✓  kfuse',
    expect.stringMatching(/^ {2}https.*….*mcp$/),
    '  Connected · 142 ms',
    '○  接続',
    '  npx',
    '  Not checked',
  ]);
});

test('splits a group of cells that does not fit on one line', () => {
  const stack = [[0, 1, 2, 3]];
  expect(tableLines({ columns, rows, stack, width: 20, paintTitle: (text) => text })).toEqual([
    '✓',
    'kfuse',
    expect.stringMatching(/^https.*….*mcp$/),
    'Connected · 142 ms',
    '○',
    '接続',
    'npx',
    'Not checked',
  ]);
});
