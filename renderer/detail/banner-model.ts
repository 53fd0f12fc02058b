import { signInHelps, wantsSignIn } from '../../shared/attention.ts';
import type { AuthState, ServerEntry } from '../../shared/domain.ts';
import { ERROR_COPY } from '../../shared/errors.ts';
import type { AppErrorCode } from '../../shared/errors.ts';
import { AUTH_COPY, CONNECTION_COPY } from '../../shared/state-words.ts';
import { entryStatus, settledState } from '../../shared/entry-status.ts';
import type { ServerGroup } from '../../shared/server-groups.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { COPY } from '../copy/copy.ts';

/** What is wrong with a server and for which entry, worst first; null when nothing is. */
export interface BannerModel {
  readonly entry: ServerEntry;
  readonly tone: 'attention' | 'broken';
  readonly title: string;
  readonly sentences: readonly string[];
  /** Text from outside, shown as a quotation. */
  readonly quote: string | null;
  readonly offers: 'sign-in' | 'diagnose' | null;
  /** The sign-in service does not take MCP Tray as it comes: only an ID it has given out helps. */
  readonly asksClientId: boolean;
}

const CLIENT_ID_CODES: ReadonlySet<AppErrorCode> = new Set([
  'RegistrationUnavailable',
  'RegistrationRejected',
]);
const CLIENT_ID_STATES: ReadonlySet<AuthState> = new Set([
  'registration-unavailable',
  'registration-rejected',
]);

export function bannerFor(
  group: ServerGroup,
  failures: Snapshot['failures'],
  clientName: (id: string) => string,
): BannerModel | null {
  return (
    failureBanner(group, failures) ??
    firstOf(group, (entry) => problemBanner(entry, clientName)) ??
    firstOf(group, connectionBanner) ??
    firstOf(group, (entry) => signInBanner(entry, clientName))
  );
}

function firstOf(group: ServerGroup, banner: (entry: ServerEntry) => BannerModel | null): BannerModel | null {
  for (const entry of group.entries) {
    const model = banner(entry);
    if (model !== null) return model;
  }
  return null;
}

function failureBanner(group: ServerGroup, failures: Snapshot['failures']): BannerModel | null {
  const newest = failures
    .filter(({ ref, error }) => error.code !== 'AuthCancelled' && group.entries.some((e) => e.ref === ref))
    .toSorted((a, b) => b.at - a.at)[0];
  const entry = group.entries.find(({ ref }) => ref === newest?.ref);
  if (newest === undefined || entry === undefined) return null;
  const { code, message, next, detail } = newest.error;
  const asksClientId = entry.can.ownSignIn && CLIENT_ID_CODES.has(code);
  return {
    entry,
    tone: 'attention',
    title: ERROR_COPY[code].title,
    sentences: [message, next],
    quote: detail ?? null,
    offers: signInHelps(entry) || asksClientId ? 'sign-in' : entry.can.check ? 'diagnose' : null,
    asksClientId,
  };
}

function problemBanner(entry: ServerEntry, clientName: (id: string) => string): BannerModel | null {
  const client = clientName(entry.client);
  const status = entryStatus(entry);
  if (status === 'problem') {
    return plain(entry, 'broken', COPY.detail.problemTitle(client), [entry.problem]);
  }
  if (status === 'ignored') {
    return plain(entry, 'attention', COPY.detail.ignoredTitle(client), [
      entry.ignoredByClient?.reason,
      entry.ignoredByClient?.next,
    ]);
  }
  if (status === 'pending') {
    return plain(entry, 'attention', COPY.detail.pendingTitle(client), [
      COPY.detail.pending(client),
      COPY.detail.pendingNext(client),
    ]);
  }
  return null;
}

function connectionBanner(entry: ServerEntry): BannerModel | null {
  const copy = CONNECTION_COPY[settledState(entry.connection)];
  if (entryStatus(entry) !== 'active' || copy.shape !== 'broken') return null;
  return {
    ...plain(entry, 'broken', copy.title, [entry.connection.evidence, entry.connection.next]),
    offers: entry.can.check ? 'diagnose' : null,
  };
}

function signInBanner(entry: ServerEntry, clientName: (id: string) => string): BannerModel | null {
  if (!wantsSignIn(entry)) return null;
  const wantsClientId = CLIENT_ID_STATES.has(entry.auth.state);
  return {
    ...plain(entry, 'attention', signInTitle(entry, clientName), [entry.auth.evidence, entry.auth.next]),
    offers: signInHelps(entry) || wantsClientId ? 'sign-in' : entry.can.check ? 'diagnose' : null,
    asksClientId: entry.can.ownSignIn && wantsClientId,
  };
}

function signInTitle(entry: ServerEntry, clientName: (id: string) => string): string {
  const client = clientName(entry.client);
  const { state, owner } = entry.auth;
  if (state === 'registration-rejected') return COPY.detail.appRejected;
  if (state === 'registration-unavailable') return COPY.detail.appUnknown;
  // A token of ours is not the client's: what it keeps itself may be fine.
  const whose = owner === 'mcp-tray' ? clientName(owner) : client;
  if (state === 'rejected' && owner === null) return COPY.detail.tokenRefused(client);
  if (!signInHelps(entry)) return COPY.detail.signInOther(AUTH_COPY[state].title, whose);
  if (state === 'rejected' || state === 'expired') return COPY.detail.signInAgain(whose);
  if (state === 'needed' || state === 'unknown') return COPY.detail.signInNeeded(client);
  return COPY.detail.signInOther(AUTH_COPY[state].title, whose);
}

function plain(
  entry: ServerEntry,
  tone: BannerModel['tone'],
  title: string,
  sentences: readonly (string | null | undefined)[],
): BannerModel {
  const told = sentences.flatMap((sentence) => (sentence ? [asSentence(sentence)] : []));
  return { entry, tone, title, sentences: told, quote: null, offers: null, asksClientId: false };
}

/** Evidence may be a fragment ("connection refused"); in the banner it stands as a sentence. */
function asSentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…”"]$/.test(capital) ? capital : `${capital}.`;
}
