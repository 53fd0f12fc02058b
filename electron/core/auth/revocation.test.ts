import { describe, expect, it } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import { testCredential } from './__fixtures__/credential.ts';
import { signOutReceipt } from './revocation.ts';
import type { TokenEnd } from './revocation.ts';

const now = Date.parse('2026-11-21T12:00:00');
const credential = testCredential({ expiresAt: now + 3_600_000 });

const receipt = (refreshToken: TokenEnd, accessToken: TokenEnd, deleteError = false) =>
  signOutReceipt({
    credential,
    outcome: { refreshToken, accessToken },
    deleteError: deleteError ? fail('KeychainLocked').error : null,
    now,
  });

describe('the receipt of a sign-out', () => {
  it('is complete and short when everything ended', () => {
    expect(receipt('revoked', 'revoked')).toEqual({
      sentences: ['as.example has ended the sign-in.', 'The tokens are deleted from your keychain.'],
      complete: true,
    });
  });

  it('says until when an access token that cannot be revoked may live', () => {
    const { sentences, complete } = receipt('revoked', 'refused');
    expect(sentences[1]).toBe('The server may accept the last access token until 13:00.');
    expect(complete).toBe(true);
  });

  it.each([
    ['not-offered', 'as.example offers no way to end a sign-in; it runs out there by itself.', false],
    [
      'unreachable',
      'as.example could not be reached, so the sign-in stays valid there until it runs out.',
      false,
    ],
    ['refused', 'as.example refused to end the sign-in; it stays valid there until it runs out.', false],
    ['unknown-client', 'as.example has already forgotten this sign-in.', true],
  ] as const)('for %s says so', (end, sentence, complete) => {
    const written = receipt(end, end);
    expect(written.sentences[0]).toBe(sentence);
    expect(written.complete).toBe(complete);
  });

  it('is not complete when the keychain refuses to delete', () => {
    const { sentences, complete } = receipt('revoked', 'revoked', true);
    expect(sentences.at(-1)).toContain('Your keychain is locked. Unlock it');
    expect(complete).toBe(false);
  });

  it('without a refresh token is complete once the access token has run out', () => {
    const expired = testCredential({ refreshToken: null, expiresAt: now - 1 });
    const outcome = { refreshToken: 'not-held', accessToken: 'not-offered' } as const;
    expect(signOutReceipt({ credential: expired, outcome, deleteError: null, now })).toEqual({
      sentences: ['The tokens are deleted from your keychain.'],
      complete: true,
    });
  });
});
