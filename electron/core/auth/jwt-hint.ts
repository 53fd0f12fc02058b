import { tokenClaims } from '../connections/token-claims.ts';

/**
 * For whom a JWT access token says it is, when that is somebody else than `resource`; null when it fits or
 * cannot be known. Only ever shown.
 */
export function foreignAudience(accessToken: string, resource: string): string | null {
  const names = tokenClaims(accessToken)?.audiences ?? [];
  if (names.length === 0 || names.includes(resource)) return null;
  return names
    .join(', ')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 200);
}

/**
 * Who a JWT access token says has issued it (RFC 9068 `iss`); null when it is opaque. Not verified: it tells
 * where this very token and the refresh token beside it came from, and proves nothing to anybody else.
 */
export function issuerNamed(accessToken: string): string | null {
  const issuer = tokenClaims(accessToken)?.issuer ?? null;
  return issuer !== null && URL.canParse(issuer) ? issuer : null;
}
