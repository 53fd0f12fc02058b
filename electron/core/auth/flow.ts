import { createHash } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { checkCallback } from './callback.ts';
import type { ClientRegistration, Credentials } from './credentials.ts';
import { openLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';
import type { Discovery } from './metadata.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { registerApp } from './registration.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-endpoint.ts';

export interface FlowPorts {
  readonly http: OAuthHttp;
  readonly credentials: Credentials;
  readonly openUrl: (url: string) => Promise<Result<null>>;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  /** Milliseconds the person has in the browser. */
  readonly browserTimeout: number;
}

export interface FlowResult {
  readonly tokens: TokenSet;
  readonly registration: ClientRegistration;
}

type Attempt = Result<FlowResult> | 'unknown-client';

/**
 * PKCE S256 must be promised before anything is registered or opened (MCP 2026-07-28, "Authorization Code
 * Protection"). Revision 2025-03-26 required PKCE of every service, also of one without a document.
 */
export function requirePkce({ documented, metadata, issuer }: Discovery): Result<null> {
  if (!documented || metadata.code_challenge_methods_supported?.includes('S256')) return ok(null);
  return fail(
    'PkceUnsupported',
    `The sign-in service ${issuer} lacks a protection that MCP requires (PKCE S256).`,
  );
}

/** One sign-in in the browser. A registration the service has forgotten is made anew, once. */
export async function runFlow(
  discovery: Discovery,
  oauthScopes: readonly string[],
  ports: FlowPorts,
): Promise<Result<FlowResult>> {
  const stored = await ports.credentials.registration(discovery.issuer);
  if (!stored.ok) return stored;
  const first = await attempt(discovery, oauthScopes, stored.value, ports);
  if (first !== 'unknown-client') return first;
  const removed = await ports.credentials.removeRegistration(discovery.issuer);
  if (!removed.ok) return removed;
  const second = await attempt(discovery, oauthScopes, null, ports);
  if (second !== 'unknown-client') return second;
  return fail(
    'SignInFailed',
    `The sign-in service ${discovery.issuer} does not accept the app it has just registered.`,
  );
}

async function attempt(
  discovery: Discovery,
  oauthScopes: readonly string[],
  stored: ClientRegistration | null,
  ports: FlowPorts,
): Promise<Attempt> {
  const port = stored === null ? null : Number(new URL(stored.redirectUri).port);
  const opened = await openLoopback(port);
  if (!opened.ok) return opened;
  const loopback = opened.value;
  let result: Attempt = fail('SignInFailed');
  try {
    const reusable = stored?.redirectUri === loopback.redirectUri ? stored : null;
    const registration = reusable ? ok(reusable) : await register(discovery, loopback.redirectUri, ports);
    result = registration.ok
      ? await throughBrowser(discovery, oauthScopes, registration.value, loopback, ports)
      : registration;
    if (reusable && result !== 'unknown-client' && !result.ok && result.error.code === 'AuthTimeout') {
      // An authorize page that says "unknown client" never comes back: the next attempt starts afresh.
      await ports.credentials.removeRegistration(discovery.issuer);
    }
    return result;
  } finally {
    await loopback.close(result !== 'unknown-client' && result.ok ? 'done' : 'failed');
  }
}

async function register(
  discovery: Discovery,
  redirectUri: string,
  { http, signal, credentials, onPhase }: FlowPorts,
): Promise<Result<ClientRegistration>> {
  onPhase('Introducing MCP Tray to the sign-in service…');
  const registration = await registerApp(discovery, redirectUri, { http, signal });
  if (!registration.ok) return registration;
  const saved = await credentials.saveRegistration(registration.value);
  return saved.ok ? registration : saved;
}

async function throughBrowser(
  discovery: Discovery,
  oauthScopes: readonly string[],
  registration: ClientRegistration,
  loopback: Loopback,
  ports: FlowPorts,
): Promise<Attempt> {
  const { metadata, resource, issuer, server } = discovery;
  const secret = () => Buffer.from(ports.randomBytes(32)).toString('base64url');
  const [state, verifier] = [secret(), secret()];
  const { redirectUri } = loopback;
  const request = { state, verifier, redirectUri, clientId: registration.clientId, oauthScopes };
  if (ports.signal.aborted) return fail('AuthCancelled');
  ports.onPhase('Waiting for your browser…');
  const shown = await ports.openUrl(authorizationUrl(discovery, request));
  if (!shown.ok) return shown;
  const callback = await loopback.wait({ timeoutMs: ports.browserTimeout, signal: ports.signal });
  if (!callback.ok) return callback;
  const issPromised = metadata.authorization_response_iss_parameter_supported === true;
  const outcome = checkCallback(callback.value, { state, issuer, issPromised });
  if (!outcome.ok) return outcome;
  if (outcome.value.kind === 'unknown-client') return 'unknown-client';
  ports.onPhase('Finishing the sign-in…');
  const answer = await requestTokens(
    { tokenEndpoint: metadata.token_endpoint, server, registration },
    {
      grant_type: 'authorization_code',
      code: outcome.value.code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      resource,
    },
    { http: ports.http, signal: ports.signal },
  );
  if (answer.kind === 'tokens') return ok({ tokens: answer.tokens, registration });
  if (answer.kind === 'unknown-client') return 'unknown-client';
  if (answer.kind === 'invalid-grant') {
    const { detail } = answer.error;
    const message = 'The sign-in service did not accept its own answer.';
    return fail('SignInFailed', message, detail === undefined ? {} : { detail });
  }
  return { ok: false, error: answer.error };
}

/** RFC 6749 4.1.1 with PKCE (RFC 7636) and the resource indicator (RFC 8707); keeps the endpoint's own query. */
export function authorizationUrl(
  { metadata, resource }: Discovery,
  request: {
    state: string;
    verifier: string;
    redirectUri: string;
    clientId: string;
    oauthScopes: readonly string[];
  },
): string {
  const url = new URL(metadata.authorization_endpoint);
  url.hash = '';
  const parameters = {
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    code_challenge: createHash('sha256').update(request.verifier).digest('base64url'),
    code_challenge_method: 'S256',
    resource,
    ...(request.oauthScopes.length > 0 ? { scope: request.oauthScopes.join(' ') } : {}),
    // OpenID Connect Core section 11: offline_access is ignored without a consent prompt.
    ...(request.oauthScopes.includes('offline_access') ? { prompt: 'consent' } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
