import type { AuthFact } from '../../../shared/domain.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Stage } from './diagnose.ts';
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

/** What is known of the tokens now; of a sign-in that has just failed, why. */
export function signInStage(auth: AuthFact | null, attempt: AppError | null): Stage {
  if (attempt !== null && !REGISTRATION.includes(attempt.code)) {
    return { name: NAME, state: 'failed', text: withDetail(attempt), next: attempt.next };
  }
  if (auth === null || auth.state === 'unknown') {
    return { name: NAME, state: 'skipped', text: 'Not known.', next: null };
  }
  const text = sentence(auth.evidence ?? auth.state);
  return { name: NAME, state: FINE.includes(auth.state) ? 'ok' : 'failed', text, next: auth.next };
}

function withDetail({ message, detail }: AppError): string {
  return detail === undefined ? message : `${message} (“${detail}”)`;
}
