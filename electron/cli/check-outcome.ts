import type { AuthState, ConnectionState, ServerEntry } from '../../shared/domain.ts';
import { EXIT } from './exit-codes.ts';

/** What a checked connection means for the exit code; a program that was not to be started is no failure. */
const CONNECTION_EXIT = {
  connected: EXIT.done,
  skipped: EXIT.done,
  'needs-auth': EXIT.signInNeeded,
  unknown: EXIT.failed,
  checking: EXIT.failed,
  unreachable: EXIT.failed,
  'tls-error': EXIT.failed,
  'not-mcp': EXIT.failed,
  'http-error': EXIT.failed,
  'process-error': EXIT.failed,
} as const satisfies Record<ConnectionState, number>;

/** Sign-ins that only the person can mend, although the server answered. */
const NEEDS_SIGN_IN: readonly AuthState[] = [
  'needed',
  'expired',
  'rejected',
  'insufficient-scope',
  'wrong-audience',
];

/** One exit code for all checked entries: a failure before a missing sign-in, both before "done". */
export function checkExitCode(entries: readonly ServerEntry[]): number {
  const codes = entries.map(outcome);
  return [EXIT.failed, EXIT.keychain, EXIT.signInNeeded].find((code) => codes.includes(code)) ?? EXIT.done;
}

function outcome({ connection, auth }: ServerEntry): number {
  const code = CONNECTION_EXIT[connection.state];
  // Signing in does not help there.
  if (code === EXIT.failed || auth.state === 'not-permitted') return EXIT.failed;
  if (auth.state === 'keychain-unavailable' && code === EXIT.signInNeeded) return EXIT.keychain;
  return NEEDS_SIGN_IN.includes(auth.state) ? EXIT.signInNeeded : code;
}
