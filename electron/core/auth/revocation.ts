import type { SignOutReceipt } from '../../../shared/actions.ts';
import type { AppError } from '../../../shared/errors.ts';
import { authenticated } from './client-authentication.ts';
import { clock } from './clock-words.ts';
import type { Credential } from './credentials.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { requireSecure } from './urls.ts';

/** `unsupported`: the service revokes, but not tokens of this kind (RFC 7009 section 2.2.1). */
export type TokenEnd =
  | 'revoked'
  | 'not-held'
  | 'not-offered'
  | 'unreachable'
  | 'unknown-client'
  | 'unsupported'
  | 'refused';

export interface RevocationOutcome {
  readonly refreshToken: TokenEnd;
  readonly accessToken: TokenEnd;
}

/** The part of a sign-in that ending it needs; another program's record has no more. */
type Revocable = Pick<
  Credential,
  'revocationEndpoint' | 'servers' | 'resource' | 'registration' | 'refreshToken'
> & { readonly accessToken: string | null };

/**
 * RFC 7009 for the refresh token first, which ends the sign-in, then for the access token. Never fails: what
 * happened is a value, because the local copy is deleted in any case.
 */
export async function revoke(credential: Revocable, http: OAuthHttp): Promise<RevocationOutcome> {
  const refreshToken = await revokeOne(credential, credential.refreshToken, 'refresh_token', http);
  // A service that does not answer the first time would only cost a second time-out.
  const accessToken =
    refreshToken === 'unreachable'
      ? 'unreachable'
      : await revokeOne(credential, credential.accessToken, 'access_token', http);
  return { refreshToken, accessToken };
}

async function revokeOne(
  credential: Revocable,
  token: string | null,
  hint: string,
  http: OAuthHttp,
): Promise<TokenEnd> {
  if (!token) return 'not-held';
  const { revocationEndpoint, registration, servers, resource } = credential;
  if (revocationEndpoint === null) return 'not-offered';
  const url = requireSecure(revocationEndpoint, 'The revocation endpoint', servers[0] ?? resource);
  if (!url.ok) return 'not-offered';
  const request = authenticated(registration, { token, token_type_hint: hint });
  const answer = await http(url.value, { method: 'POST', ...request });
  if (!answer.ok) return 'unreachable';
  const { status, json } = answer.value;
  if (status >= 200 && status < 300) return 'revoked';
  const error = json?.['error'];
  if (error === 'invalid_client' || error === 'unauthorized_client') return 'unknown-client';
  if (error === 'unsupported_token_type') return 'unsupported';
  return status >= 500 || status === 429 ? 'unreachable' : 'refused';
}

/** The whole sign-out in sentences, each partial failure its own. `deleteError` when the keychain refused. */
export function signOutReceipt(from: {
  credential: Credential;
  outcome: RevocationOutcome;
  deleteError: AppError | null;
  now: number;
}): SignOutReceipt {
  const { credential, outcome, deleteError, now } = from;
  const host = new URL(credential.issuer).host;
  const { expiresAt } = credential;
  const accessTokenLives =
    outcome.accessToken !== 'revoked' &&
    outcome.accessToken !== 'not-held' &&
    (expiresAt === null || expiresAt > now);
  const grantEnded = outcome.refreshToken === 'revoked' || outcome.refreshToken === 'unknown-client';
  const sentences = [
    refreshSentence(outcome.refreshToken, host),
    accessTokenLives ? accessSentence(expiresAt, now) : null,
    deleteError === null
      ? 'The tokens are deleted from your keychain.'
      : `The tokens could not be deleted from your keychain: ${deleteError.message} ${deleteError.next}`,
  ].filter((sentence) => sentence !== null);
  const ended = grantEnded || (outcome.refreshToken === 'not-held' && !accessTokenLives);
  return { sentences, complete: ended && deleteError === null };
}

function refreshSentence(end: TokenEnd, host: string): string | null {
  switch (end) {
    case 'revoked':
      return `${host} has ended the sign-in.`;
    case 'not-held':
      return null;
    case 'not-offered':
      return `${host} offers no way to end a sign-in; it runs out there by itself.`;
    case 'unreachable':
      return `${host} could not be reached, so the sign-in stays valid there until it runs out.`;
    case 'unknown-client':
      return `${host} has already forgotten this sign-in.`;
    case 'unsupported':
      return `${host} cannot revoke this kind of token; the sign-in stays valid there until it runs out.`;
    case 'refused':
      return `${host} refused to end the sign-in; it stays valid there until it runs out.`;
  }
}

function accessSentence(expiresAt: number | null, now: number): string {
  return expiresAt === null
    ? 'The server may accept the last access token for a while.'
    : `The server may accept the last access token until ${clock(expiresAt, now)}.`;
}
