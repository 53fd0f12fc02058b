import type { Result } from '../../../shared/errors.ts';
import { givenRegistration } from './given-registration.ts';
import type { OAuthHttp } from './oauth-http.ts';
import type { Prepare } from './prepare.ts';
import { selectScopes } from './scopes.ts';
import type { StoreTokens } from './store-tokens.ts';
import { requestTokens } from './token-endpoint.ts';
import type { GivenClient, SignInOptions } from './types.ts';

/** Client credentials (RFC 6749 section 4.4, MCP extension `oauth-client-credentials`): no person, no browser. */
export function createAppSignIn(from: {
  prepare: Prepare;
  store: StoreTokens;
  http: OAuthHttp;
}): (server: string, given: GivenClient, options: SignInOptions) => Promise<Result<null>> {
  const { prepare, store, http } = from;
  return async (server, given, { signal, onPhase, scope }) => {
    const found = await prepare(server, { signal, onPhase });
    if (!found.ok) return found;
    const discovery = found.value;
    const { metadata, resource, challengeScope, resourceScopes } = discovery;
    const registration = givenRegistration(metadata, given, []);
    const oauthScopes = selectScopes({
      wanted: scope,
      stepUp: null,
      challenge: challengeScope,
      supportedByResource: resourceScopes,
      // Nobody is offline where nobody is online: no refresh token is wanted.
      supportedByIssuer: undefined,
    });
    onPhase('Signing in as an app…');
    const answer = await requestTokens(
      { tokenEndpoint: metadata.token_endpoint, server, registration },
      {
        grant_type: 'client_credentials',
        resource,
        ...(oauthScopes.length > 0 ? { scope: oauthScopes.join(' ') } : {}),
      },
      { http, signal },
    );
    if (answer.kind !== 'tokens') return { ok: false, error: answer.error };
    const { tokens } = answer;
    return store(discovery, oauthScopes, { grant: 'client_credentials', tokens, registration });
  };
}
