import { fail } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { canonicalResource } from './urls.ts';

/** How the last sign-in at a server failed. */
export interface SignInFailure {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The service that was asked; null when it failed before one was known. */
  readonly issuer: string | null;
  readonly error: AppError;
}

/** Where failures are kept. Servers are canonical addresses. */
export interface FailureBook {
  of(server: string): SignInFailure | null;
  note(server: string, failure: SignInFailure): Promise<void>;
  forget(server: string): Promise<void>;
}

/** For as long as it lives. */
export function memoryFailures(): FailureBook {
  const failures = new Map<string, SignInFailure>();
  return {
    of: (server) => failures.get(server) ?? null,
    note: async (server, failure) => void failures.set(server, failure),
    forget: async (server) => void failures.delete(server),
  };
}

export interface Attempts {
  /** Runs one sign-in of a server (as written in a file); the one before it is cancelled. */
  run(
    serverUrl: string,
    signal: AbortSignal,
    work: (server: string, signal: AbortSignal) => Promise<Result<null>>,
  ): Promise<Result<null>>;
  /** The service that the running sign-in of this server has found. */
  asks(server: string, issuer: string): void;
  cancel(server: string): void;
}

/** One sign-in per server at a time, and what it leaves behind. Servers are canonical addresses. */
export function createAttempts(from: {
  now: () => number;
  failures: FailureBook;
  onEnd: (server: string, result: Result<null>) => void;
}): Attempts {
  const issuers = new Map<string, string>();
  const running = new Map<string, AbortController>();

  return {
    async run(serverUrl, signal, work) {
      const server = canonicalResource(serverUrl);
      if (server === null) return fail('InsecureEndpoint', 'This server has no web address.');
      // A second click takes over: the first browser tab may be lost.
      running.get(server)?.abort();
      const mine = new AbortController();
      running.set(server, mine);
      issuers.delete(server);
      const result = await work(server, AbortSignal.any([signal, mine.signal])).finally(() => {
        if (running.get(server) === mine) running.delete(server);
      });
      const issuer = issuers.get(server) ?? null;
      if (result.ok) await from.failures.forget(server);
      else if (result.error.code !== 'AuthCancelled') {
        await from.failures.note(server, { at: from.now(), issuer, error: result.error });
      }
      from.onEnd(server, result);
      return result;
    },
    asks: (server, issuer) => void issuers.set(server, issuer),
    cancel: (server) => running.get(server)?.abort(),
  };
}
