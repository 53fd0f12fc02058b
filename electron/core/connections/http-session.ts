import type { ConnectionFact, ProtocolEra } from '../../../shared/domain.ts';
import { bearerChallenge, parseChallenges } from './challenge.ts';
import type { Failure } from './classify-error.ts';
import { classifyRedirect, classifyStatus, errorMessage } from './classify-status.ts';
import { mediaType } from './exchange.ts';
import type { Answer, Wire } from './exchange.ts';
import { refusalWords } from './refusal-words.ts';
import type { AuthChallenge, ProbeAuth } from './types.ts';
import { quote } from './words.ts';

/** One endpoint being probed. */
export interface HttpSession {
  readonly url: URL;
  /** The entry's own headers, and our token when there is one. */
  readonly headers: Readonly<Record<string, string>>;
  readonly hasCredentials: boolean;
  /** Whether protected-resource metadata is published; asked for side by side with the first request. */
  readonly publishesResource: () => Promise<boolean>;
  readonly publishesIssuer: () => Promise<boolean>;
  readonly wire: Wire;
}

/** How a probe ended, before the time is stamped on it. */
export interface Verdict {
  readonly connection: Omit<ConnectionFact, 'checkedAt'>;
  readonly auth: ProbeAuth;
  readonly retryAfterMs?: number;
  readonly gone?: true;
}

/** `other-era`: the server did not understand this way of asking; `answer` says how it put it. */
export type Step =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'other-era'; readonly answer: Extract<Answer, { kind: 'answer' }> };

const NO_CHALLENGE: AuthChallenge = { error: null, description: null, scope: null, resourceMetadata: null };

export function failed(failure: Failure, auth: ProbeAuth = { kind: 'unknown' }): Verdict {
  const { retryAfterMs, gone, ...fact } = failure;
  return {
    connection: { ...fact, era: null, latencyMs: null, toolCount: null },
    auth,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(gone === undefined ? {} : { gone }),
  };
}

export function connected(options: {
  era: ProtocolEra;
  label: string;
  milliseconds: number;
  toolCount: number | null;
  note?: string | null;
  next?: string | null;
  auth: ProbeAuth;
}): Verdict {
  const { era, label, milliseconds, toolCount, note = null, next = null, auth } = options;
  const evidence = `${milliseconds} ms · ${label}${note === null ? '' : ` · ${note}`}`;
  return {
    connection: { state: 'connected', evidence, era, latencyMs: milliseconds, toolCount, next },
    auth,
  };
}

/** Verdict of an answer that ends the probe whatever the era: no answer, redirect, auth, server trouble. */
export async function endingVerdict(session: HttpSession, answer: Answer): Promise<Verdict | null> {
  if (answer.kind === 'failed') return failed(answer.failure);
  if (answer.kind === 'redirect') return failed(classifyRedirect(answer.from, answer.to, answer.status));
  if (answer.status === 401) return unauthorized(session, answer.headers);
  if (answer.status === 403) return forbidden(session, answer);
  const gateway = answer.status === 407 || answer.status === 429 || [502, 503, 504].includes(answer.status);
  return gateway ? statusVerdict(session, answer) : null;
}

export function statusVerdict(session: HttpSession, answer: Extract<Answer, { kind: 'answer' }>): Verdict {
  return failed(classifyStatus(answer.status, answer.headers, answer.text, session.wire.now()));
}

/** Answered without being refused: what that says about sign-in. */
export async function answeredAuth(session: HttpSession, signsInByTools = false): Promise<ProbeAuth> {
  if (session.hasCredentials) return { kind: 'accepted', ...(signsInByTools ? { signsIn: true } : {}) };
  if (signsInByTools) return { kind: 'session' };
  return { kind: (await session.publishesResource()) ? 'optional' : 'open' };
}

async function unauthorized(session: HttpSession, headers: Headers): Promise<Verdict> {
  const header = headers.get('www-authenticate');
  const challenge = bearerChallenge(header) ?? NO_CHALLENGE;
  const published =
    challenge.resourceMetadata !== null ||
    (await session.publishesResource()) ||
    (await session.publishesIssuer());
  const schemes = [...new Set(parseChallenges(header).map(({ scheme }) => scheme))];
  const wanted = challenge.error ?? (schemes.includes('bearer') ? null : (schemes[0] ?? null));
  const refusal = refusalWords(challenge.description);
  const said = challenge.description === null ? '' : ` · “${quote(challenge.description)}”`;
  const why = refusal === null ? said : ` · ${refusal.words}${said}`;
  const evidence = `HTTP 401${wanted === null ? '' : ` ${wanted.slice(0, 40)}`}${why}`;
  return failed(
    {
      state: 'needs-auth',
      evidence: published ? evidence : `${evidence} · no sign-in is offered`,
      next: published && refusal !== null ? refusal.next : unauthorizedNext(session, published),
    },
    { kind: 'challenged', challenge, bare: !published },
  );
}

function unauthorizedNext({ hasCredentials }: HttpSession, published: boolean): string {
  if (hasCredentials) {
    return published ? 'Sign in again.' : 'Correct the token or header in the configuration.';
  }
  return published
    ? 'Sign in.'
    : 'Ask whoever runs the server for a token to put in a header, or to enable sign-in.';
}

function forbidden(session: HttpSession, answer: Extract<Answer, { kind: 'answer' }>): Verdict {
  const challenge = bearerChallenge(answer.headers.get('www-authenticate')) ?? NO_CHALLENGE;
  if (challenge.error === 'insufficient_scope') {
    return failed(
      {
        state: 'needs-auth',
        evidence: 'HTTP 403 insufficient_scope',
        next: 'Sign in again to grant more access.',
      },
      { kind: 'insufficient-scope', challenge },
    );
  }
  if (!session.hasCredentials && challenge.resourceMetadata !== null) {
    return failed(
      { state: 'needs-auth', evidence: 'HTTP 403', next: 'Sign in.' },
      { kind: 'challenged', challenge, bare: false },
    );
  }
  if (mediaType(answer.headers) === 'text/html') {
    return failed({
      state: 'http-error',
      evidence: 'HTTP 403 with a web page · blocked by a firewall or gateway, not by your sign-in',
      next: 'Check your VPN, or ask whoever runs the network to let MCP through.',
    });
  }
  const message = answer.rpc?.error?.message
    ? errorMessage(JSON.stringify(answer.rpc))
    : errorMessage(answer.text);
  return failed(
    {
      // No trouble of the server: it answers, and lets nobody in without the permission.
      state: 'needs-auth',
      evidence: `HTTP 403 · not permitted${message === null ? '' : ` · “${message}”`}`,
      next: session.hasCredentials
        ? 'Ask whoever runs the server for permission; signing in again will not help.'
        : 'Sign in, or ask whoever runs the server for permission.',
    },
    { kind: 'forbidden' },
  );
}
