import { authNeedsYou } from '../../shared/state-words.ts';
import type { AuthState, ServerEntry } from '../../shared/domain.ts';
import { entryStatus } from '../../shared/entry-status.ts';
import { ownerNames } from '../../shared/selectors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { untilTime } from '../../shared/time-words.ts';
import { menuLabel } from './menu-label.ts';
import type { TrayItem } from './tray-model.ts';

/** A sign-in that renews by itself is worth a line only shortly before it does. Milliseconds. */
const RENEWS_SOON = 5 * 60_000;

const HOLDS: ReadonlySet<AuthState> = new Set(['signed-in', 'client-managed', 'expires-soon', 'renewing']);

/**
 * Sign-ins that end before midnight and need the person then, and those that will renew themselves in a
 * moment. Those that need the person now stand among the problems.
 */
export function expiryRows(
  snapshot: Snapshot,
  now: number,
): { readonly title: string; readonly rows: readonly TrayItem[] } {
  const midnight = new Date(now).setHours(24, 0, 0, 0);
  const held = snapshot.entries
    .filter((entry) => entryStatus(entry) === 'active' && HOLDS.has(entry.auth.state))
    .filter(({ auth }) => auth.expiresAt !== null && auth.expiresAt > now && !authNeedsYou(auth))
    .toSorted((a, b) => (a.auth.expiresAt ?? 0) - (b.auth.expiresAt ?? 0));
  const ending = held.filter(({ auth }) => auth.refreshable !== true && (auth.expiresAt ?? 0) < midnight);
  const renewing = held.filter(
    ({ auth }) => auth.refreshable === true && (auth.expiresAt ?? 0) <= now + RENEWS_SOON,
  );
  const owner = ownerNames(snapshot);
  const row = (entry: ServerEntry, then: string): TrayItem => {
    const at = untilTime(entry.auth.expiresAt ?? 0, now);
    const label = menuLabel(`${entry.name} — ${owner(entry.auth.owner ?? entry.client)}: ${at}, ${then}`);
    return { kind: 'row', label, action: { kind: 'show', ref: entry.ref } };
  };
  const count = ending.length || renewing.length;
  const sign = `${count} sign-in${count === 1 ? '' : 's'}`;
  const verb =
    ending.length > 0 ? (count === 1 ? 'ends today' : 'end today') : `renew${count === 1 ? 's' : ''} soon`;
  return {
    title: `${sign} ${verb}`,
    rows: [
      ...ending.map((entry) => row(entry, 'needs you then')),
      ...renewing.map((entry) => row(entry, 'renews by itself')),
    ],
  };
}
