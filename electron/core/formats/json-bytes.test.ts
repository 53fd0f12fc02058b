import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyOps, deepEqual } from './intent.ts';
import { scanJsonBytes } from './json-bytes.ts';
import { jsonPartsOf } from './json-document.ts';
import { MAX_DEPTH } from './json-parse.ts';
import { opened, sameValue } from './json-span.ts';
import { readerFor } from './registry.ts';
import type { ConfigDocument, ConfigValue, KeyPath } from './types.ts';

const accepts = (text: string): boolean => scanJsonBytes(Buffer.from(text)) !== null;

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function open(text: string): ConfigDocument {
  const parsed = readerFor('jsonc').parse(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return parsed.document;
}

const valueOf = (text: string): ConfigValue => jsonPartsOf(open(text)).value;

/** Texts that people and programs write: any layout, any characters, names twice. */
const jsonText = fc
  .tuple(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2, '\t'), fc.boolean())
  .map(([value, indent, twice]) => {
    const text = JSON.stringify(
      { é: value, list: [value, 1.5e-3], '\u{1F600}\n': { '"': value } },
      null,
      indent,
    );
    return twice ? text.replace('"list"', '"é": {"list": []}, "list"') : text;
  });

/** The same with one character taken out, doubled or put in. */
const damagedText = fc
  .tuple(
    jsonText,
    fc.nat(),
    fc.constantFrom(
      '',
      '"',
      '\\',
      ',',
      ':',
      '{',
      ']',
      '0',
      '.',
      '-',
      'e',
      '\n',
      '\t',
      '\u0001',
      '/',
      'u',
      ' ',
      '\u00a0',
    ),
  )
  .map(([text, place, piece]) => {
    const at = place % text.length;
    return text.slice(0, at) + piece + text.slice(piece === '' ? at + 1 : at);
  });

function pathsIn(value: ConfigValue, base: KeyPath = []): readonly KeyPath[] {
  if (typeof value !== 'object' || value === null) return [base];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  const held = value as { readonly [key: string | number]: ConfigValue };
  return [base, ...keys.flatMap((key) => pathsIn(held[key] ?? null, [...base, key]))];
}

function readsAlike(text: string): void {
  const strict = open(text);
  const commented = open(`${text}\n// a comment`);
  for (const path of [
    ...pathsIn(JSON.parse(text.replace(/^\u{FEFF}/u, '')) as ConfigValue),
    ['nowhere'],
    ['list', 99],
    ['list', 'x'],
  ]) {
    expect(strict.has(path)).toBe(commented.has(path));
    expect(strict.get(path)).toEqual(commented.get(path));
    expect(strict.keys(path)).toEqual(commented.keys(path));
    expect(strict.position(path)).toEqual(commented.position(path));
    expect(strict.source(path)).toBe(commented.source(path));
    expect(strict.duplicate(path)).toEqual(commented.duplicate(path));
  }
}

describe('reading JSON as bytes', () => {
  it('accepts exactly what JSON.parse accepts', () => {
    fc.assert(
      fc.property(fc.oneof(jsonText, damagedText), (text) => {
        expect(accepts(text)).toBe(parses(text));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    '',
    ' ',
    '-',
    '-0',
    '01',
    '1.',
    '.5',
    '1e',
    '1e+',
    '1E-7',
    '-1.5e3',
    '0x1',
    '+1',
    'NaN',
    'nul',
    'nulll',
    'true ',
    '"\\u12G4"',
    '"\\u12',
    '"\\x"',
    '"\\',
    '"a',
    '"\u007f"',
    '"\u2028"',
    '"\t"',
    '[1,]',
    '[,1]',
    '{"a":1,}',
    '{"a"}',
    '{a:1}',
    '{"a":1 "b":2}',
    '[1 2]',
    '[]]',
    '{}{}',
    '//x\n1',
    '"\\ud800"',
    '\v1',
    '[\r\n1\t]',
  ])('of %j thinks as JSON.parse does', (text) => {
    expect(accepts(text)).toBe(parses(text));
  });

  it('leaves files of unbearable depth to be refused with a reason', () => {
    expect(accepts('['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1))).toBe(true);
    const deeper = '{"a":'.repeat(MAX_DEPTH + 2) + '1' + '}'.repeat(MAX_DEPTH + 2);
    expect(accepts(deeper)).toBe(false);
    expect(readerFor('json').parse(deeper)).toMatchObject({
      problem: { message: expect.stringContaining('deep') },
    });
    expect(accepts('['.repeat(1_000_000))).toBe(false);
  });

  it('tells the same values, names, places and sources as reading with comments does', () => {
    fc.assert(fc.property(jsonText, readsAlike), { numRuns: 200 });
    fc.assert(
      fc.property(jsonText, (text) => readsAlike(`\u{FEFF}${text}`)),
      { numRuns: 50 },
    );
  });

  it('keeps half a surrogate pair from becoming another character', () => {
    expect(open('{"a": "\uD800"}').get(['a'])).toBe('\uD800');
  });
});

const parse = (text: string): ConfigValue => JSON.parse(text) as ConfigValue;

function same(left: string, right: string): void {
  expect(sameValue(valueOf(left), valueOf(right))).toBe(deepEqual(parse(left), parse(right)));
}

describe('comparing without opening', () => {
  it('comes to the answer of comparing everything', () => {
    fc.assert(fc.property(jsonText, jsonText, same));
    fc.assert(
      fc.property(jsonText, damagedText, (left, right) => {
        fc.pre(parses(right));
        same(left, right);
      }),
    );
    fc.assert(fc.property(jsonText, (text) => same(text, JSON.stringify(parse(text), null, 1))));
  });

  it.each([
    ['{"a": 1.0}', '{"a": 1}', true],
    ['{"a": "\\u0041"}', '{"a": "A"}', true],
    ['{"a": 1, "b": 2}', '{"b": 2, "a": 1}', true],
    ['{"a": [1, 2]}', '{"a": [2, 1]}', false],
    ['{"a": {}}', '{"a": []}', false],
    ['{"__proto__": 1}', '{}', false],
    ['{"a": null}', '{"b": null}', false],
  ])('finds %s and %s equal: %s', (left, right, equal) => {
    expect(sameValue(valueOf(left), valueOf(right))).toBe(equal);
  });

  it('sees a change made beside the one that was meant', () => {
    const before = valueOf('{"a": {"x": 1}, "other": {"deep": [1, 2, 3]}}');
    const meant = applyOps(before, [{ op: 'set', path: ['a', 'x'], value: 2 }], opened);
    expect(sameValue(meant, valueOf('{"a": {"x": 2}, "other": {"deep": [1, 2, 3]}}'))).toBe(true);
    expect(sameValue(meant, valueOf('{"a": {"x": 2}, "other": {"deep": [1, 2, 4]}}'))).toBe(false);
    expect(sameValue(meant, valueOf('{"a": {"x": 2, "y": 1}, "other": {"deep": [1, 2, 3]}}'))).toBe(false);
  });
});
