import type { Snapshot } from '../../../shared/snapshot.ts';

/** "Soon" for a sign-in whose lifetime is not known, as clients' records are (`auth.md` 7.1). Milliseconds. */
const SOON_MS = 5 * 60_000;

export function endsSoon(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt > now && expiresAt - now < SOON_MS;
}

/**
 * The next moment after `now` at which a shown sign-in turns although nothing happens: it begins to end soon,
 * or it has ended. Null when time alone changes nothing.
 */
export function nextTurn(snapshot: Pick<Snapshot, 'entries' | 'signIns'>, now: number): number | null {
  const ends = [
    ...snapshot.entries.map(({ auth }) => auth.expiresAt),
    ...snapshot.signIns.map((s) => s.expiresAt),
  ];
  const turns = ends.flatMap((at) => (at === null ? [] : [at - SOON_MS, at])).filter((at) => at > now);
  return turns.length === 0 ? null : Math.min(...turns);
}
