import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { programFailure, programSecrets, slowFailure } from './program-end.ts';
import { greetProgram, readyProgram } from './program-greeting.ts';
import { connectionError } from './tool-server.ts';
import type { ToolServer } from './tool-server.ts';
import type { StdioProbeTarget } from './types.ts';

/**
 * Starts a program as its client would and greets it. Only ever called because the person asked for it.
 * `signal` ends the greeting, and with it the program; `limitMs` is how long it may take, for the words.
 */
export async function openStdioTools(
  target: StdioProbeTarget,
  options: { env: Pick<HostEnv, 'platform' | 'home' | 'vars'>; signal: AbortSignal; limitMs: number },
): Promise<Result<ToolServer>> {
  const { env, signal, limitMs } = options;
  const ready = await readyProgram(target, env);
  if (ready.kind === 'failed') return connectionError(ready.failure);
  if (signal.aborted) return fail('Cancelled');
  const program = ready.start();
  const greeted = await unlessAborted(greetProgram(program, target), signal);
  if (greeted === null || greeted.kind === 'failed') {
    await program.end();
    if (greeted !== null) return connectionError(greeted.failure);
    const { evidence, next } = slowFailure(program.errorOutput(), target, limitMs);
    return fail('Timeout', `${evidence}.`, { next });
  }
  let count = 0;
  return ok({
    secrets: programSecrets(target),
    keepsSession: true,
    async ask({ method, params, signal: wanted }) {
      count += 1;
      const id = `${method}-${count}`;
      const reply = program.request(id, greeted.body(id, method, params));
      const answer = await unlessAborted(reply, wanted);
      if (wanted.aborted) return fail('Cancelled');
      if (answer !== null) return ok(answer);
      return connectionError(programFailure(await program.ended, target, program.errorOutput()));
    },
    end: () => program.end(),
  });
}

/** Null when the signal comes first. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const { promise, resolve } = Promise.withResolvers<null>();
  const interrupt = (): void => resolve(null);
  if (signal.aborted) return null;
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
