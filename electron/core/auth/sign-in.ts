import type { Result } from '../../../shared/errors.ts';
import { requirePkce, runFlow } from './flow.ts';
import type { FlowPorts } from './flow.ts';
import type { Prepare } from './prepare.ts';
import { selectScopes } from './scopes.ts';
import type { StoreTokens } from './store-tokens.ts';

export interface SignInPorts extends Omit<FlowPorts, 'signal' | 'onPhase'> {
  readonly prepare: Prepare;
  readonly store: StoreTokens;
}

export interface SignInRequest {
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  readonly wanted: string | undefined;
  readonly stepUp: { readonly previous: readonly string[]; readonly challenged: string | null } | null;
  readonly anotherAccount: boolean;
}

/** The whole sign-in of one server (canonical address), from the keychain check to the stored tokens. */
export function createSignIn(
  ports: SignInPorts,
): (server: string, request: SignInRequest) => Promise<Result<null>> {
  return async (server, { signal, onPhase, wanted, stepUp, anotherAccount }) => {
    const found = await ports.prepare(server, { signal, onPhase });
    if (!found.ok) return found;
    const discovery = found.value;
    const pkce = requirePkce(discovery);
    if (!pkce.ok) return pkce;
    const oauthScopes = selectScopes({
      wanted,
      stepUp,
      challenge: discovery.challengeScope,
      supportedByResource: discovery.resourceScopes,
      supportedByIssuer: discovery.metadata.scopes_supported,
    });
    const flow = await runFlow(discovery, { oauthScopes, anotherAccount }, { ...ports, signal, onPhase });
    return flow.ok ? ports.store(discovery, oauthScopes, flow.value) : flow;
  };
}
