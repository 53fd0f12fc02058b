import type { AuthState, ServerEntry, ServerRef } from './domain.ts';
import { entryAuthWords, entryConnectionWords, entryStatus, settledState } from './entry-status.ts';
import { authSpeaker, connectionSpeaker } from './server-groups.ts';
import type { ServerGroup } from './server-groups.ts';
import { authNeedsYou } from './state-words.ts';

/** What needs the person and what helps; the list, the tray and notifications offer the same. */

/** With the client's own command, or with MCP Tray. */
export type SignInRoute = 'client' | 'own';

/**
 * The way to sign in that a click can take; the client's own comes first, because the client uses it. Null where the
 * client has one that only its person can take: a sign-in of ours would be used by checks alone.
 */
export function signInRoute(entry: ServerEntry): SignInRoute | null {
  if (entry.can.clientSignIn) return 'client';
  return !entry.can.handSignIn && ownSignInHelps(entry) ? 'own' : null;
}

/** Whether a sign-in by MCP Tray would be used: one that the client keeps itself is mended by no other. */
export function ownSignInHelps(entry: ServerEntry): boolean {
  return entry.can.ownSignIn && (entry.can.clientSignIn || entry.auth.owner !== entry.client);
}

/** The first entry that only a sign-in inside its client helps, by hand. */
export function signInByHand(entries: readonly ServerEntry[]): ServerEntry | null {
  return (
    entries.find((entry) => signInHelps(entry) && signInRoute(entry) === null && entry.can.ownSignIn) ?? null
  );
}

/** Whether an entry's sign-in is what needs the person. */
export function wantsSignIn(entry: ServerEntry): boolean {
  if (entryStatus(entry) !== 'active') return false;
  return (
    authNeedsYou(entry.auth) ||
    (settledState(entry.connection) === 'needs-auth' && entry.auth.state === 'unknown')
  );
}

/** Signing in does not mend a missing variable, keychain, registration or permission, nor a token in a file. */
const SIGN_IN_HELPS: ReadonlySet<AuthState> = new Set([
  'unknown',
  'needed',
  'expired',
  'expires-soon',
  'rejected',
  'insufficient-scope',
  'wrong-audience',
]);

/** Whether a sign-in would help; a refused token of the entry itself has no owner, and is only replaced in its file. */
export function signInHelps(entry: ServerEntry): boolean {
  const { state, owner } = entry.auth;
  const isFixed = state === 'rejected' && owner === null;
  return wantsSignIn(entry) && SIGN_IN_HELPS.has(state) && !isFixed;
}

const NO_SIGN_IN: ReadonlySet<AuthState> = new Set([
  'static',
  'env-present',
  'env-missing',
  'not-needed',
  'server-session',
]);

/**
 * Whether a sign-in by the client or by MCP Tray means anything here: not where a fixed token is sent, nobody has to
 * sign in, or the server has tools of its own for it.
 */
export function signInApplies(entry: ServerEntry): boolean {
  return entryStatus(entry) === 'active' && !NO_SIGN_IN.has(entry.auth.state);
}

/** The first entry that a sign-in would help, and how; null when none would. */
export function signInOffer(
  entries: readonly ServerEntry[],
): { readonly entry: ServerEntry; readonly via: SignInRoute } | null {
  for (const entry of entries) {
    const via = signInRoute(entry);
    if (via !== null && signInHelps(entry)) return { entry, via };
  }
  return null;
}

/** The words of what is wrong with a server, and the entry they are about. */
export function problemWords(group: ServerGroup): {
  readonly ref: ServerRef | null;
  readonly words: string;
} {
  const byConnection = connectionSpeaker(group);
  if (byConnection !== null && ['broken', 'attention'].includes(entryConnectionWords(byConnection).tone)) {
    return { ref: byConnection.ref, words: entryConnectionWords(byConnection).title };
  }
  const byAuth = authSpeaker(group) ?? byConnection;
  const words = byAuth === null ? null : entryAuthWords(byAuth);
  return { ref: byAuth?.ref ?? null, words: words?.title ?? 'needs you' };
}
