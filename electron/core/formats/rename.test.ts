import { describe, expect, it } from 'vitest';
import type { ConfigFormat } from '../../../shared/domain.ts';
import { readerFor } from './registry.ts';
import type { EditOp, KeyPath } from './types.ts';
import { verifiedEdit } from './verified-edit.ts';

function rename(format: ConfigFormat, text: string, path: KeyPath, name: string, ...more: EditOp[]): string {
  const parsed = readerFor(format).parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  const result = verifiedEdit(parsed.document, [{ op: 'rename', path, name }, ...more]);
  return result.ok ? result.value.text : result.error.code;
}

const table = (name: string): string => `[x.${name}] # kept
command = "one"
[x.${name}.env]
one = "one"
[[x.${name}.list]]
a = 1
[x.onerous]
`;

describe('a new name', () => {
  it('changes the name of a JSON member, and nothing between it and its value', () => {
    const text = '\uFEFF{ "s": {\r\n  "a" /* why */ : {"a": 1}, // tail\r\n  "b": 2 } }\r\n';
    expect(rename('jsonc', text, ['s', 'a'], 'c"d')).toBe(text.replace('"a" /*', String.raw`"c\"d" /*`));
    expect(rename('jsonc', text, ['s', 'b'], '__proto__')).toBe(text.replace('"b"', '"__proto__"'));
  });

  it('reaches every header of a TOML table, and no longer name that begins the same', () => {
    expect(rename('toml', table('one'), ['x', 'one'], 'a.b')).toBe(table('"a.b"'));
    expect(rename('toml', table('"o.n"'), ['x', 'o.n'], 'plain')).toBe(table('plain'));
  });

  it('reaches dotted keys and inline tables of TOML', () => {
    expect(rename('toml', '[x]\none.a.b = true\n"one".z = 1\n', ['x', 'one'], 'n')).toBe(
      '[x]\nn.a.b = true\nn.z = 1\n',
    );
    expect(rename('toml', 'x = { one.a = 1, "one".b = 2, two = 3 }\n', ['x', 'one'], 'n')).toBe(
      'x = { n.a = 1, n.b = 2, two = 3 }\n',
    );
  });

  it('keeps what a YAML name says, and quotes a word that would mean something else', () => {
    expect(rename('yaml', 'x:\n  one : {a: 1} # c\n', ['x', 'one'], 'yes')).toBe(
      'x:\n  "yes" : {a: 1} # c\n',
    );
    expect(rename('yaml', 'x: {one: 1, "two" : 3}\n', ['x', 'two'], 'three')).toBe(
      'x: {one: 1, three : 3}\n',
    );
    expect(rename('yaml', 'x:\n  one: &a {b: 1}\n  two: *a\n', ['x', 'one'], 'new')).toBe(
      'x:\n  new: &a {b: 1}\n  two: *a\n',
    );
  });

  it('is written inside the item, where a list is addressed by name', () => {
    const text = 's:\n  - name: one # c\n    url: u\n  - url: v\n    name: "two"\n';
    const more: EditOp = { op: 'set', path: ['s', 'new', 'url'], value: 'w' };
    expect(rename('yaml', text, ['s', 'one'], 'new', more)).toBe(
      text.replace('name: one', 'name: new').replace('url: u', 'url: w'),
    );
  });

  it('is refused when it is taken, when the old one is absent, and where nothing has a name', () => {
    for (const [format, text] of [
      ['json', '{"a": {"x": 1, "y": [2]}}'],
      ['toml', '[a]\nx = 1\ny = [2]\n'],
      ['yaml', 'a:\n  x: 1\n  y: [2]\n'],
    ] as const) {
      expect(rename(format, text, ['a', 'x'], 'y')).toBe('EntryExists');
      expect(rename(format, text, ['a', 'z'], 'n')).toBe('EntryNotFound');
      expect(rename(format, text, ['a', 'y', 0], 'n')).toBe('ConfigTooComplex');
      expect(rename(format, text, ['a', 'x'], 'x')).toBe(text);
    }
    expect(rename('yaml', 's:\n  - name: one\n  - name: two\n', ['s', 'two'], 'one')).toBe('EntryExists');
    expect(rename('json', '{"a": 1, "a": 2}', ['a'], 'x')).toBe('ConfigTooComplex');
  });
});
