import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { credentialAccount } from './credentials.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { FileLock } from '../file-lock.ts';
import type { FlowResult } from './flow.ts';
import type { Discovery } from './metadata.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { revoke } from './revocation.ts';

export type StoreTokens = (
  discovery: Discovery,
  requestedScopes: readonly string[],
  result: FlowResult,
) => Promise<Result<null>>;

/** The end of every sign-in: the new tokens replace the old ones, in one write. */
export function createTokenStore(from: {
  credentials: Credentials;
  http: OAuthHttp;
  lock: FileLock;
  now: () => number;
}): StoreTokens {
  const { credentials, http, lock, now } = from;

  return async ({ server, resource, issuer, metadata }, requestedScopes, { grant, tokens, registration }) => {
    const credential: Credential = {
      v: 1,
      resource,
      issuer,
      servers: [server],
      registration,
      grant,
      tokenEndpoint: metadata.token_endpoint,
      revocationEndpoint: metadata.revocation_endpoint ?? null,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      expiresAt: tokens.expiresIn === null ? null : now() + tokens.expiresIn * 1000,
      obtainedAt: now(),
      oauthScopes: [...(tokens.oauthScopes ?? requestedScopes)],
      requestedScopes: [...requestedScopes],
      renewing: null,
      ended: null,
    };
    const saved = await lock(credentialAccount(credential), async () => {
      const old = await credentials.read(credential);
      const servers = [...new Set([server, ...((old.ok && old.value?.servers) || [])])];
      return credentials.save({ ...credential, servers });
    });
    if (!saved.ok) {
      // Tokens that cannot be kept must not stay alive either.
      await revoke(credential, http);
      return saved;
    }
    await retireOthers(credential, server);
    return ok(null);
  };

  /** The server has moved to another sign-in service: what we hold from the old one ends with it. */
  async function retireOthers(kept: Credential, server: string): Promise<void> {
    const all = await credentials.all(0);
    for (const other of all.ok ? all.value : []) {
      if (credentialAccount(other) === credentialAccount(kept) || !other.servers.includes(server)) continue;
      const servers = other.servers.filter((name) => name !== server);
      await lock(credentialAccount(other), async () => {
        if (servers.length > 0) return credentials.save({ ...other, servers });
        await revoke(other, http);
        return credentials.remove(other);
      });
    }
  }
}
