import type { AppError, AppErrorCode } from '../../../shared/errors.ts';
import { redactText } from '../../../shared/redact.ts';
import type { FailureBook, SignInFailure } from '../auth/attempts.ts';
import { createStateFile } from '../config/state-file.ts';
import { digest } from '../digest.ts';

/** In our own folder, shared by all MCP Tray processes, for a week or until a sign-in works. */
export interface LastFailures extends FailureBook {
  /** Changes when any process meets a failure, or gets over one. */
  readonly path: string;
  /** Reads what other processes have met since. */
  read(): Promise<void>;
  /** What was found broken in the file, in words. */
  problems(): readonly string[];
  /** Sets a broken file aside. */
  mend(): Promise<void>;
}

const KEEP_MS = 7 * 24 * 60 * 60 * 1000;
const KEEP = 200;
const MOST_CHARACTERS = 600;

/** Of this computer and of the moment: they say nothing about the service, and are asked for anew each time. */
const PASSING: ReadonlySet<AppErrorCode> = new Set([
  'AuthCancelled',
  'KeychainUnavailable',
  'KeychainLocked',
  'KeychainDenied',
]);

/** One of them in the file; `state-schemas.ts` says the same to what is read. */
export interface KeptFailure extends SignInFailure {
  /** Hashed: an address may hold a key. */
  readonly server: string;
}

export function createLastFailures({ stateDir, now }: { stateDir: string; now: () => number }): LastFailures {
  const file = createStateFile({
    stateDir,
    name: 'sign-in-failures',
    item: async () => (await import('../config/state-schemas.ts')).failureSchema,
  });
  let known: ReadonlyMap<string, SignInFailure> = new Map();

  /** A clock that was set back must not make a failure last for ever. */
  const holds = ({ at }: { at: number }): boolean => Math.abs(now() - at) < KEEP_MS;

  async function update(change: (items: readonly KeptFailure[]) => readonly KeptFailure[]): Promise<void> {
    const written = await file.update(change);
    // A folder that cannot be written costs only that other processes do not know.
    if (written.ok) show(written.value);
  }

  function show(items: readonly KeptFailure[]): void {
    known = new Map(items.map(({ server, ...failure }) => [server, failure]));
  }

  return {
    path: file.path,
    problems: () => file.problems(),
    mend: () => file.mend(),
    async read() {
      show(await file.read());
    },
    of(server) {
      if (known.size === 0) return null;
      const found = known.get(digest('sha256', server)) ?? null;
      return found !== null && holds(found) ? found : null;
    },
    async note(server, failure) {
      if (PASSING.has(failure.error.code)) return;
      const item = { server: digest('sha256', server), ...failure, error: safeError(failure.error) };
      known = new Map([...known, [item.server, failure]]);
      await update((items) => [item, ...without(items, item.server).filter(holds)].slice(0, KEEP));
    },
    async forget(server) {
      const hash = digest('sha256', server);
      known = new Map([...known].filter(([key]) => key !== hash));
      await update((items) => (items.some((item) => item.server === hash) ? without(items, hash) : items));
    },
  };
}

function without(items: readonly KeptFailure[], server: string): readonly KeptFailure[] {
  return items.filter((item) => item.server !== server);
}

const safe = (text: string): string => redactText(text).slice(0, MOST_CHARACTERS);

/** The words are made without secrets; this is the second look, before they are written to a disk. */
function safeError({ code, message, next, detail }: AppError): AppError {
  return {
    code,
    message: safe(message),
    next: safe(next),
    ...(detail === undefined ? {} : { detail: safe(detail) }),
  };
}
