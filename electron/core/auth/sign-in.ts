import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { credentialAccount } from './credentials.ts';
import type { Credential } from './credentials.ts';
import { discover } from './discovery.ts';
import type { FileLock } from './file-lock.ts';
import { requirePkce, runFlow } from './flow.ts';
import type { FlowPorts, FlowResult } from './flow.ts';
import type { Discovery } from './metadata.ts';
import { revoke } from './revocation.ts';
import { selectScopes } from './scopes.ts';

export interface SignInPorts extends Omit<FlowPorts, 'signal' | 'onPhase'> {
  readonly secrets: SecretStore;
  readonly fetch: typeof globalThis.fetch;
  readonly lock: FileLock;
  readonly now: () => number;
}

export interface SignInRequest {
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  readonly wanted: string | undefined;
  readonly stepUp: { readonly previous: readonly string[]; readonly challenged: string | null } | null;
}

/** The whole sign-in of one server (canonical address), from the keychain check to the stored tokens. */
export function createSignIn(
  ports: SignInPorts,
): (server: string, request: SignInRequest) => Promise<Result<null>> {
  const { secrets, credentials, fetch, http, lock, now } = ports;

  return async (server, { signal, onPhase, wanted, stepUp }) => {
    const readable = await credentials.all(0);
    if (!readable.ok) return readable;
    const keychain = await secrets.check();
    if (keychain.state !== 'ready') {
      const code = keychain.state === 'locked' ? 'KeychainLocked' : 'KeychainUnavailable';
      return fail(code, keychain.hint ?? undefined);
    }
    onPhase('Looking for the sign-in service…');
    const found = await discover(server, { fetch, signal });
    if (!found.ok) return found;
    const discovery = found.value;
    const pkce = requirePkce(discovery);
    if (!pkce.ok) return pkce;
    const requestedScopes = selectScopes({
      wanted,
      stepUp,
      challenge: discovery.challengeScope,
      supportedByResource: discovery.resourceScopes,
      supportedByIssuer: discovery.metadata.scopes_supported,
    });
    const flow = await runFlow(discovery, requestedScopes, { ...ports, signal, onPhase });
    if (!flow.ok) return flow;
    return store(discovery, requestedScopes, flow.value);
  };

  async function store(
    discovery: Discovery,
    requestedScopes: readonly string[],
    { tokens, registration }: FlowResult,
  ): Promise<Result<null>> {
    const { server, resource, issuer, metadata } = discovery;
    const credential: Credential = {
      v: 1,
      resource,
      issuer,
      servers: [server],
      registration,
      tokenEndpoint: metadata.token_endpoint,
      revocationEndpoint: metadata.revocation_endpoint ?? null,
      accessToken: tokens.accessToken,
      refreshToken: tokens.refreshToken,
      expiresAt: tokens.expiresIn === null ? null : now() + tokens.expiresIn * 1000,
      obtainedAt: now(),
      oauthScopes: [...(tokens.oauthScopes ?? requestedScopes)],
      requestedScopes: [...requestedScopes],
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
  }

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
