import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { oneLine } from './oauth-http.ts';
import { serviceWords } from './service-words.ts';

export type CallbackOutcome =
  | { readonly kind: 'code'; readonly code: string }
  /** The service does not know this app (any more). */
  | { readonly kind: 'unknown-client' };

/**
 * Checks what came back to the loopback address, before the code goes anywhere: first `state`, then `iss`
 * (RFC 9207 section 2.4 with the table of MCP 2026-07-28: compared as plain text, a missing one is only
 * allowed where it was not promised), then the service's error. Errors: StateMismatch, IssuerMismatch
 * (without the sender's own words), AuthDenied, SignInFailed.
 */
export function checkCallback(
  parameters: URLSearchParams,
  expected: { state: string; issuer: string; issPromised: boolean; resource: string },
): Result<CallbackOutcome> {
  const single = ['state', 'iss', 'code', 'error'].every((name) => parameters.getAll(name).length <= 1);
  if (!single || parameters.get('state') !== expected.state) return fail('StateMismatch');
  const iss = parameters.get('iss');
  if (iss === null ? expected.issPromised : iss !== expected.issuer) {
    return fail(
      'IssuerMismatch',
      `The answer does not come from ${expected.issuer}, where the sign-in was started; stopped for your safety.`,
      { next: 'Start the sign-in again; if it happens again, tell whoever runs the server.' },
    );
  }
  const error = parameters.get('error');
  if (error === 'access_denied') return fail('AuthDenied');
  if (error === 'unauthorized_client' || error === 'invalid_client') return ok({ kind: 'unknown-client' });
  if (error !== null) {
    const description = parameters.get('error_description') ?? '';
    const words = serviceWords({
      error,
      description,
      host: new URL(expected.issuer).host,
      resource: expected.resource,
    });
    const next = words === null ? {} : { next: words.next };
    return fail('SignInFailed', words?.message, { ...next, detail: oneLine([error, description]) });
  }
  const code = parameters.get('code');
  return code ? ok({ kind: 'code', code }) : fail('SignInFailed', 'The answer carries no code.');
}
