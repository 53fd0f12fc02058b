import { groupServers } from '../../shared/selectors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { problemWords } from './tray-problem.ts';

/** Last known state of each server, by group key; servers never seen fine or in need are absent. */
export type KnownStates = ReadonlyMap<string, 'fine' | 'needs-you'>;

export interface NoticeText {
  readonly title: string;
  readonly body: string;
  /** The entry to show on a click; null shows the list. */
  readonly ref: string | null;
}

export interface NoticeDecision {
  readonly known: KnownStates;
  readonly notice: NoticeText | null;
}

/**
 * What to announce: servers that were seen fine and now need the person, once, as one notice. Problems found
 * on the first look, or in an entry that was just added, are no change and stay silent. An unknown state in
 * between (checking again) neither announces nor forgets.
 */
export function notificationsFor(previous: KnownStates | null, next: Snapshot): NoticeDecision {
  const groups = groupServers(next.entries);
  const known = new Map<string, 'fine' | 'needs-you'>();
  for (const group of groups) {
    const before = previous?.get(group.key);
    if (group.needsYou) known.set(group.key, 'needs-you');
    else if (group.shape === 'fine') known.set(group.key, 'fine');
    else if (group.shape === 'unknown' && before !== undefined) known.set(group.key, before);
  }
  const changed = groups.filter((group) => group.needsYou && previous?.get(group.key) === 'fine');
  const [first] = changed;
  if (first === undefined) return { known, notice: null };
  const { ref, words } = problemWords(first);
  if (changed.length === 1) {
    return { known, notice: { title: `${oneLine(first.name)} needs you`, body: words, ref } };
  }
  const names = changed.slice(0, 3).map((group) => oneLine(group.name));
  const rest = changed.length - names.length;
  const body = rest === 0 ? names.join(', ') : `${names.join(', ')} and ${rest} more`;
  return { known, notice: { title: `${changed.length} servers need you`, body, ref: null } };
}

/** Checks that are under way: their outcomes are announced together. */
export function isSettled(snapshot: Snapshot): boolean {
  return (
    !snapshot.loading &&
    !snapshot.operations.some((operation) => operation.kind === 'check') &&
    !snapshot.entries.some((entry) => entry.connection.state === 'checking')
  );
}

function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 60);
}
