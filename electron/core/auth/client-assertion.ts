import { randomUUID, sign } from 'node:crypto';
import type { ClientRegistration } from './credentials.ts';

/** Seconds an assertion may be used; services allow a few minutes for clocks that differ. */
const LIFETIME = 120;

/**
 * A JWT that proves who we are (RFC 7523 section 3), made for one request. Its audience is the issuer, never
 * an address that the issuer's metadata names.
 */
export function signedAssertion(
  { clientId, issuer }: Pick<ClientRegistration, 'clientId' | 'issuer'>,
  { pem, algorithm }: NonNullable<ClientRegistration['privateKey']>,
): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: issuer,
    jti: randomUUID(),
    iat: now,
    exp: now + LIFETIME,
  };
  const text = `${part({ alg: algorithm, typ: 'JWT' })}.${part(claims)}`;
  // JWS wants the two numbers of an ES256 signature as they are, not in DER (RFC 7518 section 3.4).
  const signature = sign('sha256', Buffer.from(text), { key: pem, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
