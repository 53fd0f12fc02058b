import { describe, expect, it } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import { disconnectReceipt } from './receipt.ts';
import type { GrantEnd } from './revoke-grant.ts';

const NOW = new Date(2026, 10, 20, 14, 0).getTime();
const UNTIL = new Date(2026, 10, 20, 14, 5).getTime();

const end = (fields: Partial<GrantEnd> = {}): GrantEnd => ({
  host: 'kfuse.example.com',
  refreshToken: 'revoked',
  accessToken: 'revoked',
  ...fields,
});

function receipt(ends: readonly GrantEnd[], more: Partial<Parameters<typeof disconnectReceipt>[0]> = {}) {
  return disconnectReceipt({
    ownerName: 'Codex',
    ends,
    expiresAt: UNTIL,
    removeError: null,
    logoutError: null,
    mayComeBack: false,
    now: NOW,
    ...more,
  });
}

describe('the receipt of a disconnect', () => {
  it('is short when all is gone, and says how long an access token may live on', () => {
    expect(receipt([end()])).toEqual({
      complete: true,
      sentences: ['Revoked at kfuse.example.com.', 'Removed from Codex.'],
    });
    expect(receipt([end({ accessToken: 'refused' })])).toEqual({
      complete: true,
      sentences: [
        'Revoked at kfuse.example.com.',
        'An access token may stay valid until 14:05.',
        'Removed from Codex.',
      ],
    });
    expect(receipt([end({ accessToken: 'refused' })], { expiresAt: NOW }).sentences).toHaveLength(2);
  });

  it.each([
    ['not-offered', 'offers no way to revoke it'],
    ['unreachable', 'could not be asked to revoke it'],
    ['refused', 'refused to revoke it'],
    ['unsafe', 'nothing was sent there'],
    ['not-told', 'does not keep where it signed in'],
  ] as const)('is not complete when the refresh token was %s', (refreshToken, words) => {
    const { complete, sentences } = receipt([end({ refreshToken })]);
    expect(complete).toBe(false);
    expect(sentences[0]).toContain(words);
    expect(sentences.at(-1)).toBe('Removed from Codex.');
  });

  it('says so when a service revokes sign-ins but not access tokens', () => {
    const { complete, sentences } = receipt([end({ accessToken: 'unsupported' })]);
    expect(complete).toBe(true);
    expect(sentences).toEqual([
      'Revoked at kfuse.example.com.',
      'kfuse.example.com does not revoke access tokens; this one stays valid until 14:05.',
      'Removed from Codex.',
    ]);
    expect(receipt([end({ refreshToken: 'unsupported' })]).sentences[0]).toContain('this kind of token');
  });

  it('counts a sign-in that the service has forgotten as ended', () => {
    expect(receipt([end({ refreshToken: 'unknown-client', accessToken: 'unknown-client' })])).toMatchObject({
      complete: true,
    });
  });

  it('says nothing of the service for a record that has run out without a refresh token', () => {
    const ends = [end({ refreshToken: 'not-held', accessToken: 'refused' })];
    expect(receipt(ends, { expiresAt: NOW })).toEqual({ complete: true, sentences: ['Removed from Codex.'] });
    expect(receipt(ends)).toMatchObject({ complete: false });
  });

  it('names both ways that failed when the store keeps the record', () => {
    const removeError = fail('ConfigReadOnly', '/f: the file is write-protected.').error;
    const logoutError = fail('SignInFailed', '“codex mcp logout x” ended with an error.').error;
    const { complete, sentences } = receipt([end()], { removeError, logoutError });
    expect(complete).toBe(false);
    expect(sentences[1]).toMatch(/^Codex still keeps it: \/f: the file is write-protected\./);
    expect(sentences[2]).toContain('codex mcp logout x');
  });

  it('does not say the same twice for a record that stands in two places', () => {
    expect(receipt([end(), end()]).sentences).toHaveLength(2);
  });
});
