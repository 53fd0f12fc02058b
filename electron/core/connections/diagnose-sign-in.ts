import type { AuthFact } from '../../../shared/domain.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Stage } from './diagnose.ts';
import type { ProbeResult } from './types.ts';
import { sentence } from './words.ts';

const NAME = 'Sign-in';
const REGISTRATION: readonly string[] = ['RegistrationRejected', 'RegistrationUnavailable'];

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
  attempt: AppError | null,
): readonly Stage[] {
  const name = 'Registration';
  if (attempt !== null && REGISTRATION.includes(attempt.code)) {
    return [{ name, state: 'failed', text: withDetail(attempt), next: attempt.next }];
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
  attempt: AppError | null,
  refused: Refused | null = null,
): Stage {
  const failed = (text: string, next: string | null): Stage => ({ name: NAME, state: 'failed', text, next });
  if (attempt !== null && !REGISTRATION.includes(attempt.code)) {
    return failed(withDetail(attempt), attempt.next);
  }
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
  return isBroken ? failed(text, auth.next) : { name: NAME, state: 'ok', text, next: auth.next };
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

function forbiddenStage({ evidence, next }: Refused): Stage {
  const text = sentence(`signed in, but not permitted (${evidence})`);
  return { name: NAME, state: 'failed', text, next };
}

function withDetail({ message, detail }: AppError): string {
  return detail === undefined ? message : `${message} (“${detail}”)`;
}
