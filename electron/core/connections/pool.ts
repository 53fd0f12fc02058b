export interface PoolJob {
  /** Jobs of one origin share its smaller limit, so that one server is never flooded. */
  readonly origin: string;
  readonly run: () => Promise<void>;
}

/**
 * Runs jobs with bounded concurrency, in order as far as the per-origin limit allows. Aborting starts no
 * more jobs; those under way end by themselves (they hold the same signal). A job that throws is a bug: the
 * others still run, then the first error is thrown.
 */
export async function runPool(
  jobs: readonly PoolJob[],
  options: { signal: AbortSignal; limit?: number; perOrigin?: number },
): Promise<void> {
  const { signal, limit = 12, perOrigin = 4 } = options;
  const waiting = [...jobs];
  const busy = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];

  const start = (job: PoolJob): void => {
    busy.set(job.origin, (busy.get(job.origin) ?? 0) + 1);
    const task = job
      .run()
      .catch((error: unknown) => void errors.push(error))
      .finally(() => {
        busy.set(job.origin, (busy.get(job.origin) ?? 1) - 1);
        running.delete(task);
      });
    running.add(task);
  };

  for (;;) {
    while (!signal.aborted && running.size < limit) {
      const index = waiting.findIndex(({ origin }) => (busy.get(origin) ?? 0) < perOrigin);
      const [job] = index === -1 ? [] : waiting.splice(index, 1);
      if (job === undefined) break;
      start(job);
    }
    if (running.size === 0) break;
    await Promise.race(running);
  }
  if (errors.length > 0) throw errors[0];
}
