import type { spawn as startProgram } from 'node:child_process';

type Spawn = typeof startProgram;

/** A program started on its own, without a shell. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  /** Windows: the arguments are already quoted the way the program wants them. */
  readonly verbatim?: true;
  /** The program's exit code says nothing (Windows' explorer ends with 1 when all went well). */
  readonly anyExitCode?: true;
}

/** An opener that has not failed by then is doing its work. */
const SETTLED_AFTER_MS = 1500;

/**
 * Starts the first of the programs that works, and lets it live on without us. True when one is running or
 * ended well; a program that is missing or ends at once with an error makes way for the next.
 */
export async function launchFirst(
  launches: readonly Launch[],
  vars: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  for (const launch of launches) {
    if (await works(spawn, launch, vars)) return true;
  }
  return false;
}

function works(
  spawn: Spawn,
  launch: Launch,
  vars: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(launch.program, launch.args, {
      detached: true,
      stdio: 'ignore',
      shell: false,
      env: { ...vars },
      windowsVerbatimArguments: launch.verbatim ?? false,
    });
    const timer = setTimeout(() => resolve(true), SETTLED_AFTER_MS);
    const settle = (worked: boolean): void => {
      clearTimeout(timer);
      resolve(worked);
    };
    child.once('error', () => settle(false));
    child.once('exit', (code) => settle(code === 0 || launch.anyExitCode === true));
    child.unref();
  });
}
