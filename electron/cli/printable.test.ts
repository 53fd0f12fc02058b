import { expect, test } from 'vitest';
import { displayWidth, printable, printableLines, truncateMiddle } from './printable.ts';

test('shows control characters and direction marks instead of letting them act', () => {
  expect(printable('a\u001b[2Jb\rc\u202ed\u0000')).toBe('a\\u{1b}[2Jb\\u{d}c\\u{202e}d\\u{0}');
  expect(printable('Zoë 接続 🚀')).toBe('Zoë 接続 🚀');
});

test('keeps lines and tabs of longer texts', () => {
  expect(printableLines('a\r\n\tb\u0007\n')).toBe('a\n\tb\\u{7}\n');
});

test('counts cells, not code units', () => {
  expect(displayWidth('abc')).toBe(3);
  expect(displayWidth('接続')).toBe(4);
  expect(displayWidth('🚀')).toBe(2);
  expect(displayWidth('e\u0301')).toBe(1);
});

test('cuts addresses in the middle', () => {
  expect(truncateMiddle('https://a.test/mcp', 40)).toBe('https://a.test/mcp');
  const cut = truncateMiddle('https://mcp.example.test/a/long/path/to/mcp', 20);
  expect(cut).toMatch(/^https:\/\/mcp.*….*\/mcp$/);
  expect(displayWidth(cut)).toBe(20);
  expect(displayWidth(truncateMiddle('接続接続接続接続', 7))).toBeLessThanOrEqual(7);
  expect(truncateMiddle('abc', 1)).toBe('…');
  expect(truncateMiddle('abc', 0)).toBe('');
});
