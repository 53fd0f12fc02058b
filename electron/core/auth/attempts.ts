import { fail } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { canonicalResource } from './urls.ts';

export interface Attempts {
  /** Runs one sign-in of a server (as written in a file); the one before it is cancelled. */
  run(
    serverUrl: string,
    signal: AbortSignal,
    work: (server: string, signal: AbortSignal) => Promise<Result<null>>,
  ): Promise<Result<null>>;
  /** How the last one failed; null when it did not. */
  lastFailure(server: string): { readonly at: number; readonly error: AppError } | null;
  forgetFailure(server: string): void;
  cancel(server: string): void;
}

/** One sign-in per server at a time, and what it leaves behind. Servers are canonical addresses. */
export function createAttempts(from: {
  now: () => number;
  onEnd: (server: string, result: Result<null>) => void;
}): Attempts {
  const failures = new Map<string, { at: number; error: AppError }>();
  const running = new Map<string, AbortController>();

  return {
    async run(serverUrl, signal, work) {
      const server = canonicalResource(serverUrl);
      if (server === null) return fail('InsecureEndpoint', 'This server has no web address.');
      // A second click takes over: the first browser tab may be lost.
      running.get(server)?.abort();
      const mine = new AbortController();
      running.set(server, mine);
      const result = await work(server, AbortSignal.any([signal, mine.signal])).finally(() => {
        if (running.get(server) === mine) running.delete(server);
      });
      if (result.ok) failures.delete(server);
      else failures.set(server, { at: from.now(), error: result.error });
      from.onEnd(server, result);
      return result;
    },
    lastFailure: (server) => failures.get(server) ?? null,
    forgetFailure: (server) => void failures.delete(server),
    cancel: (server) => running.get(server)?.abort(),
  };
}
