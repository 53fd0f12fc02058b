import { describe, expect, it } from 'vitest';
import { selectScopes } from './scopes.ts';

const nothing = {
  wanted: undefined,
  stepUp: null,
  challenge: null,
  supportedByResource: undefined,
  supportedByIssuer: undefined,
};

describe('the scopes to ask for', () => {
  it('are those of the challenge before those of the metadata', () => {
    expect(selectScopes({ ...nothing, challenge: 'a b', supportedByResource: ['c'] })).toEqual(['a', 'b']);
  });
  it('are all of the metadata without a challenge', () => {
    expect(selectScopes({ ...nothing, supportedByResource: ['c', 'd', 'c'] })).toEqual(['c', 'd']);
  });
  it('are none when nobody names any, even where offline_access exists', () => {
    expect(selectScopes({ ...nothing, supportedByIssuer: ['offline_access'] })).toEqual([]);
  });
  it('include offline_access where the service offers it', () => {
    const from = { ...nothing, challenge: 'a', supportedByIssuer: ['openid', 'offline_access'] };
    expect(selectScopes(from)).toEqual(['a', 'offline_access']);
  });
  it('are the old and the new ones together after a refusal', () => {
    const stepUp = { previous: ['a', 'b'], challenged: 'b c' };
    expect(selectScopes({ ...nothing, stepUp, challenge: 'z' })).toEqual(['a', 'b', 'c']);
  });
  it('are the caller’s when it names some', () => {
    expect(selectScopes({ ...nothing, wanted: 'x', challenge: 'a' })).toEqual(['x']);
  });
  it('hold no characters that RFC 6749 forbids', () => {
    expect(selectScopes({ ...nothing, challenge: 'a "b" c\\d é' })).toEqual(['a']);
  });
});
