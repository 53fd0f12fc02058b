import { spawn } from 'node:child_process';
import type { Launch } from './launch.ts';

export interface RunningClient {
  /** `code` is null when a signal ended it. Never rejects. */
  readonly exited: Promise<{ readonly code: number | null }>;
  /** Ends the program and all it started. */
  endTree(how: 'polite' | 'forced'): void;
}

export interface StartOptions {
  readonly launch: Launch;
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly onData: (chunk: string) => void;
}

/** A browser started by the client may hold the pipes open for hours: how long to wait for the last output. */
const LAST_WORDS_MS = 250;

/** As a process group of its own, so that the group can be ended as one. Closed input, nothing to answer. */
export function startPiped({ launch, cwd, env, onData }: StartOptions): Promise<RunningClient> {
  const child = spawn(launch.file, launch.args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    windowsHide: true,
    windowsVerbatimArguments: launch.verbatim,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.setEncoding('utf8').on('data', onData);
  child.stderr.setEncoding('utf8').on('data', onData);
  const exited = new Promise<{ code: number | null }>((resolve) => {
    child.once('error', (error) => {
      onData(`${error.message}\n`);
      resolve({ code: null });
    });
    child.once('exit', (code) => {
      const finish = (): void => {
        clearTimeout(timer);
        child.stdout.destroy();
        child.stderr.destroy();
        resolve({ code });
      };
      const timer = setTimeout(finish, LAST_WORDS_MS);
      child.once('close', finish);
    });
  });
  return Promise.resolve({ exited, endTree: (how) => endTree(child.pid, how) });
}

/** Wide, so that the terminal does not cut addresses into pieces that no longer look like one. */
const COLUMNS = 2_000;

/** In a pseudo-terminal, for programs that refuse to work without one. Null when none can be made. */
export async function startInTerminal(options: StartOptions): Promise<RunningClient | null> {
  const { launch, cwd, env, onData } = options;
  try {
    const pty = await import('@lydell/node-pty');
    const args = launch.verbatim ? (launch.args[0] ?? '') : [...launch.args];
    const terminal = pty.spawn(launch.file, args, {
      name: 'xterm-256color',
      cols: COLUMNS,
      rows: 40,
      cwd,
      env,
    });
    terminal.onData(onData);
    const exited = new Promise<{ code: number | null }>((resolve) => {
      terminal.onExit(({ exitCode, signal }) =>
        resolve({ code: signal === undefined || signal === 0 ? exitCode : null }),
      );
    });
    return { exited, endTree: (how) => endTree(terminal.pid, how) };
  } catch {
    return null;
  }
}

function endTree(pid: number | undefined, how: 'polite' | 'forced'): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    const force = how === 'forced' ? ['/F'] : [];
    spawn('taskkill', ['/pid', String(pid), '/T', ...force], { stdio: 'ignore', windowsHide: true }).once(
      'error',
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-pid, how === 'polite' ? 'SIGTERM' : 'SIGKILL');
  } catch {
    // Nobody of the group is left.
  }
}
