import type { ServerRef } from '../../../shared/domain.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { fail } from '../../../shared/errors.ts';
import type { OperationView, SignInCode } from '../../../shared/snapshot.ts';

interface Running {
  view: OperationView;
  readonly controller: AbortController;
}

export interface OperationHandle {
  readonly signal: AbortSignal;
  phase(text: string): void;
  /** Shows a code for the person to enter, until the work ends. */
  code(code: SignInCode): void;
}

/** Long-running work on entries: one of a kind per entry, with progress, Cancel and its last failure. */
export interface Operations {
  readonly running: () => readonly OperationView[];
  readonly failures: () => readonly {
    readonly ref: ServerRef;
    readonly at: number;
    readonly error: AppError;
  }[];
  /** InvalidRequest when the same kind already runs for this entry: a second click starts nothing new. */
  run<T>(
    kind: OperationView['kind'],
    ref: ServerRef,
    work: (handle: OperationHandle) => Promise<Result<T>>,
  ): Promise<Result<T>>;
  cancel(ref: ServerRef, kind?: OperationView['kind']): boolean;
  cancelAll(): void;
  /** Resolves when everything cancelled has really ended. */
  settled(): Promise<void>;
}

export function createOperations(options: { now: () => number; onChange: () => void }): Operations {
  const running = new Map<string, Running>();
  const failures = new Map<ServerRef, { ref: ServerRef; at: number; error: AppError }>();
  const pending = new Set<Promise<unknown>>();

  async function execute<T>(
    key: string,
    entry: Running,
    work: (handle: OperationHandle) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const show = (part: Partial<OperationView>): void => {
      entry.view = { ...entry.view, ...part };
      options.onChange();
    };
    try {
      const result = await work({
        signal: entry.controller.signal,
        phase: (phase) => show({ phase }),
        code: (code) => show({ code }),
      });
      if (!result.ok && isRemembered(entry.view.kind) && result.error.code !== 'AuthCancelled') {
        failures.set(entry.view.ref, { ref: entry.view.ref, at: options.now(), error: result.error });
      }
      return result;
    } finally {
      running.delete(key);
      options.onChange();
    }
  }

  return {
    running: () => [...running.values()].map(({ view }) => view),
    failures: () => [...failures.values()],
    run(kind, ref, work) {
      const key = `${kind} ${ref}`;
      if (running.has(key)) {
        return Promise.resolve(
          fail('InvalidRequest', 'This is already running.', { next: 'Wait for it, or cancel it.' }),
        );
      }
      const startedAt = options.now();
      const view = {
        id: `${key} ${startedAt}`,
        kind,
        ref,
        phase: 'Starting…',
        startedAt,
        cancellable: kind !== 'sign-out',
        code: null,
      };
      const entry: Running = { view, controller: new AbortController() };
      running.set(key, entry);
      if (isRemembered(kind)) failures.delete(ref);
      options.onChange();
      const promise = execute(key, entry, work);
      pending.add(promise);
      const forget = (): void => void pending.delete(promise);
      promise.then(forget, forget);
      return promise;
    },
    cancel(ref, kind = 'sign-in') {
      const mine = [...running.values()].filter(
        ({ view }) => view.ref === ref && view.kind === kind && view.cancellable,
      );
      for (const { controller } of mine) controller.abort();
      return mine.length > 0;
    },
    cancelAll() {
      for (const { controller } of running.values()) controller.abort();
    },
    async settled() {
      await Promise.allSettled(pending);
    },
  };
}

/** What a tool said is for whoever called it; it is no state of the server. */
function isRemembered(kind: OperationView['kind']): boolean {
  return kind !== 'tool-call';
}
