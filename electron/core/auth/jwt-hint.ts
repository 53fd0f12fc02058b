/**
 * For whom a JWT access token says it is, when that is somebody else than `resource`; null when it fits or
 * cannot be known. Only ever shown: tokens are opaque to clients and nothing is verified here.
 */
export function foreignAudience(accessToken: string, resource: string): string | null {
  const claims = decode(accessToken);
  const audience = claims?.['aud'];
  const names = (Array.isArray(audience) ? audience : [audience]).filter((name) => typeof name === 'string');
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
  const issuer = decode(accessToken)?.['iss'];
  return typeof issuer === 'string' && URL.canParse(issuer) ? issuer : null;
}

function decode(token: string): Record<string, unknown> | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    return JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8')) as Record<
      string,
      unknown
    > | null;
  } catch {
    return null;
  }
}
