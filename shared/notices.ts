import { problemWords, signInOffer } from './attention.ts';
import type { SignInRoute } from './attention.ts';
import type { ServerRef } from './domain.ts';
import { entryStatus, settledState } from './entry-status.ts';
import { connectionSpeaker, groupServers } from './server-groups.ts';
import type { ServerGroup } from './server-groups.ts';
import type { Snapshot } from './snapshot.ts';
import { CONNECTION_COPY } from './state-words.ts';

/** What is worth interrupting a person for. Pure; times are epoch milliseconds. */

/** A drop shorter than this is no news (acceptance 126). It takes a second check to know. */
export const DROP_MS = 45_000;
/** A server that comes and goes is told of once in this time. */
export const TOLD_AGAIN_MS = 30 * 60_000;

interface Known {
  readonly state: 'fine' | 'troubled';
  /** Of the check that first found the trouble; null while fine. */
  readonly since: number | null;
  /** This trouble was told, seen in the window, or was there from the start. */
  readonly settled: boolean;
  readonly toldAt: number | null;
}

/** What was seen and told so far, by server. Servers never seen fine or in trouble are absent. */
export interface NoticeMemory {
  readonly servers: ReadonlyMap<string, Known>;
  /** Servers that the notice on the screen is about and that are still in trouble. */
  readonly standing: readonly string[];
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** The entry to show on a click; null shows the list. */
  readonly ref: ServerRef | null;
  /** What its button does; "Show" when no sign-in helps. */
  readonly action:
    | { readonly kind: 'sign-in'; readonly label: string; readonly ref: ServerRef; readonly via: SignInRoute }
    | { readonly kind: 'show'; readonly label: string };
}

export interface NoticeDecision {
  readonly memory: NoticeMemory;
  /** To be shown now, in the place of the one before. */
  readonly notice: Notice | null;
  /** What the notice on the screen says is over. */
  readonly withdraw: boolean;
  /** Ask again then, even without a new snapshot. */
  readonly askAgainAt: number | null;
}

/**
 * What to say about a change: servers that were seen fine and now need the person, once, as one notice that
 * also names what the last one was about. Problems of the first look, or of an entry that was just added, are
 * no change. A connection that fails is news after a second check has found the same. While `watched`, the
 * person sees it anyway; right after waking or coming online nothing is said yet.
 */
export function notificationModel(
  previous: NoticeMemory | null,
  next: Snapshot,
  context: { readonly now: number; readonly watched: boolean },
): NoticeDecision {
  const { now, watched } = context;
  const quietUntil = next.background?.quietUntil ?? 0;
  const groups = groupServers(next.entries);
  const servers = new Map<string, Known>();
  const news: ServerGroup[] = [];
  let askAgainAt: number | null = null;
  for (const group of groups) {
    const before = previous?.servers.get(group.key);
    const known = judge(group, before, previous === null);
    if (known === null) continue;
    const isNews = known.state === 'troubled' && !known.settled && isConfirmed(group, known);
    const throttledUntil = known.toldAt === null ? 0 : known.toldAt + TOLD_AGAIN_MS;
    const waitUntil = Math.max(quietUntil, throttledUntil);
    if (isNews && watched) servers.set(group.key, { ...known, settled: true });
    else if (isNews && now >= waitUntil) {
      servers.set(group.key, { ...known, settled: true, toldAt: now });
      news.push(group);
    } else {
      servers.set(group.key, known);
      if (isNews) askAgainAt = Math.min(askAgainAt ?? Infinity, waitUntil);
    }
  }
  const stillStanding = (previous?.standing ?? []).filter((key) => servers.get(key)?.state === 'troubled');
  const told = new Set([...news.map(({ key }) => key), ...stillStanding]);
  const withdraw = news.length === 0 && stillStanding.length === 0 && (previous?.standing.length ?? 0) > 0;
  return {
    memory: { servers, standing: news.length > 0 ? [...told] : stillStanding },
    notice: news.length === 0 ? null : noticeOf(groups.filter(({ key }) => told.has(key))),
    withdraw,
    askAgainAt,
  };
}

/** Reading and checks that are under way: their outcomes are told together. */
export function isSettled(snapshot: Snapshot): boolean {
  return (
    !snapshot.loading &&
    !snapshot.operations.some((operation) => operation.kind === 'check') &&
    !snapshot.entries.some((entry) => entry.connection.state === 'checking')
  );
}

/** An unknown state in between (never checked as it is now) neither tells nor forgets. */
function judge(group: ServerGroup, before: Known | undefined, isFirstLook: boolean): Known | null {
  const toldAt = before?.toldAt ?? null;
  if (group.needsYou) {
    if (before?.state === 'troubled') return before;
    // Found on the first look, or in an entry that is new: no change, so there is nothing to tell.
    const settled = isFirstLook || before === undefined;
    return { state: 'troubled', since: checkedAt(group), settled, toldAt };
  }
  if (group.shape === 'fine') return { state: 'fine', since: null, settled: true, toldAt };
  return group.shape === 'unknown' ? (before ?? null) : null;
}

/** A sign-in that is needed is a fact; a connection that fails may be a drop. */
function isConfirmed(group: ServerGroup, known: Known): boolean {
  const speaker = connectionSpeaker(group);
  const broken =
    speaker !== null &&
    entryStatus(speaker) === 'active' &&
    CONNECTION_COPY[settledState(speaker.connection)].shape === 'broken';
  return !broken || checkedAt(group) - (known.since ?? 0) >= DROP_MS;
}

function checkedAt(group: ServerGroup): number {
  return Math.max(0, ...group.entries.map((entry) => entry.connection.checkedAt ?? 0));
}

function noticeOf(groups: readonly ServerGroup[]): Notice {
  const [first] = groups;
  if (first !== undefined && groups.length === 1) {
    const { ref, words } = problemWords(first);
    const offer = first.shape === 'broken' ? null : signInOffer(first.entries);
    const action =
      offer === null
        ? ({ kind: 'show', label: 'Show' } as const)
        : ({ kind: 'sign-in', label: 'Sign in', ref: offer.entry.ref, via: offer.via } as const);
    return { title: `${oneLine(first.name)} needs you`, body: words, ref, action };
  }
  const names = groups.slice(0, 3).map((group) => oneLine(group.name));
  const rest = groups.length - names.length;
  const body = rest === 0 ? names.join(', ') : `${names.join(', ')} and ${rest} more`;
  const title = `${groups.length} servers need you`;
  return { title, body, ref: null, action: { kind: 'show', label: 'Show' } };
}

function oneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').slice(0, 60);
}
