import type { HostEnv } from '../host-env.ts';

/** One running program of this person. */
export interface RunningProgram {
  readonly pid: number;
  readonly parent: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** What it goes by: as it was started, its file, the script that node runs. */
  readonly names: readonly string[];
  /** Its file; null when it cannot be told. */
  readonly path: string | null;
}

/** A system that does not answer must not hold up anything else. */
export const LIST_LIMIT_MS = 2_000;

/**
 * The person's own running programs, or null when this system does not tell within two seconds. Looks only; of
 * the arguments nothing but the name of a script that node runs is taken.
 */
export async function listPrograms(
  env: Pick<HostEnv, 'platform' | 'vars'>,
  signal: AbortSignal,
): Promise<readonly RunningProgram[] | null> {
  switch (env.platform) {
    case 'linux':
      return (await import('./linux-programs.ts')).linuxPrograms();
    case 'darwin':
      return (await import('./mac-programs.ts')).macPrograms(env.vars, signal);
    case 'win32':
      return (await import('./windows-programs.ts')).windowsPrograms(env.vars, signal);
  }
}
