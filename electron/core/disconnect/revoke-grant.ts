import type { AppErrorCode } from '../../../shared/errors.ts';
import { registrationSchema } from '../auth/credentials.ts';
import { discoverIssuer } from '../auth/issuer-discovery.ts';
import { issuerNamed } from '../auth/jwt-hint.ts';
import type { IssuerMetadata } from '../auth/metadata.ts';
import type { OAuthHttp } from '../auth/oauth-http.ts';
import { revoke } from '../auth/revocation.ts';
import type { TokenEnd } from '../auth/revocation.ts';
import type { StoredGrant } from '../sign-ins/types.ts';

/**
 * `not-told`: neither the record nor its access token names the issuer, or there is no client id. `unsafe`: the issuer answers under another name, or
 * wants the tokens where anyone can read them.
 */
export type ForeignTokenEnd = TokenEnd | 'not-told' | 'unsafe';

/** How the tokens of one record ended at their issuer. */
export interface GrantEnd {
  /** Null where the record does not say. */
  readonly host: string | null;
  readonly refreshToken: ForeignTokenEnd;
  readonly accessToken: ForeignTokenEnd;
}

/**
 * Revokes at the issuer that gave the tokens (RFC 7009), and nowhere else: the one the record names, else the one
 * its access token names. What the server announces today may be somebody else, who would get a refresh token
 * that was never his; so opaque tokens of a record without an issuer are not sent anywhere. Nothing is renewed.
 * Never fails; only the ends go out, no token text.
 */
export async function revokeGrant(
  grant: StoredGrant,
  { serverUrl, http }: { serverUrl: string | null; http: OAuthHttp },
): Promise<GrantEnd> {
  const issuer = issuerOf(grant);
  const all = (end: ForeignTokenEnd, host: string | null): GrantEnd => ({
    host,
    refreshToken: grant.refreshToken === null ? 'not-held' : end,
    accessToken: grant.accessToken === null ? 'not-held' : end,
  });
  if (issuer === null || grant.clientId === null) return all('not-told', null);
  const { host } = new URL(issuer);
  const server = serverUrl ?? issuer;
  const found = await discoverIssuer(issuer, { server, http, slashTolerant: true });
  if (!found.ok) {
    const guessed = grant.issuer === null && found.error.code === 'DiscoveryFailed';
    return guessed ? all('not-told', null) : all(endOf(found.error.code), host);
  }
  const metadata = found.value;
  if (grant.tokenEndpoint !== null && metadata.token_endpoint !== grant.tokenEndpoint) {
    return all('not-told', null);
  }
  let ends = all('unknown-client', host);
  for (const authMethod of methodsFor(grant, metadata)) {
    const registration = registrationSchema.parse({
      issuer,
      clientId: grant.clientId,
      clientSecret: grant.clientSecret,
      authMethod,
      redirectUri: '',
      management: null,
    });
    const { refreshToken, accessToken } = grant;
    const revocationEndpoint = metadata.revocation_endpoint ?? null;
    const credential = { refreshToken, accessToken, revocationEndpoint, registration };
    ends = { host, ...(await revoke({ ...credential, servers: [server], resource: server }, http)) };
    // Who proves itself in another way than it registered for is told the same as one that nobody knows.
    if ((refreshToken === null ? ends.accessToken : ends.refreshToken) !== 'unknown-client') break;
  }
  return ends;
}

function endOf(code: AppErrorCode): ForeignTokenEnd {
  if (code === 'IssuerMismatch' || code === 'InsecureEndpoint') return 'unsafe';
  return code === 'DiscoveryFailed' ? 'not-offered' : 'unreachable';
}

/** A trailing slash more or less is the same place; some clients keep the address with one. */
function issuerOf({ issuer, tokenEndpoint, accessToken }: StoredGrant): string | null {
  const named = issuer ?? (accessToken === null ? null : issuerNamed(accessToken));
  if (named !== null) return URL.canParse(named) ? named.replace(/\/$/, '') : null;
  return tokenEndpoint !== null && URL.canParse(tokenEndpoint) ? new URL(tokenEndpoint).origin : null;
}

/**
 * Few records say how their app proves itself, and a service may give a secret to one that needs none: what the service
 * offers comes first, `client_secret_basic` where it does not say (RFC 8414), then the rest.
 */
function methodsFor({ clientSecret }: StoredGrant, metadata: IssuerMetadata) {
  if (clientSecret === null) return ['none'] as const;
  const offered: readonly string[] = metadata.token_endpoint_auth_methods_supported ?? [
    'client_secret_basic',
  ];
  const methods = ['client_secret_basic', 'client_secret_post', 'none'] as const;
  return methods.toSorted((a, b) => Number(offered.includes(b)) - Number(offered.includes(a)));
}
