import type { Result } from '../../../shared/errors.ts';
import { createStateFile } from '../config/state-file.ts';

/** A person's pause of background checks, in our own folder: it holds until its end, whatever is started anew. */
export interface KeptPause {
  /** Changes when any process of ours is paused or goes on. */
  readonly path: string;
  /** Its end (epoch milliseconds; Infinity: none of its own); null when there is no pause, or it is over. */
  read(): Promise<number | null>;
  keep(until: number | null): Promise<Result<unknown>>;
  problems(): readonly string[];
  /** Sets a broken file aside. */
  mend(): Promise<void>;
}

export function createKeptPause({ stateDir, now }: { stateDir: string; now: () => number }): KeptPause {
  const file = createStateFile({
    stateDir,
    name: 'pause',
    item: async () => (await import('../config/state-schemas.ts')).pauseSchema,
  });
  return {
    path: file.path,
    problems: () => file.problems(),
    mend: () => file.mend(),
    async read() {
      const [pause] = await file.read();
      const until = pause === undefined ? 0 : (pause.until ?? Infinity);
      return until > now() ? until : null;
    },
    keep: (until) =>
      file.update((items) => {
        if (until !== null) return [{ until: Number.isFinite(until) ? until : null }];
        return items.length === 0 ? items : [];
      }),
  };
}
