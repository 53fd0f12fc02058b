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
  const registration = registrationSchema.parse({
    issuer,
    clientId: grant.clientId,
    clientSecret: grant.clientSecret,
    authMethod: methodFor(grant, metadata),
    redirectUri: '',
    management: null,
  });
  const ends = await revoke(
    {
      refreshToken: grant.refreshToken,
      accessToken: grant.accessToken,
      revocationEndpoint: metadata.revocation_endpoint ?? null,
      registration,
      servers: [server],
      resource: server,
    },
    http,
  );
  return { host, ...ends };
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

/** RFC 8414: a list that is left out means `client_secret_basic`. */
function methodFor({ clientSecret }: StoredGrant, metadata: IssuerMetadata) {
  if (clientSecret === null) return 'none';
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? 'client_secret_basic' : 'client_secret_post';
}
