import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bearerChallenge, parseChallenges } from './challenge.ts';

test('reads error, scope and metadata address of a Bearer challenge', () => {
  const header =
    'Bearer realm="mcp", error="insufficient_scope", scope="files:read files:write", resource_metadata="https://h/.well-known/oauth-protected-resource/mcp"';
  expect(bearerChallenge(header)).toEqual({
    error: 'insufficient_scope',
    description: null,
    scope: 'files:read files:write',
    resourceMetadata: 'https://h/.well-known/oauth-protected-resource/mcp',
  });
});

test('finds the Bearer challenge behind other schemes in the same header', () => {
  const header = 'Negotiate, Basic realm="a, b=\\"c\\"", Bearer resource_metadata="https://h/prm"';
  expect(parseChallenges(header).map(({ scheme }) => scheme)).toEqual(['negotiate', 'basic', 'bearer']);
  expect(parseChallenges(header)[1]?.parameters.get('realm')).toBe('a, b="c"');
  expect(bearerChallenge(header)?.resourceMetadata).toBe('https://h/prm');
});

test('keeps a token68 value apart from parameters', () => {
  expect(
    parseChallenges('Negotiate YIIabc==, Bearer error=invalid_token').map(({ scheme }) => scheme),
  ).toEqual(['negotiate', 'bearer']);
  expect(bearerChallenge('Negotiate YIIabc==, Bearer error=invalid_token')?.error).toBe('invalid_token');
});

test('answers null when there is no Bearer challenge', () => {
  expect(bearerChallenge(null)).toBeNull();
  expect(bearerChallenge('Basic realm="x"')).toBeNull();
});

test('never throws and ends for any header text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (header) => {
      expect(Array.isArray(parseChallenges(header))).toBe(true);
    }),
  );
  expect(parseChallenges('"'.repeat(50_000)).length).toBe(0);
  expect(parseChallenges('a,'.repeat(50_000)).length).toBeLessThan(10_000);
});
