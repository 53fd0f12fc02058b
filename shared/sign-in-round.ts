import type { ClientId, ServerRef } from './domain.ts';
import type { AppError } from './errors.ts';

/** What a person does where nothing else can: exact steps, and the command they name, to copy. */
export interface SignInGuide {
  readonly steps: readonly string[];
  /** One shell command, or null where there is none. */
  readonly command: string | null;
  /** The folder to run it in, where that matters. */
  readonly folder: string | null;
  /** What `client:open` opens, as a button says it ("Open Zed’s settings"); null where nothing can be opened. */
  readonly opens: string | null;
  /** How to sign out again inside the client, where nothing but the client can do that; a sentence. */
  readonly out: string | null;
}

/** By the client's own command, by MCP Tray for itself, or by the person inside the client. */
export type RoundWay = 'client' | 'own' | 'by-hand';

export type RoundStepState = 'waiting' | 'running' | 'needs-you' | 'done' | 'skipped' | 'failed';

/** One place of a server in a round of sign-ins. */
export interface RoundStep {
  readonly id: string;
  readonly ref: ServerRef;
  /** Client id, or 'mcp-tray' for our own. */
  readonly owner: ClientId;
  readonly way: RoundWay;
  readonly state: RoundStepState;
  /** Why it is in this state, in a sentence; null while there is nothing to say. */
  readonly detail: string | null;
  readonly next: string | null;
  readonly guide: SignInGuide | null;
}

/** "Sign in everywhere": the places of one server, signed in one after the other, never two at once. */
export interface SignInRound {
  readonly serverKey: string;
  readonly name: string;
  /** It goes on by itself to the next waiting step. */
  readonly going: boolean;
  /** Left unfinished when MCP Tray ended, and not gone on with since. */
  readonly fromBefore: boolean;
  readonly steps: readonly RoundStep[];
}

/** The step whose turn it is: none while one runs or after a stop. By-hand steps hold nobody up. */
export function nextStep({ going, steps }: SignInRound): RoundStep | null {
  if (!going || steps.some(({ state }) => state === 'running')) return null;
  return steps.find(({ state }) => state === 'waiting') ?? null;
}

export type RoundEvent =
  | { readonly type: 'start' }
  | { readonly type: 'begin' | 'retry'; readonly id: string }
  | { readonly type: 'skip'; readonly id: string }
  | { readonly type: 'done'; readonly id: string; readonly detail: string | null }
  | { readonly type: 'failed'; readonly id: string; readonly error: AppError }
  | { readonly type: 'needs-you'; readonly id: string; readonly detail: string; readonly next: string | null }
  /** Nothing goes on; a step that was running waits again. */
  | { readonly type: 'stop' };

/** The whole state machine. An event that does not fit the state of its step changes nothing. */
export function afterEvent(round: SignInRound, event: RoundEvent): SignInRound {
  switch (event.type) {
    case 'start':
      return { ...round, going: true, fromBefore: false };
    case 'stop':
      return {
        ...changed(round, ({ state }) => state === 'running', { state: 'waiting', detail: null, next: null }),
        going: false,
      };
    case 'retry': {
      const byHand = round.steps.find(({ id }) => id === event.id)?.way === 'by-hand';
      return of(round, event.id, ['failed', 'skipped', 'needs-you', 'waiting'], {
        state: byHand ? 'needs-you' : 'waiting',
        detail: null,
        next: null,
      });
    }
    case 'begin':
      return of(round, event.id, ['waiting'], { state: 'running' });
    case 'skip':
      return of(round, event.id, ['waiting', 'running', 'needs-you', 'failed'], {
        state: 'skipped',
        detail: 'You skipped it.',
        next: null,
      });
    case 'done':
      return of(round, event.id, ['waiting', 'running', 'needs-you', 'failed', 'skipped'], {
        state: 'done',
        detail: event.detail,
        next: null,
      });
    case 'failed':
      return of(round, event.id, ['running'], {
        state: 'failed',
        detail: event.error.message,
        next: event.error.next,
      });
    case 'needs-you':
      return of(round, event.id, ['running', 'needs-you'], {
        state: 'needs-you',
        detail: event.detail,
        next: event.next,
      });
  }
}

function of(
  round: SignInRound,
  id: string,
  from: readonly RoundStepState[],
  change: Partial<RoundStep>,
): SignInRound {
  return changed(round, (step) => step.id === id && from.includes(step.state), change);
}

function changed(
  round: SignInRound,
  fits: (step: RoundStep) => boolean,
  change: Partial<RoundStep>,
): SignInRound {
  return { ...round, steps: round.steps.map((step) => (fits(step) ? { ...step, ...change } : step)) };
}

/** What a client got meanwhile, by whomever, needs no step any more. */
export function withSignedIn(round: SignInRound, signedIn: (ref: ServerRef) => boolean): SignInRound {
  return changed(
    round,
    ({ way, state, ref }) =>
      way !== 'own' && state !== 'running' && state !== 'done' && state !== 'skipped' && signedIn(ref),
    { state: 'done', detail: 'Signed in.', next: null },
  );
}

/** Whether something is left to do, by us or by the person. */
export function roundIsOpen({ steps }: SignInRound): boolean {
  return steps.some(({ state }) => state !== 'done' && state !== 'skipped');
}

/** What an earlier run left to do, and for which entry to open it; null when there is nothing to go on with. */
export function leftRound({
  signInRound: round,
}: {
  readonly signInRound: SignInRound | null;
}): { readonly name: string; readonly left: number; readonly ref: ServerRef } | null {
  if (round === null || !round.fromBefore || round.going) return null;
  const open = round.steps.filter(({ state }) => state !== 'done' && state !== 'skipped');
  const [first] = open;
  return first === undefined ? null : { name: round.name, left: open.length, ref: first.ref };
}

/** How far it is, for a line of its own: steps by what they mean to the person. */
export function roundCounts({ steps }: SignInRound): Readonly<Record<RoundStepState, number>> {
  const counts = { waiting: 0, running: 0, 'needs-you': 0, done: 0, skipped: 0, failed: 0 };
  for (const { state } of steps) counts[state] += 1;
  return counts;
}
