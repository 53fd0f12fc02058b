import type { AuthState, ServerEntry } from '../../shared/domain.ts';
import {
  authSpeaker,
  connectionSpeaker,
  entryAuthWords,
  entryConnectionWords,
  entryShape,
  ownerNames,
} from '../../shared/selectors.ts';
import type { ServerGroup } from '../../shared/selectors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { authNeedsYou } from '../../shared/state-words.ts';
import { menuLabel } from './menu-label.ts';
import type { TrayItem } from './tray-model.ts';

/** States that signing in ends; the others need something else first (a client ID, a variable, a keychain). */
const SIGN_IN_HELPS: ReadonlySet<AuthState> = new Set([
  'needed',
  'expires-soon',
  'expired',
  'rejected',
  'insufficient-scope',
]);

/** "△ kfuse — Codex: sign in", which signs in; "⊠ kubernetes — Certificate problem", which shows it. */
export function problemRow(group: ServerGroup, snapshot: Snapshot): TrayItem {
  const mark = group.shape === 'broken' ? '⊠' : '△';
  const label = (text: string) => menuLabel(`${mark} ${group.name} — ${text}`);
  const running = snapshot.operations.find(
    (operation) => operation.kind !== 'check' && group.entries.some((entry) => entry.ref === operation.ref),
  );
  if (running !== undefined) {
    return { kind: 'row', label: label(running.phase), action: { kind: 'show', ref: running.ref } };
  }
  const signIn = group.shape === 'broken' ? undefined : group.entries.find(canSignIn);
  if (signIn !== undefined) {
    const via = signIn.can.clientSignIn ? 'client' : 'own';
    const who = via === 'client' ? `${ownerNames(snapshot)(signIn.client)}: sign in` : 'sign in';
    return { kind: 'row', label: label(who), action: { kind: 'sign-in', ref: signIn.ref, via } };
  }
  const { ref, words } = problemWords(group);
  return { kind: 'row', label: label(words), action: { kind: 'show', ref } };
}

/** The words of what is wrong, and the entry they are about. */
export function problemWords(group: ServerGroup): { ref: string | null; words: string } {
  const byConnection = connectionSpeaker(group);
  if (byConnection !== null && ['broken', 'attention'].includes(entryConnectionWords(byConnection).tone)) {
    return { ref: byConnection.ref, words: entryConnectionWords(byConnection).title };
  }
  const byAuth = authSpeaker(group) ?? byConnection;
  const words = byAuth === null ? null : entryAuthWords(byAuth);
  return { ref: byAuth?.ref ?? null, words: words?.title ?? 'needs you' };
}

function canSignIn(entry: ServerEntry): boolean {
  if (entryShape(entry) !== 'needs-you' || !(entry.can.clientSignIn || entry.can.ownSignIn)) return false;
  const asksForIt = entry.connection.state === 'needs-auth' && entry.auth.state === 'unknown';
  return asksForIt || (authNeedsYou(entry.auth) && SIGN_IN_HELPS.has(entry.auth.state));
}
