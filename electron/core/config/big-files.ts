import type { Worker } from 'node:worker_threads';
import type { ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { loadParser } from '../formats/parsers.ts';
import type { FormatNotes, FormatParser } from '../formats/types.ts';
import type { BigFileAnswer, BigFileJob, BigFileRequest, BigFileSetting } from './big-file-jobs.ts';
import type { ChangeEngine } from './changes.ts';

/** Work on files so big that a window would stand still over it, done by a thread that comes and goes by itself. */
export interface BigFiles {
  /**
   * Like `parseBytes`. A file that the thread ends over (memory) is a problem and not a reason to try it here; it is
   * `passing`: the next look may come to something else.
   */
  parse(
    bytes: SharedArrayBuffer,
    format: ConfigFormat,
  ): Promise<ReturnType<FormatParser['parse']> & { readonly passing?: true }>;
  /** The engine to change such files with; where no thread can be had it is `here`. */
  changes(here: ChangeEngine): Pick<ChangeEngine, 'preview' | 'apply'>;
  /** Ends the thread once a change that is being written is done; everything else it was at fails with an answer. */
  stop(): Promise<void>;
}

/** How the thread's work came out: done, not begun because no thread can be had, or broken off. */
type Outcome =
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'ended' };

type Settle = (outcome: Outcome | Promise<Outcome>) => void;

/** It holds what it read; after a while without work that is given back. */
const IDLE_MS = 20_000;

export function createBigFiles(options: {
  /** The thread's program; null where there is to be none. */
  readonly program: string | null;
  readonly setting: BigFileSetting;
  /** Limits of the thread, for tests. */
  readonly limits?: { readonly maxOldGenerationSizeMb: number };
  readonly idleMs?: number;
}): BigFiles {
  const { program, idleMs = IDLE_MS } = options;
  let thread: { readonly worker: Worker; readonly waiting: Map<number, Settle> } | null = null;
  let canStart = program !== null;
  let stopped = false;
  let nextId = 0;
  let idle: NodeJS.Timeout | null = null;
  /** Changes on their way to the disk: they are not broken off. */
  const applying = new Set<Promise<unknown>>();

  function start(file: string): NonNullable<typeof thread> {
    const waiting = new Map<number, Settle>();
    const env = { ...options.setting.env, vars: { ...options.setting.env.vars } };
    const { Worker } = process.getBuiltinModule('node:worker_threads');
    const worker = new Worker(file, {
      workerData: { ...options.setting, env } satisfies BigFileSetting,
      ...(options.limits === undefined ? {} : { resourceLimits: options.limits }),
    });
    const started = { worker, waiting };
    let ready = false;
    worker.on('message', (message: BigFileAnswer | 'ready') => {
      if (message === 'ready') {
        ready = true;
        return;
      }
      const settle = waiting.get(message.id);
      waiting.delete(message.id);
      settle?.(
        'result' in message
          ? { kind: 'done', result: message.result }
          : Promise.reject(new Error(message.failed)),
      );
      if (waiting.size === 0) restUntilNeeded(started);
    });
    // Told again by "exit", which always comes.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (thread === started) thread = null;
      // A program that does not even start will not the next time either.
      if (!ready && !stopped) canStart = false;
      for (const settle of waiting.values()) settle({ kind: ready || stopped ? 'ended' : 'unavailable' });
    });
    return started;
  }

  function restUntilNeeded(started: NonNullable<typeof thread>): void {
    started.worker.unref();
    idle = setTimeout(() => {
      if (thread === started) thread = null;
      void started.worker.terminate();
    }, idleMs);
    idle.unref();
  }

  function run(job: BigFileJob): Promise<Outcome> {
    if (stopped) return Promise.resolve({ kind: 'ended' });
    if (!canStart || program === null) return Promise.resolve({ kind: 'unavailable' });
    if (idle !== null) clearTimeout(idle);
    const { worker, waiting } = (thread ??= start(program));
    const id = (nextId += 1);
    const outcome = new Promise<Outcome>((settle) => waiting.set(id, settle));
    worker.ref();
    // Nothing is handed over: the bytes of a file are shared.
    worker.postMessage({ id, job } satisfies BigFileRequest, []);
    if (job.kind === 'apply') {
      const over: Promise<unknown> = outcome.catch(() => null).then(() => applying.delete(over));
      applying.add(over);
    }
    return outcome;
  }

  async function change<T>(job: BigFileJob, here: () => Promise<Result<T>>): Promise<Result<T>> {
    const outcome = await run(job);
    if (outcome.kind === 'unavailable') return here();
    if (outcome.kind === 'ended') return fail('Internal', ENDED, { next: LOOK_AGAIN });
    return outcome.result as Result<T>;
  }

  return {
    async parse(shared, format) {
      const outcome = await run({ kind: 'note', bytes: shared, format });
      if (outcome.kind === 'ended') return { problem: TOO_MUCH, passing: true };
      const bytes = Buffer.from(shared);
      const parser = await loadParser(format);
      if (outcome.kind === 'unavailable') return parser.parseBytes(bytes);
      const found = outcome.result as FormatNotes | { readonly problem: ConfigProblem } | null;
      if (found === null) return parser.parseBytes(bytes);
      return 'problem' in found ? found : parser.parseBytes(bytes, found);
    },
    changes: (here) => ({
      preview: (action) => change({ kind: 'preview', action }, () => here.preview(action)),
      apply: (action, base) => change({ kind: 'apply', action, base }, () => here.apply(action, base)),
    }),
    async stop() {
      stopped = true;
      if (idle !== null) clearTimeout(idle);
      await Promise.all(applying);
      await thread?.worker.terminate();
    },
  };
}

const TOO_MUCH: ConfigProblem = {
  message: 'MCP Tray could not work through this file: it is very large.',
  next: 'Make the file smaller, or close other programs, then look again; it is left alone until then.',
  line: null,
  column: null,
};

const ENDED = 'MCP Tray broke off while it worked on a very large file.';
const LOOK_AGAIN = 'Look at the list: it shows what the files hold now. Then try again.';
