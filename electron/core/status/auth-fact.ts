import { UNKNOWN_AUTH } from '../../../shared/domain.ts';
import type { AuthFact } from '../../../shared/domain.ts';
import { isReference, isSecretName, looksSecret } from '../../../shared/redact.ts';
import { sessionPrompt } from '../../../shared/session-sign-in.ts';
import type { RawEntry } from '../clients/types.ts';
import type { ProbeAuth } from '../connections/types.ts';
import { endsSoon } from './expiry.ts';
import type { SignInRecord } from '../sign-ins/types.ts';
import { variableNames } from './variables.ts';

/** All that is known about one entry's sign-in; later lines of `authFact` rank it. */
export interface AuthEvidence {
  readonly entry: RawEntry;
  readonly clientName: string;
  /** Whose the records are, in words: the client, or that part of it which keeps them. */
  readonly keptBy: string;
  /** As of `ClientAdapter.unsigned`. */
  readonly unsigned?: string;
  /** As of `ClientAdapter.keepsSignIns`. */
  readonly keptAt?: string;
  /** Hidden until the person asks: where they stand then. */
  readonly closedIn?: string;
  /** The client's own records that serve this entry. */
  readonly records: readonly SignInRecord[];
  /** Set when the client keeps its sign-ins where we do not look (macOS keychain, encrypted file, an app). */
  readonly hidden: boolean;
  /** Our own credential for this server, or null. */
  readonly own: AuthFact | null;
  readonly probe: {
    readonly auth: ProbeAuth;
    readonly checkedAt: number;
    readonly sent: 'nothing' | 'static' | 'own';
  } | null;
  readonly vars: Readonly<Record<string, string | undefined>>;
  readonly now: number;
}

/** The auth axis for one entry (`auth.md` 7.1, first match wins). Pure. */
export function authFact(evidence: AuthEvidence): AuthFact {
  return (
    forbiddenFact(evidence) ??
    staticFact(evidence) ??
    recordFact(evidence) ??
    ownFact(evidence) ??
    probedFact(evidence) ??
    UNKNOWN_AUTH
  );
}

/** The server knows who asks, by the token it was sent: signing in again does not help. */
function forbiddenFact({ probe, own, entry }: AuthEvidence): AuthFact | null {
  if (probe === null || probe.sent === 'nothing' || probe.auth.kind !== 'forbidden') return null;
  const isOwn = probe.sent === 'own';
  if (isOwn && own === null) return null;
  const whose = isOwn
    ? 'the server knows your sign-in'
    : `the server knows ${staticSource(entry)?.words ?? 'the header'}`;
  return {
    ...(isOwn && own !== null ? own : UNKNOWN_AUTH),
    state: 'not-permitted',
    evidence: `${whose}, but does not let you in (403)`,
    checkedAt: probe.checkedAt,
    next: 'Ask whoever runs the server for access; signing in again does not help.',
  };
}

function staticFact({ entry, vars, probe }: AuthEvidence): AuthFact | null {
  const source = staticSource(entry);
  if (source === null) {
    if (entry.transport !== 'stdio') return null;
    const inside = probe?.auth.kind === 'session';
    return inside ? sessionFact(probe.checkedAt) : fact('not-applicable', 'runs on this computer');
  }
  const unset = source.variables.filter((name) => vars[name] === undefined);
  if (unset.length > 0) {
    return {
      ...fact(
        'env-missing',
        `${unset.join(', ')} is not set where MCP Tray runs; the client’s own environment may differ`,
      ),
      next: `Set ${unset.join(', ')} in the environment the client starts in.`,
    };
  }
  if (probe?.sent === 'static' && probe.auth.kind === 'challenged') {
    return {
      ...fact('rejected', `401 · ${source.words} is not accepted`, probe.checkedAt),
      next: `Replace ${source.words}. Sign-in is not tried while it is set.`,
    };
  }
  const accepted = probe?.sent === 'static' && probe.auth.kind === 'accepted';
  const state = source.variables.length > 0 ? 'env-present' : 'static';
  return fact(
    state,
    accepted ? `${source.words}, accepted` : source.words,
    accepted ? (probe?.checkedAt ?? null) : null,
  );
}

/** Where a fixed credential stands in the entry, in words, and the variables it comes from. */
function staticSource(entry: RawEntry): { words: string; variables: readonly string[] } | null {
  if (entry.bearerTokenEnvVar !== null) {
    return { words: `token from ${entry.bearerTokenEnvVar}`, variables: [entry.bearerTokenEnvVar] };
  }
  const envHeader = Object.entries(entry.envHeaders).find(([header]) => isSecretName(header));
  if (envHeader) return { words: `${envHeader[0]} header from ${envHeader[1]}`, variables: [envHeader[1]] };
  const header = Object.entries(entry.headers).find(
    ([name, value]) => isSecretName(name) || looksSecret(value),
  );
  if (header) return { words: `${header[0]} header in the file`, variables: variableNames(header[1]) };
  const variable = Object.entries(entry.env).find(
    ([name, value]) => value !== '' && (isSecretName(name) || looksSecret(value)),
  );
  if (!variable) return null;
  const [name, value] = variable;
  return isReference(value)
    ? {
        words: `${name} from ${variableNames(value).join(', ') || 'a variable'}`,
        variables: variableNames(value),
      }
    : { words: `${name} in the file`, variables: [] };
}

function recordFact({ records, keptBy, entry, now }: AuthEvidence): AuthFact | null {
  const record = records.find((one) => one.hasAccessToken) ?? records.find((one) => one.refreshable);
  if (record === undefined) return null;
  const base = {
    owner: entry.location.client,
    expiresAt: record.expiresAt,
    refreshable: record.refreshable,
    checkedAt: now,
  };
  const expired = record.expiresAt !== null && record.expiresAt <= now;
  if (expired && !record.refreshable) {
    return {
      ...base,
      state: 'expired',
      evidence: `${keptBy}’s sign-in has ended and cannot renew itself`,
      next: `Sign in again with ${keptBy}.`,
    };
  }
  if (!record.refreshable && endsSoon(record.expiresAt, now)) {
    return {
      ...base,
      state: 'expires-soon',
      evidence: `${keptBy}’s sign-in is about to end and cannot renew itself`,
      next: `Sign in again with ${keptBy}.`,
    };
  }
  const evidence = expired
    ? `${keptBy} renews it at the next use`
    : `signed in with ${keptBy}${record.refreshable ? ' · renews by itself' : ''}`;
  return { ...base, state: 'client-managed', evidence, next: null };
}

function ownFact({ own, records, clientName, entry }: AuthEvidence): AuthFact | null {
  if (own === null) return null;
  const clientLacksOne = records.length === 0 && entry.transport !== 'stdio';
  if (!clientLacksOne || own.state !== 'signed-in') return own;
  return { ...own, next: own.next ?? `${clientName} keeps its own sign-in: sign in with ${clientName} too.` };
}

function probedFact(evidence: AuthEvidence): AuthFact | null {
  const { probe, clientName, records } = evidence;
  // What our own token got tells nothing once that token is gone.
  if (probe === null || probe.sent === 'own') return records.length > 0 ? refused(evidence) : null;
  const at = probe.checkedAt;
  switch (probe.auth.kind) {
    case 'open':
      return fact('not-needed', 'the server answers without a sign-in', at);
    case 'optional':
      return fact('optional', 'the server answers without a sign-in, and offers one', at);
    case 'accepted':
      return fact('not-needed', 'the server accepted the request', at);
    case 'insufficient-scope':
      return {
        ...fact('insufficient-scope', `403 · more access needed${quoted(probe.auth.challenge.scope)}`, at),
        next: `Sign in again with ${clientName} and grant it.`,
      };
    case 'forbidden':
      return {
        ...fact('not-permitted', '403 · the server does not let you in', at),
        next: 'Ask whoever runs the server for access.',
      };
    case 'session':
      return sessionFact(at);
    case 'challenged':
      return challenged(probe.auth.bare, evidence, at);
    case 'unknown':
      return records.length > 0 ? refused(evidence) : null;
  }
}

function challenged(bare: boolean, evidence: AuthEvidence, at: number): AuthFact {
  const { hidden, clientName, entry, closedIn, keptAt = 'where MCP Tray does not look' } = evidence;
  if (bare) {
    return {
      ...fact('needed', '401 · the server wants a token but offers no sign-in', at),
      next: 'Ask whoever runs the server: its sign-in may be switched off, or it wants a fixed token.',
    };
  }
  if (hidden) {
    const place = closedIn === undefined ? keptAt : `in ${closedIn}`;
    const words = `the server wants a sign-in; ${clientName} keeps its own ${place}`;
    const next = closedIn === undefined ? null : `Look at the sign-ins of ${clientName} to know more.`;
    return { ...fact('client-managed', words, at), owner: entry.location.client, next };
  }
  return {
    ...fact('needed', `401 · ${clientName} is not signed in`, at),
    next: signInWith(evidence),
  };
}

function sessionFact(at: number): AuthFact {
  return {
    ...fact('server-session', 'signs in by its own tools (authenticate), anew in each session', at),
    next: `Say to your client: “${sessionPrompt(null)}”`,
  };
}

/** A record without any token: the client tried, and the server refused. */
function refused(evidence: AuthEvidence): AuthFact {
  return {
    ...fact('needed', `the server refused ${evidence.clientName} without a sign-in`),
    next: signInWith(evidence),
  };
}

/** What to do, and what is missing until then: clients differ in whether they say so themselves. */
function signInWith({ clientName, unsigned = '' }: AuthEvidence): string {
  return `Sign in with ${clientName}. Until then its tools are not available there${unsigned}.`;
}

function fact(state: AuthFact['state'], evidence: string, checkedAt: number | null = null): AuthFact {
  return { ...UNKNOWN_AUTH, state, evidence, checkedAt };
}

function quoted(oauthScopes: string | null): string {
  return oauthScopes === null ? '' : ` (${oauthScopes.slice(0, 80)})`;
}
