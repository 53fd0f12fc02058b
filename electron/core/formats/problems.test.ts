import { describe, expect, it } from 'vitest';
import type { ConfigFormat } from '../../../shared/domain.ts';
import { readerFor } from './registry.ts';

function problem(format: ConfigFormat, text: string) {
  const result = readerFor(format).parse(text);
  return 'problem' in result ? result.problem : null;
}

describe('a broken file is explained in plain words at the right place', () => {
  it.each<[ConfigFormat, string, string, number, number]>([
    ['json', '{\n  "a": 1\n  "b": 2\n}', 'A comma is missing', 3, 3],
    ['json', '{\r\n  "a": 1,\r\n}', 'one too many', 2, 9],
    ['json', '\uFEFF{ "a" 1 }', 'A colon is missing', 1, 7],
    ['json', '{ "a": 1 } }', 'goes on after its end', 1, 12],
    ['json', '{ "a": { "b": 1 }', 'ends too early', 1, 18],
    ['json', '{ "a": "x\n" }', 'not closed', 1, 8],
    ['json', '// note\n{}', 'Comments are not allowed', 1, 1],
    ['json', "{ 'a': 1 }", 'double quotes', 1, 3],
    ['json', '{ "a": }', 'A value is missing', 1, 8],
    ['jsonc', '{ "a": 1 "b": 2 }', 'A comma is missing', 1, 10],
    ['jsonc', '{} /* open', 'never closed', 1, 4],
    ['jsonc', '/* open', 'never closed', 1, 1],
    ['toml', 'a = 1\na = 2\n', 'stands here twice', 2, 1],
    ['toml', '\uFEFFb = 1\n[b]\n', 'stands here twice', 2, 2],
    ['toml', 'web_search = tru\n', 'not a value', 1, 14],
    ['toml', 'a = [1 2]', 'A comma is missing', 1, 8],
    ['toml', 'a = "x', 'not closed', 1, 7],
    ['toml', 'a 1', 'equals sign', 1, 3],
  ])('%s %j', (format, text, words, line, column) => {
    expect(problem(format, text)).toMatchObject({ line, column });
    expect(problem(format, text)?.message).toContain(words);
    expect(problem(format, text)?.next).not.toBe('');
  });

  it.each<[ConfigFormat, string]>([
    ['json', '['.repeat(100_000)],
    ['json', '['.repeat(1000) + ']'.repeat(1000)],
    ['jsonc', '{"a":'.repeat(100_000)],
    ['toml', `a = ${'['.repeat(100_000)}`],
    ['toml', `a = ${'['.repeat(3000)}${']'.repeat(3000)}`],
  ])('%s nested beyond reason is refused, not crashed on', (format, text) => {
    expect(problem(format, text)).not.toBeNull();
  });
});

describe('a file without a value', () => {
  it.each<[ConfigFormat, string]>([
    ['json', ''],
    ['json', ' \r\n'],
    ['jsonc', '\uFEFF// only a note\n/* two */'],
    ['toml', '# only a note\n'],
    ['toml', '\uFEFF'],
  ])('is an empty document: %s %j', (format, text) => {
    const result = readerFor(format).parse(text);
    expect('document' in result && result.document.get([])).toEqual({});
    expect('document' in result && result.document.position(['a'])).toBeNull();
  });
});
