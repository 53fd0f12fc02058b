import { BY_HAND } from '../by-hand.ts';
import { createHash } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { checkCallback } from './callback.ts';
import type { ClientRegistration, Credential, Credentials } from './credentials.ts';
import { openLoopback } from './loopback.ts';
import type { Loopback } from './loopback.ts';
import type { Discovery } from './metadata.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { registerApp } from './registration.ts';
import { registrationCandidates } from './registration-choice.ts';
import type { Candidate } from './registration-choice.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-endpoint.ts';

export interface FlowPorts {
  readonly http: OAuthHttp;
  readonly credentials: Credentials;
  readonly openUrl: (url: string) => Promise<Result<null | 'by-hand'>>;
  readonly randomBytes: (size: number) => Uint8Array;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
  /** Milliseconds the person has in the browser. */
  readonly browserTimeout: number;
  /** Where our client identifier metadata document is served; null when nowhere. */
  readonly clientMetadataUrl: string | null;
  /** Issuers whose login page never came back when they were shown the metadata document. */
  readonly silentIssuers: Set<string>;
  /** `state` of sign-ins that are over; a forgotten tab may still come back with one. */
  readonly spentStates: Set<string>;
}

export interface BrowserRequest {
  readonly oauthScopes: readonly string[];
  /** The service shall ask who is there even when its cookie already says so. */
  readonly anotherAccount: boolean;
}

export interface FlowResult {
  readonly grant: Credential['grant'];
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

/** One sign-in in the browser. A registration the service does not know gives way to the next candidate. */
export async function runFlow(
  discovery: Discovery,
  request: BrowserRequest,
  ports: FlowPorts,
): Promise<Result<FlowResult>> {
  const { issuer } = discovery;
  const candidates = await registrationCandidates(discovery, ports);
  if (!candidates.ok) return candidates;
  for (const candidate of candidates.value) {
    const result = await attempt(discovery, request, candidate, ports);
    if (result !== 'unknown-client') return result;
    if (candidate === 'register') break;
    if (candidate.source === 'given') return unknownClientId(issuer);
    if (candidate.source === 'dynamic') {
      const removed = await ports.credentials.removeRegistration(issuer);
      if (!removed.ok) return removed;
    }
  }
  return fail(
    'SignInFailed',
    `The sign-in service ${issuer} does not accept the app it has just registered.`,
  );
}

function unknownClientId(issuer: string): Result<never> {
  return fail('SignInFailed', `The sign-in service ${issuer} does not accept the client ID you entered.`, {
    next: 'Compare it with what you were given; the service may also want a client secret.',
  });
}

async function attempt(
  discovery: Discovery,
  request: BrowserRequest,
  candidate: Candidate,
  ports: FlowPorts,
): Promise<Attempt> {
  const stored = candidate === 'register' ? null : candidate;
  const port = stored?.source === 'dynamic' ? Number(new URL(stored.redirectUri).port) : null;
  const isEarlier = (answer: URLSearchParams) => ports.spentStates.has(answer.get('state') ?? '');
  const opened = await openLoopback(port, isEarlier);
  if (!opened.ok) return opened;
  const loopback = opened.value;
  let result: Attempt = fail('SignInFailed');
  try {
    const anyPort = stored !== null && stored.source !== 'dynamic';
    const reusable = anyPort || stored?.redirectUri === loopback.redirectUri ? stored : null;
    const registration = reusable ? ok(reusable) : await register(discovery, loopback.redirectUri, ports);
    result = registration.ok
      ? await throughBrowser(discovery, request, registration.value, loopback, ports)
      : registration;
    const silent = result !== 'unknown-client' && !result.ok && result.error.code === 'AuthTimeout';
    // A login page that says "unknown client" never comes back: the next attempt starts afresh.
    if (silent && reusable?.source === 'document') ports.silentIssuers.add(discovery.issuer);
    if (silent && reusable?.source === 'dynamic') {
      await ports.credentials.removeRegistration(discovery.issuer);
      result = fail('AuthTimeout', undefined, {
        next: 'Start the sign-in again. If the page said that it does not know this app: MCP Tray registers anew then.',
      });
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
  wanted: BrowserRequest,
  registration: ClientRegistration,
  loopback: Loopback,
  ports: FlowPorts,
): Promise<Attempt> {
  const { metadata, resource, issuer, server } = discovery;
  const secret = () => Buffer.from(ports.randomBytes(32)).toString('base64url');
  const [state, verifier] = [secret(), secret()];
  const { redirectUri } = loopback;
  const { clientId } = registration;
  const page = authorizationUrl(discovery, { state, verifier, redirectUri, clientId, ...wanted });
  if (page === null) {
    return fail('SignInFailed', `The sign-in service ${issuer} offers no sign-in in a browser.`);
  }
  if (ports.signal.aborted) return fail('AuthCancelled');
  ports.onPhase('Waiting for your browser…');
  const shown = await ports.openUrl(page);
  if (!shown.ok) return shown;
  if (shown.value === 'by-hand') ports.onPhase(BY_HAND);
  const callback = await loopback.wait({ timeoutMs: ports.browserTimeout, signal: ports.signal });
  ports.spentStates.add(state);
  if (!callback.ok) return callback;
  const issPromised = metadata.authorization_response_iss_parameter_supported === true;
  const outcome = checkCallback(callback.value, { state, issuer, issPromised, resource });
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
  if (answer.kind === 'tokens') {
    return ok({ grant: 'authorization_code', tokens: answer.tokens, registration });
  }
  if (answer.kind === 'unknown-client') return 'unknown-client';
  if (answer.kind === 'invalid-grant') {
    const { detail } = answer.error;
    const message = answer.words?.message ?? 'The sign-in service did not accept its own answer.';
    const next = answer.words === null ? {} : { next: answer.words.next };
    return fail('SignInFailed', message, detail === undefined ? next : { ...next, detail });
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
  } & BrowserRequest,
): string | null {
  if (metadata.authorization_endpoint === undefined) return null;
  const prompts = [
    ...(request.anotherAccount ? ['login'] : []),
    // OpenID Connect Core section 11: offline_access is ignored without a consent prompt.
    ...(request.oauthScopes.includes('offline_access') ? ['consent'] : []),
  ];
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
    ...(prompts.length > 0 ? { prompt: prompts.join(' ') } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
