import type { AuthFact, AuthState, ConnectionFact, ConnectionState } from './domain.ts';
import type { ClientView } from './snapshot.ts';
import { endedWords, relativeTime, untilTime } from './time-words.ts';

/**
 * The one vocabulary for states: list, detail pane, tray, notifications and command line all speak it.
 * Shape comes first, then words, then colour, so that nothing is told by colour alone.
 */

/** Ring with tick, triangle, square with cross, open ring, dashed ring. */
export type Shape = 'fine' | 'needs-you' | 'broken' | 'unknown' | 'disabled';

/** How loud a text is. `good` is for single facts in the detail pane; a healthy list stays quiet. */
export type Tone = 'quiet' | 'good' | 'attention' | 'broken';

export interface StateWords {
  readonly title: string;
  /** The evidence line, or null when there is nothing to add. */
  readonly detail: string | null;
  readonly tone: Tone;
}

export interface WordsOptions {
  /** Epoch milliseconds; without it no relative times are added. */
  readonly now?: number;
  /** Turns a sign-in's owner (client id, or "mcp-tray") into a name. */
  readonly ownerName?: (owner: string) => string;
}

export const SHAPE_WORDS = {
  fine: 'Fine',
  'needs-you': 'Needs you',
  broken: 'Broken',
  unknown: 'Not checked',
  disabled: 'Disabled',
} as const satisfies Record<Shape, string>;

interface ConnectionCopy {
  readonly title: string;
  readonly tone: Tone;
  readonly shape: Shape;
  /** Used when the fact brings no evidence of its own. */
  readonly detail: string | null;
}

export const CONNECTION_COPY = {
  unknown: { title: 'Not checked', tone: 'quiet', shape: 'unknown', detail: null },
  checking: { title: 'Checking…', tone: 'quiet', shape: 'unknown', detail: null },
  connected: { title: 'Connected', tone: 'good', shape: 'fine', detail: null },
  'needs-auth': { title: 'Reachable', tone: 'good', shape: 'fine', detail: 'asks for sign-in' },
  unreachable: { title: 'Unreachable', tone: 'broken', shape: 'broken', detail: 'no answer' },
  'tls-error': { title: 'Certificate problem', tone: 'broken', shape: 'broken', detail: null },
  'not-mcp': {
    title: 'Not an MCP server',
    tone: 'broken',
    shape: 'broken',
    detail: 'something else answers',
  },
  'http-error': { title: 'Server error', tone: 'broken', shape: 'broken', detail: null },
  'process-error': { title: 'Program failed', tone: 'broken', shape: 'broken', detail: null },
  skipped: { title: 'Not started', tone: 'quiet', shape: 'unknown', detail: 'runs only when you ask' },
} as const satisfies Record<ConnectionState, ConnectionCopy>;

interface AuthCopy {
  readonly title: string;
  readonly tone: Tone;
  /** Only the person can move this state on. */
  readonly needsYou: boolean;
  readonly detail: string | null;
}

export const AUTH_COPY = {
  unknown: { title: 'Not checked', tone: 'quiet', needsYou: false, detail: null },
  'not-applicable': { title: 'No sign-in', tone: 'quiet', needsYou: false, detail: 'local program' },
  'not-needed': { title: 'No sign-in needed', tone: 'quiet', needsYou: false, detail: null },
  optional: { title: 'Sign-in optional', tone: 'quiet', needsYou: false, detail: 'works without' },
  needed: { title: 'Sign-in needed', tone: 'attention', needsYou: true, detail: null },
  'client-managed': { title: 'Signed in', tone: 'good', needsYou: false, detail: null },
  'signed-in': { title: 'Signed in', tone: 'good', needsYou: false, detail: null },
  'expires-soon': { title: 'Sign-in ends soon', tone: 'quiet', needsYou: false, detail: null },
  renewable: { title: 'Signed in', tone: 'good', needsYou: false, detail: 'renews at the next use' },
  renewing: { title: 'Renewing…', tone: 'quiet', needsYou: false, detail: null },
  'renewal-failed': { title: 'Renewal delayed', tone: 'quiet', needsYou: false, detail: 'tried again later' },
  expired: { title: 'Sign-in expired', tone: 'attention', needsYou: true, detail: null },
  rejected: { title: 'Sign-in rejected', tone: 'attention', needsYou: true, detail: null },
  'insufficient-scope': { title: 'More access needed', tone: 'attention', needsYou: true, detail: null },
  'not-permitted': { title: 'Not permitted', tone: 'attention', needsYou: true, detail: null },
  'wrong-audience': {
    title: 'Sign-in is for another server',
    tone: 'attention',
    needsYou: true,
    detail: null,
  },
  'registration-rejected': { title: 'App not accepted', tone: 'attention', needsYou: true, detail: null },
  'registration-unavailable': { title: 'Client ID needed', tone: 'attention', needsYou: true, detail: null },
  static: { title: 'Token in file', tone: 'quiet', needsYou: false, detail: null },
  'env-present': { title: 'Token in environment', tone: 'quiet', needsYou: false, detail: null },
  'env-missing': { title: 'Token missing', tone: 'attention', needsYou: true, detail: null },
  'keychain-unavailable': {
    title: 'Keychain unavailable',
    tone: 'attention',
    needsYou: true,
    detail: null,
  },
  'server-session': {
    title: 'Inside its session',
    tone: 'quiet',
    needsYou: false,
    detail: 'signs in by its own tools, anew in each session',
  },
} as const satisfies Record<AuthState, AuthCopy>;

/** A token that stands in a file is nobody's sign-in. */
const FIXED_REJECTED = { ...AUTH_COPY.rejected, title: 'Token rejected' };

/** Connection fact in two lines: "Connected" / "142 ms · 8 s ago". */
export function connectionWords(fact: ConnectionFact, options: WordsOptions = {}): StateWords {
  const copy = CONNECTION_COPY[fact.state];
  const age =
    options.now === undefined || fact.checkedAt === null || fact.state === 'checking'
      ? null
      : relativeTime(fact.checkedAt, options.now);
  return { title: copy.title, detail: joinParts([fact.evidence ?? copy.detail, age]), tone: copy.tone };
}

/** Sign-in fact in two lines: "Signed in" / "Codex · renews by itself · until 14:05". */
export function authWords(fact: AuthFact, options: WordsOptions = {}): StateWords {
  const copy = fact.state === 'rejected' && fact.owner === null ? FIXED_REJECTED : AUTH_COPY[fact.state];
  const owner = fact.owner === null ? null : nameOf(fact.owner, options);
  if (isUnseen(fact)) {
    return {
      title: owner === null ? 'Managed by the client' : `Managed by ${owner}`,
      detail: fact.evidence ?? 'state unknown',
      tone: 'quiet',
    };
  }
  if (fact.state === 'client-managed' || fact.state === 'signed-in' || fact.state === 'expires-soon') {
    return {
      title: copy.title,
      detail: joinParts([countdown(fact, options), owner, lifetime(fact, options)]),
      tone: authNeedsYou(fact) ? 'attention' : copy.tone,
    };
  }
  return { title: copy.title, detail: fact.evidence ?? copy.detail, tone: copy.tone };
}

/** The client keeps its sign-in where we do not look: there may be one, or none. */
export function isUnseen({ state, expiresAt, refreshable }: AuthFact): boolean {
  return state === 'client-managed' && expiresAt === null && refreshable === null;
}

/** Whether only the person can move this sign-in on. */
export function authNeedsYou(fact: AuthFact): boolean {
  if (fact.state === 'expires-soon') return fact.refreshable !== true;
  return AUTH_COPY[fact.state].needsYou;
}

/** "Restart Codex to apply" / "2 running sessions still use the old list"; null when there is no need. */
export function restartWords({ name, restart }: Pick<ClientView, 'name' | 'restart'>): StateWords | null {
  if (restart === null) return null;
  const detail =
    restart.running === 1
      ? 'it still runs with the old list'
      : `${restart.running} running sessions still use the old list`;
  return { title: `Restart ${name} to apply`, detail, tone: 'attention' };
}

/** A sign-in that nothing renews counts its last hour down. */
const GLANCE_MS = 3_600_000;

function lifetime(fact: AuthFact, options: WordsOptions): string | null {
  const { expiresAt, refreshable } = fact;
  const now = options.now;
  if (expiresAt !== null && now !== undefined && expiresAt <= now) {
    return refreshable === true ? 'renews at the next use' : endedWords(expiresAt, now);
  }
  const end = expiresAt === null ? null : untilTime(expiresAt, now ?? expiresAt);
  if (refreshable === true) return joinParts(['renews by itself', end === null ? null : `until ${end}`]);
  return end === null || countdown(fact, options) !== null ? null : `until ${end}`;
}

/** "ends in 12 min, at 14:05"; it stands first, because narrow columns cut the rest. */
function countdown({ expiresAt, refreshable }: AuthFact, { now }: WordsOptions): string | null {
  if (expiresAt === null || now === undefined || refreshable === true) return null;
  if (expiresAt <= now || expiresAt - now >= GLANCE_MS) return null;
  return `ends ${relativeTime(expiresAt, now)}, at ${untilTime(expiresAt, now)}`;
}

function nameOf(owner: string, options: WordsOptions): string {
  return options.ownerName?.(owner) ?? (owner === 'mcp-tray' ? 'MCP Tray' : owner);
}

function joinParts(parts: readonly (string | null)[]): string | null {
  const present = parts.filter((part) => part !== null && part !== '');
  return present.length === 0 ? null : present.join(' · ');
}
