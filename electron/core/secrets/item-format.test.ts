import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeItem, encodeManifest, encodeValue, isChunkAccount, splitEncoded } from './item-format.ts';

describe('keychain item format', () => {
  it('gives back any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        // Lone surrogates are not text; UTF-8 replaces them.
        fc.pre(value.isWellFormed());
        expect(decodeItem(encodeValue(value))).toEqual({ kind: 'value', value });
      }),
    );
  });

  it('is always an even number of ASCII bytes, whole or in parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 50 }), (value, limit) => {
        for (const text of [encodeValue(value), ...splitEncoded(encodeValue(value), limit)]) {
          expect(text).toMatch(/^[\x20-\x7e]+$/);
          expect(text.length % 2).toBe(0);
        }
      }),
    );
  });

  it('joins its parts to the same text and keeps each below the limit', () => {
    const encoded = encodeValue('x'.repeat(8191));
    const parts = splitEncoded(encoded, 2401);
    expect(parts.join('')).toBe(encoded);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(2401);
  });

  it('reads a manifest back', () => {
    const manifest = encodeManifest('00112233445566ff', 4, 'v{}.');
    expect(decodeItem(manifest)).toMatchObject({
      kind: 'manifest',
      generation: '00112233445566ff',
      count: 4,
    });
  });

  it.each(['', '.', 'hello', 'mxyz.', 'q{}.'])('does not take %j for one of ours', (text) => {
    expect(decodeItem(text)).toBeNull();
  });

  it('does not take an address with a fragment for a part', () => {
    expect(isChunkAccount('https://a.example/mcp#1.2|https://as.example')).toBe(false);
    expect(isChunkAccount('https://a.example/mcp|https://as.example#00112233445566ff.3')).toBe(true);
  });
});
