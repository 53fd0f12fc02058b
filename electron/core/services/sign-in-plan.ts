import type { ServerEntry } from '../../../shared/domain.ts';
import { entryConnectionWords, entryStatus } from '../../../shared/entry-status.ts';
import { withSignedIn } from '../../../shared/sign-in-round.ts';
import type { RoundStep, SignInGuide, SignInRound } from '../../../shared/sign-in-round.ts';
import { AUTH_COPY, isUnseen } from '../../../shared/state-words.ts';

/**
 * What "sign in everywhere" has to do for the places of one server: those with a login command first, then what
 * the person does inside a client, MCP Tray's own sign-in last. Nothing is started. Pure.
 */
export function planRound(
  entries: readonly ServerEntry[],
  guideOf: (entry: ServerEntry) => SignInGuide | null,
): SignInRound | null {
  const remote = entries.filter(({ transport, url }) => url !== null && transport !== 'stdio');
  const [first] = remote;
  if (first === undefined) return null;
  const steps = remote.map((entry) => clientStep(entry, guideOf(entry)));
  const own = remote.find(({ can }) => can.ownSignIn);
  return {
    serverKey: first.serverKey,
    name: first.name,
    going: false,
    fromBefore: false,
    steps: [
      ...steps.filter(({ way }) => way === 'client'),
      ...steps.filter(({ way }) => way === 'by-hand'),
      ...(own === undefined ? [] : [ownStep(own, remote)]),
    ],
  };
}

function clientStep(entry: ServerEntry, guide: SignInGuide | null): RoundStep {
  const way = entry.can.clientSignIn ? 'client' : 'by-hand';
  return {
    id: entry.ref,
    ref: entry.ref,
    owner: entry.client,
    way,
    ...standing(entry, way),
    next: null,
    guide,
  };
}

function standing(entry: ServerEntry, way: 'client' | 'by-hand'): Pick<RoundStep, 'state' | 'detail'> {
  if (entryStatus(entry) !== 'active') {
    const { title, detail } = entryConnectionWords(entry);
    return { state: 'skipped', detail: detail === null ? `${title}.` : `${title}: ${detail}.` };
  }
  if (isSignedIn(entry)) return { state: 'done', detail: 'Already signed in.' };
  const { state } = entry.auth;
  if (state === 'static' || state === 'env-present' || state === 'env-missing') {
    return { state: 'skipped', detail: `${AUTH_COPY[state].title}: it uses that instead of a sign-in.` };
  }
  if (state === 'not-needed') return { state: 'skipped', detail: 'The server answers without a sign-in.' };
  return way === 'client'
    ? { state: 'waiting', detail: null }
    : { state: 'needs-you', detail: 'It has no command for this: sign in inside it.' };
}

/** Our tokens serve checks and the tools in our window only, so they are nobody's need unless they were before. */
function ownStep(entry: ServerEntry, entries: readonly ServerEntry[]): RoundStep {
  const ours = entries.map(({ auth }) => auth).find(({ owner }) => owner === 'mcp-tray');
  const kept = ours !== undefined || entries.some(({ can }) => can.ownSignOut);
  const ended = ours !== undefined && AUTH_COPY[ours.state].needsYou;
  return {
    id: `mcp-tray ${entry.ref}`,
    ref: entry.ref,
    owner: 'mcp-tray',
    way: 'own',
    ...(ended
      ? { state: 'waiting', detail: null }
      : kept
        ? { state: 'done', detail: 'Already signed in.' }
        : { state: 'skipped', detail: 'Only for checks and tools inside MCP Tray.' }),
    next: null,
    guide: null,
  };
}

type StepSoFar = Pick<RoundStep, 'id' | 'state' | 'detail' | 'next'>;

/**
 * A plan made anew keeps what an earlier round of the same server met: failures, what the person left out, and what
 * they said to have done where nothing can be seen.
 */
export function carryOver(
  planned: SignInRound,
  before: { readonly serverKey: string; readonly steps: readonly StepSoFar[] } | null,
): SignInRound {
  if (before === null || before.serverKey !== planned.serverKey) return planned;
  const earlier = new Map(before.steps.map((step) => [step.id, step]));
  const steps = planned.steps.map((step) => {
    const old = earlier.get(step.id);
    return old === undefined || !stillHolds(step, old)
      ? step
      : { ...step, state: old.state, detail: old.detail, next: old.next };
  });
  return { ...planned, steps };
}

function stillHolds(step: RoundStep, old: StepSoFar): boolean {
  if (step.state === 'waiting') return old.state === 'failed' || old.state === 'skipped';
  const isWord = old.state === 'done' || old.state === 'skipped';
  return step.state === 'needs-you' && step.way === 'by-hand' && isWord;
}

/** With what clients got meanwhile, by whomever. */
export function settledRound(round: SignInRound, entries: readonly ServerEntry[]): SignInRound {
  const signedIn = new Set(entries.filter(isSignedIn).map(({ ref }) => ref));
  return withSignedIn(round, (ref) => signedIn.has(ref));
}

/** By the client's own record: usable, or renewed by that client. */
function isSignedIn({ auth, client }: ServerEntry): boolean {
  return auth.state === 'client-managed' && auth.owner === client && !isUnseen(auth);
}
