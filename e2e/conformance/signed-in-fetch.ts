import type { AuthEngine } from '../../electron/core/auth/types.ts';
import { bearerChallenge } from '../../electron/core/connections/challenge.ts';

/** Sign-ins in the whole run; the engine's own limit on step-ups is lower. */
const MOST_SIGN_INS = 4;

/**
 * A fetch that behaves as the product does when a person says yes to everything: our token on every request
 * to the server, a sign-in after 401, more access after 403 insufficient_scope.
 */
export function signedInFetch(engine: AuthEngine, serverUrl: string): typeof globalThis.fetch {
  const { origin } = new URL(serverUrl);
  const options = { signal: AbortSignal.timeout(20_000), onPhase: () => undefined };
  let signIns = 0;

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    for (;;) {
      const token = url.origin === origin ? await engine.accessToken(serverUrl) : null;
      const headers = new Headers(init?.headers);
      if (token?.ok && token.value !== null) headers.set('authorization', `Bearer ${token.value}`);
      const response = await fetch(input, { ...init, headers });
      if (![401, 403].includes(response.status) || signIns >= MOST_SIGN_INS) return response;
      const challenge = bearerChallenge(response.headers.get('www-authenticate'));
      const wantsMore = response.status === 403 && challenge?.error === 'insufficient_scope';
      if (response.status === 403 && !wantsMore) return response;
      signIns += 1;
      if (token?.ok && token.value !== null && !wantsMore) {
        engine.noteRejection(serverUrl, 'invalid-token', null, token.value);
      }
      const result = wantsMore
        ? await engine.stepUp(serverUrl, challenge.scope, { ...options, operation: methodOf(init) })
        : await engine.signIn(serverUrl, options);
      if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
      await response.body?.cancel();
    }
  };
}

function methodOf(init: RequestInit | undefined): string {
  const { method } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { method?: unknown };
  return typeof method === 'string' ? method : '';
}
