import { redactText } from '../../../shared/redact.ts';
import { roundIsOpen } from '../../../shared/sign-in-round.ts';
import type { RoundStepState, SignInRound } from '../../../shared/sign-in-round.ts';
import { createStateFile } from '../config/state-file.ts';

/** How far a round of sign-ins got; what else there is to know is planned anew from the files. */
export interface RoundSoFar {
  readonly serverKey: string;
  readonly at: number;
  readonly steps: readonly {
    readonly id: string;
    readonly state: RoundStepState;
    readonly detail: string | null;
    readonly next: string | null;
  }[];
}

/** The last round that was begun and not finished, in our own folder, for a week. */
export interface KeptRound {
  read(): Promise<RoundSoFar | null>;
  /** One with nothing left to do, and null, empty it. */
  keep(round: SignInRound | null): void;
  /** Resolves when what was given is written. */
  settled(): Promise<void>;
  problems(): readonly string[];
  /** Sets a broken file aside. */
  mend(): Promise<void>;
}

const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

export function createKeptRound({ stateDir, now }: { stateDir: string; now: () => number }): KeptRound {
  const file = createStateFile<RoundSoFar>({
    stateDir,
    name: 'sign-in-round',
    item: async () => (await import('../config/state-schemas.ts')).roundSchema,
  });
  let writing: Promise<unknown> = Promise.resolve();
  return {
    problems: () => file.problems(),
    mend: () => file.mend(),
    settled: async () => void (await writing),
    async read() {
      const [round] = await file.read();
      return round !== undefined && Math.abs(now() - round.at) < KEEP_MS ? round : null;
    },
    keep(round) {
      const next = round !== null && roundIsOpen(round) ? [soFar(round, now())] : [];
      // A folder that cannot be written costs only that a restart forgets.
      const write = () => file.update((items) => (items.length + next.length === 0 ? items : next));
      writing = writing.then(write, write);
    },
  };
}

const safe = (text: string | null): string | null => (text === null ? null : redactText(text).slice(0, 600));

function soFar({ serverKey, steps }: SignInRound, at: number): RoundSoFar {
  return {
    serverKey,
    at,
    steps: steps.map(({ id, state, detail, next }) => ({
      id,
      // Whatever ran has ended with its program.
      ...(state === 'running'
        ? { state: 'waiting', detail: null, next: null }
        : { state, detail: safe(detail), next: safe(next) }),
    })),
  };
}
