import type { ServerEntry, ServerRef } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { afterEvent, nextStep, roundIsOpen } from '../../../shared/sign-in-round.ts';
import type { RoundEvent, RoundStep, SignInGuide, SignInRound } from '../../../shared/sign-in-round.ts';
import type { RoundSoFar } from './kept-round.ts';
import { carryOver, planRound, settledRound } from './sign-in-plan.ts';

/** What the client's store shows of an entry: a sign-in, none, or nothing because we do not look there. */
export type StoreAnswer = 'signed-in' | 'none' | 'unseen';

export interface SignInRounds {
  /** As far as it knows; `settledRound` adds what clients got meanwhile. */
  current(): SignInRound | null;
  /** Plans a round for the server of this entry. One that runs is kept. */
  open(ref: ServerRef): Result<SignInRound>;
  /** Goes on with all waiting steps; resolves when none is left that can be done without the person. */
  start(): Promise<Result<null>>;
  /** Only this step, if nothing else goes on. */
  retry(id: string): Promise<Result<null>>;
  /** A step that runs is ended. */
  skip(id: string): Result<null>;
  /** "I have signed in there": believed when the client's store shows it, or cannot be seen. */
  confirm(id: string): Promise<Result<null>>;
  /** Ends what runs. Everything else stays as it is, and can be gone on with. */
  stop(): Result<null>;
  /** Whether a sign-in of a round is under way. */
  busy(): boolean;
  /** Takes up what an earlier run left unfinished, if it still is and nothing else was begun. Starts nothing. */
  takeUp(before: RoundSoFar): void;
  /** The person does not want to go on with it. */
  forget(): Result<null>;
}

export interface SignInRoundsParts {
  /** As shown now. */
  readonly entries: () => readonly ServerEntry[];
  readonly guideOf: (ref: ServerRef) => SignInGuide | null;
  /** Whether some sign-in is under way: two browsers at once would confuse anybody. */
  readonly signInRuns: () => boolean;
  readonly signIn: (ref: ServerRef, via: 'client' | 'own') => Promise<Result<null>>;
  readonly cancel: (ref: ServerRef) => void;
  /** Reads the stores again. */
  readonly look: (ref: ServerRef) => Promise<StoreAnswer>;
  readonly ownerName: (owner: string) => string;
  readonly onChange: () => void;
  /** How far a round has got that was begun; null: there is none any more. */
  readonly keep: (round: SignInRound | null) => void;
}

/** At most one round: a new one finds done what is signed in. */
export function createSignInRounds(parts: SignInRoundsParts): SignInRounds {
  let round: SignInRound | null = null;
  /** A plan that was only looked at is not worth keeping. */
  let begun = false;
  let work: Promise<void> | null = null;

  function settle(): SignInRound | null {
    if (round === null) return null;
    round = settledRound(round, parts.entries());
    return round;
  }

  function tell(event: RoundEvent): void {
    if (round === null) return;
    round = afterEvent(round, event);
    begun ||= event.type !== 'stop';
    if (begun) parts.keep(round);
    parts.onChange();
  }

  function planFor(wanted: string): SignInRound | null {
    const members = parts.entries().filter(({ serverKey }) => serverKey === wanted);
    return planRound(members, (one) => parts.guideOf(one.ref));
  }

  function stepOf(id: string): RoundStep | undefined {
    return round?.steps.find((step) => step.id === id);
  }

  async function runSteps(): Promise<void> {
    for (;;) {
      const now = settle();
      const step = now === null ? null : nextStep(now);
      if (step === null) break;
      await runStep(step);
    }
    // Nothing waits any more: what comes later is started by a click of its own.
    if (round?.going === true) tell({ type: 'stop' });
  }

  async function runStep({ id, ref, way, owner }: RoundStep): Promise<void> {
    tell({ type: 'begin', id });
    const result = await parts.signIn(ref, way === 'own' ? 'own' : 'client');
    // Stopped or skipped meanwhile: that has been told already.
    if (stepOf(id)?.state !== 'running') return;
    if (!result.ok) return tell(afterFailure(id, result.error));
    const unseen = way !== 'own' && (await parts.look(ref)) === 'unseen';
    const name = parts.ownerName(owner);
    const detail = unseen
      ? `${name} says it worked; MCP Tray does not look where it keeps sign-ins.`
      : 'Signed in.';
    tell({ type: 'done', id, detail });
  }

  /** One piece of work at a time; more clicks join it. */
  async function working(job: () => Promise<void>): Promise<Result<null>> {
    work ??= job().finally(() => {
      work = null;
    });
    await work;
    return ok(null);
  }

  const elsewhere = (): Result<never> | null =>
    work === null && parts.signInRuns()
      ? fail('InvalidRequest', 'Another sign-in is under way.', { next: 'Finish or cancel it first.' })
      : null;

  return {
    current: () => round,
    busy: () => work !== null,
    open(ref) {
      const entry = parts.entries().find((one) => one.ref === ref);
      if (entry === undefined) return fail('EntryNotFound', 'This server is not set up any more.');
      if (work !== null && round !== null) {
        if (round.serverKey === entry.serverKey) return ok(round);
        return fail('InvalidRequest', `${round.name} is being signed in to.`, {
          next: 'Finish or cancel that first.',
        });
      }
      const planned = planFor(entry.serverKey);
      if (planned === null) return fail('Unsupported', `${entry.name} has no web address to sign in to.`);
      if (round?.serverKey !== planned.serverKey) begun = false;
      round = carryOver(planned, round);
      parts.onChange();
      return ok(round);
    },
    takeUp(before) {
      if (round !== null) return;
      const planned = planFor(before.serverKey);
      const again = planned === null ? null : settledRound(carryOver(planned, before), parts.entries());
      if (again === null || !roundIsOpen(again)) return parts.keep(null);
      round = { ...again, fromBefore: true };
      begun = true;
      parts.onChange();
    },
    forget() {
      if (work !== null) return fail('InvalidRequest', 'A sign-in is under way.', { next: 'Stop it first.' });
      round = null;
      begun = false;
      parts.keep(null);
      parts.onChange();
      return ok(null);
    },
    async start() {
      if (round === null) return nothing();
      const other = elsewhere();
      if (other !== null) return other;
      tell({ type: 'start' });
      return working(runSteps);
    },
    async retry(id) {
      if (stepOf(id) === undefined) return nothing();
      const other = elsewhere();
      if (other !== null) return other;
      tell({ type: 'retry', id });
      return working(async () => {
        const step = stepOf(id);
        if (step?.state === 'waiting') await runStep(step);
      });
    },
    skip(id) {
      const step = stepOf(id);
      if (step === undefined) return nothing();
      tell({ type: 'skip', id });
      if (step.state === 'running') parts.cancel(step.ref);
      return ok(null);
    },
    async confirm(id) {
      const step = stepOf(id);
      if (step === undefined) return nothing();
      const answer = await parts.look(step.ref);
      const name = parts.ownerName(step.owner);
      if (answer === 'none') {
        const detail = `${name} keeps no sign-in for this server yet.`;
        tell({ type: 'needs-you', id, detail, next: 'Sign in there, then press this again.' });
      } else {
        const detail = answer === 'unseen' ? 'You said so; MCP Tray cannot see it.' : 'Signed in.';
        tell({ type: 'done', id, detail });
      }
      return ok(null);
    },
    stop() {
      const running = round?.steps.find(({ state }) => state === 'running');
      tell({ type: 'stop' });
      if (running !== undefined) parts.cancel(running.ref);
      return ok(null);
    },
  };
}

function afterFailure(id: string, error: AppError): RoundEvent {
  const theirTurn = error.code === 'NotInstalled' || error.code === 'Unsupported';
  return theirTurn
    ? { type: 'needs-you', id, detail: error.message, next: error.next }
    : { type: 'failed', id, error };
}

function nothing(): Result<never> {
  return fail('InvalidRequest', 'No round of sign-ins is open.', { next: 'Open it again.' });
}
