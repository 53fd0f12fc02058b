import { describe, expect, it } from 'vitest';
import { testCredential } from './__fixtures__/credential.ts';
import { isDueEarly } from './renewal.ts';

const minute = 60_000;
const hour = (accessToken: string) => testCredential({ accessToken, obtainedAt: 0, expiresAt: 60 * minute });

/** The first second at which a token counts as due. */
function dueAt(accessToken: string): number {
  for (let at = 0; at <= 60 * minute; at += 1000) if (isDueEarly(hour(accessToken), at)) return at;
  throw new Error('never due');
}

describe('an early renewal', () => {
  it('begins in the last five minutes, for each token at its own moment', () => {
    const moments = Array.from({ length: 40 }, (_, index) => dueAt(`token ${index}`));
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(55 * minute);
    expect(Math.max(...moments)).toBeLessThanOrEqual(57.5 * minute);
    expect(new Set(moments).size).toBeGreaterThan(20);
    expect(dueAt('token 7')).toBe(moments[7]);
  });

  it('begins in the last fifth of a short life, and never for a token without an end', () => {
    const short = testCredential({ obtainedAt: 0, expiresAt: minute });
    expect(isDueEarly(short, 47_000)).toBe(false);
    expect(isDueEarly(short, 55_000)).toBe(true);
    expect(isDueEarly(testCredential({ expiresAt: null }), 1e12)).toBe(false);
  });
});
