import { secretOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { StoredGrant } from './types.ts';

/**
 * The secret part of a record that keeps the service's own answers: to the token request (RFC 6749 section 5.1) and to
 * the registration (RFC 7591 section 3.2.1). `from` is where the record says that they came from.
 */
export function standardGrant(
  tokens: Fields | null,
  registration: Fields | null,
  from: Partial<Pick<StoredGrant, 'issuer' | 'tokenEndpoint'>> = {},
): StoredGrant {
  return {
    refreshToken: secretOf(tokens, 'refresh_token'),
    accessToken: secretOf(tokens, 'access_token'),
    clientId: textOf(registration, 'client_id'),
    clientSecret: secretOf(registration, 'client_secret'),
    issuer: from.issuer ?? null,
    tokenEndpoint: from.tokenEndpoint ?? null,
  };
}
