import type { ConnectionFact, ConnectionState, ServerEntry } from './domain.ts';
import { authNeedsYou, authWords, CONNECTION_COPY, connectionWords, isUnseen } from './state-words.ts';
import type { Shape, StateWords, WordsOptions } from './state-words.ts';

/** What is decided by the files alone, before any connection or sign-in counts. First match wins. */
export type EntryStatus = 'problem' | 'disabled' | 'ignored' | 'rejected' | 'pending' | 'shadowed' | 'active';

export function entryStatus(entry: ServerEntry): EntryStatus {
  if (entry.problem !== null) return 'problem';
  if (!entry.enabled) return 'disabled';
  if (entry.ignoredByClient !== null) return 'ignored';
  if (entry.approval === 'rejected') return 'rejected';
  if (entry.approval === 'pending') return 'pending';
  if (entry.shadowedBy !== null) return 'shadowed';
  return 'active';
}

const STATUS_SHAPE = {
  problem: 'broken',
  disabled: 'disabled',
  ignored: 'needs-you',
  rejected: 'disabled',
  pending: 'needs-you',
  shadowed: 'disabled',
} as const satisfies Record<Exclude<EntryStatus, 'active'>, Shape>;

/** The shape of one entry. "Fine" needs a connection that was really seen. */
export function entryShape(entry: ServerEntry): Shape {
  const status = entryStatus(entry);
  if (status !== 'active') return STATUS_SHAPE[status];
  const state = settledState(entry.connection);
  const connection = CONNECTION_COPY[state].shape;
  if (connection === 'broken') return 'broken';
  if (authNeedsYou(entry.auth)) return 'needs-you';
  if (state === 'needs-auth' && entry.auth.state === 'unknown') return 'needs-you';
  if (state === 'needs-auth' && (isUnseen(entry.auth) || entry.auth.state === 'renewal-failed')) {
    return 'unknown';
  }
  return connection;
}

/** What is known of a connection now: while a check runs, what the last one found. */
export function settledState(fact: ConnectionFact): ConnectionState {
  return fact.state === 'checking' ? (fact.before ?? 'unknown') : fact.state;
}

/** Whether the person has something to do for this entry. */
export function needsYou(entry: ServerEntry): boolean {
  const shape = entryShape(entry);
  return shape === 'needs-you' || shape === 'broken';
}

const SHAPE_ORDER = [
  'broken',
  'needs-you',
  'unknown',
  'fine',
  'disabled',
] as const satisfies readonly Shape[];

/** The worst shape of several entries; switched-off ones count only when nothing else is there. */
export function serverShape(entries: readonly ServerEntry[]): Shape {
  const shapes = new Set(entries.map(entryShape));
  return SHAPE_ORDER.find((shape) => shapes.has(shape)) ?? 'unknown';
}

/** Connection words of an entry as set up: what the files decide comes before what a check found. */
export function entryConnectionWords(entry: ServerEntry, options: WordsOptions = {}): StateWords {
  switch (entryStatus(entry)) {
    case 'problem':
      return { title: 'Config error', detail: entry.problem, tone: 'broken' };
    case 'disabled':
      return { title: 'Disabled', detail: entry.disabledBy, tone: 'quiet' };
    case 'ignored':
      return {
        title: 'Ignored by client',
        detail: entry.ignoredByClient?.reason ?? null,
        tone: 'attention',
      };
    case 'rejected':
      return { title: 'Rejected', detail: 'you declined it in the client', tone: 'quiet' };
    case 'pending':
      return { title: 'Waiting for approval', detail: 'the client asks you first', tone: 'attention' };
    case 'shadowed':
      return { title: 'Overridden', detail: 'a closer entry of this name is used', tone: 'quiet' };
    case 'active': {
      const words = connectionWords(entry.connection, options);
      // An address is never started.
      const isIdle = entry.connection.state === 'skipped' && entry.transport !== 'stdio';
      return isIdle ? { ...words, title: CONNECTION_COPY.unknown.title } : words;
    }
  }
}

/** Sign-in words, or null where a sign-in does not matter because the client does not load the entry. */
export function entryAuthWords(entry: ServerEntry, options: WordsOptions = {}): StateWords | null {
  const status = entryStatus(entry);
  if (status === 'problem' || status === 'disabled' || status === 'ignored') return null;
  if (CONNECTION_COPY[settledState(entry.connection)].shape === 'broken' && entry.auth.state === 'unknown') {
    return { title: 'Not checked', detail: 'fix the connection first', tone: 'quiet' };
  }
  return authWords(entry.auth, options);
}
