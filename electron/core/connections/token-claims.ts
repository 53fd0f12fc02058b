import { isRecord } from './json-rpc.ts';

/**
 * What an access token says of itself when it is a JWT (RFC 9068); null when it is opaque. Only ever shown: tokens
 * are opaque to clients, nothing is verified here, and the token's own text is not among it.
 */
export interface TokenClaims {
  readonly issuer: string | null;
  readonly audiences: readonly string[];
  /** Epoch milliseconds. */
  readonly expiresAt: number | null;
  /** Whom it was given to: an address, a name or an id. */
  readonly person: string | null;
  readonly groups: readonly string[];
}

const MOST = 50;

export function tokenClaims(accessToken: string): TokenClaims | null {
  const parts = accessToken.split('.');
  const body = parts.length === 3 ? parseJson(parts[1] ?? '') : null;
  if (body === null) return null;
  const { iss, aud, exp, email, preferred_username: name, sub, groups } = body;
  return {
    issuer: typeof iss === 'string' ? iss : null,
    audiences: texts(Array.isArray(aud) ? aud : [aud]),
    expiresAt: typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : null,
    person: texts([email, name, sub])[0] ?? null,
    groups: texts(Array.isArray(groups) ? groups : []),
  };
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '').slice(0, MOST);
}

function parseJson(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}
