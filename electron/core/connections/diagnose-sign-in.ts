import type { AuthFact } from '../../../shared/domain.ts';
import { isUnseen } from '../../../shared/state-words.ts';
import type { AppErrorCode } from '../../../shared/errors.ts';
import type { SignInFailure } from '../auth/attempts.ts';
import { lastTried } from '../auth/clock-words.ts';
import type { Stage } from './diagnose.ts';
import type { ProbeResult } from './types.ts';
import { sentence } from './words.ts';

const NAME = 'Sign-in';
const REGISTRATION: readonly AppErrorCode[] = ['RegistrationRejected', 'RegistrationUnavailable'];

/** How our last sign-in failed, with its time, in any process of ours. */
export interface FailedAttempt {
  readonly code: AppErrorCode;
  readonly issuer: string | null;
  readonly text: string;
  readonly next: string;
  /** `info` where the sign-in that counts, mostly the client's own, is in order all the same. */
  readonly state: 'failed' | 'info';
}

export function attemptWords(
  failure: SignInFailure | null,
  auth: AuthFact | null,
  now: number,
): FailedAttempt | null {
  if (failure === null) return null;
  const { at, issuer, error } = failure;
  const { code, message, next, detail } = error;
  const text = detail === undefined ? message : `${message} (“${detail}”)`;
  return {
    code,
    issuer,
    text: `${text} ${lastTried(at, now)}`,
    next,
    state: isFine(auth) ? 'info' : 'failed',
  };
}

function isFine(auth: AuthFact | null): boolean {
  return auth !== null && FINE.includes(auth.state) && !isUnseen(auth);
}

/** What a service said counts as long as the server names it, or while it is not known which ones it names. */
export function stillCounts(attempt: FailedAttempt | null, issuers: readonly string[]): FailedAttempt | null {
  const moved = attempt?.issuer != null && issuers.length > 0 && !issuers.includes(attempt.issuer);
  return moved ? null : attempt;
}

const FINE: readonly AuthFact['state'][] = [
  'not-applicable',
  'not-needed',
  'optional',
  'server-session',
  'client-managed',
  'signed-in',
  'expires-soon',
  'renewable',
  'renewing',
  'static',
  'env-present',
];

/** What the service's metadata says about new apps, unless a sign-in of ours has just been told otherwise. */
export function registrationStage(
  metadata: { readonly registers: boolean; readonly takesDocuments: boolean } | null,
  attempt: FailedAttempt | null,
): readonly Stage[] {
  const name = 'Registration';
  if (attempt !== null && REGISTRATION.includes(attempt.code)) {
    return [{ name, state: attempt.state, text: attempt.text, next: attempt.next }];
  }
  if (metadata === null) return [];
  if (metadata.registers) {
    return [{ name, state: 'ok', text: 'Apps may register themselves.', next: null }];
  }
  const documents = metadata.takesDocuments
    ? 'Apps are known by a published document, which MCP Tray does not have; others need a fixed client ID.'
    : 'Apps need a fixed client ID.';
  return [{ name, state: 'info', text: documents, next: 'Ask whoever runs the server for a client ID.' }];
}

/** What the server has just answered, as far as it says something about the sign-in. */
export interface Refused {
  readonly evidence: string;
  readonly next: string | null;
  /** A header of the entry, or a token, was sent. */
  readonly sent: boolean;
  /** It knows who asks, and does not let them in (403). */
  readonly forbidden: boolean;
}

/**
 * Of a sign-in that has just failed, why; of one that the server has just refused, that; else what is known of
 * the tokens now.
 */
export function signInStage(
  auth: AuthFact | null,
  attempt: FailedAttempt | null,
  refused: Refused | null = null,
): Stage {
  const failed = (text: string, next: string | null): Stage => ({ name: NAME, state: 'failed', text, next });
  const own = attempt !== null && !REGISTRATION.includes(attempt.code) ? attempt : null;
  if (own?.state === 'failed') return failed(own.text, own.next);
  if (refused?.forbidden === true) return forbiddenStage(refused);
  const isBroken = auth !== null && auth.state !== 'unknown' && !FINE.includes(auth.state);
  if (refused?.sent === true && !isBroken) {
    const what = auth?.evidence == null ? 'what it was sent' : `this: ${auth.evidence}`;
    return failed(sentence(`the server does not accept ${what} (${refused.evidence})`), refused.next);
  }
  if (auth === null || auth.state === 'unknown') {
    if (refused !== null && auth?.evidence == null) {
      return failed('The server wants a sign-in, and none is known.', refused.next);
    }
    return { name: NAME, state: 'skipped', text: sentence(auth?.evidence ?? 'not known'), next: null };
  }
  const text = sentence(auth.evidence ?? auth.state);
  if (isBroken) return failed(text, auth.next);
  return own === null
    ? { name: NAME, state: 'ok', text, next: auth.next }
    : { name: NAME, state: 'ok', text: `${text} MCP Tray’s own sign-in failed: ${own.text}`, next: own.next };
}

/** Of a token that was typed for this diagnosis alone. */
export function typedStage({ connection }: ProbeResult, refused: Refused | null): Stage {
  if (refused?.forbidden === true) return forbiddenStage(refused);
  if (refused !== null) {
    const text = sentence(`the server does not accept this token (${refused.evidence})`);
    return { name: NAME, state: 'failed', text, next: refused.next };
  }
  return connection.state === 'connected'
    ? { name: NAME, state: 'ok', text: 'The server accepts this token.', next: null }
    : { name: NAME, state: 'skipped', text: 'Not reached.', next: null };
}

function forbiddenStage({ evidence, next, sent }: Refused): Stage {
  const who = sent ? 'signed in, but not permitted' : 'the server does not let you in';
  const text = sentence(`${who} (${evidence})`);
  return { name: NAME, state: 'failed', text, next };
}
