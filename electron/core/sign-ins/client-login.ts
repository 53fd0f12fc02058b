import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { LoginCommand } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { childEnvironment, launchable } from './launch.ts';
import { createOutputTail } from './output-tail.ts';
import { startPiped, startInTerminal } from './running-client.ts';
import { watchForAddress } from './printed-address.ts';
import type { RunningClient } from './running-client.ts';

/** After a polite end, how long until the forced one. */
const GRACE_MS = 2_000;

export interface ClientCommandOptions {
  readonly command: LoginCommand;
  /** The program to start in place of `command.argv[0]`. */
  readonly binaryPath: string;
  readonly env: HostEnv;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Lines of output, redacted and without addresses. */
  readonly onOutput?: (line: string) => void;
  /** The address of the sign-in page, where the command prints it; never to be logged. */
  readonly onAddress?: (url: string) => void;
}

/**
 * Runs a client's own sign-in or sign-out command to its end. It may open the system browser by itself
 * (`BROWSER` is passed on). Errors: NotInstalled, AuthCancelled (the signal; the whole process tree is
 * ended), AuthTimeout, Unsupported (no terminal to be had, or a name that Windows' shell would misread),
 * SignInFailed with the last lines of output as detail.
 */
export async function runClientCommand(options: ClientCommandOptions): Promise<Result<null>> {
  const { command, binaryPath, env, signal } = options;
  const shown = command.argv.join(' ');
  if (signal.aborted) return cancelled();
  if (!(await isProgram(binaryPath))) {
    return fail('NotInstalled', `${binaryPath} is not a program that can be started.`);
  }
  const cwd = command.cwd ?? env.home;
  if (!(await isFolder(cwd))) return fail('SignInFailed', `The folder ${cwd} is not there any more.`);
  const launch = launchable(env, binaryPath, command.argv.slice(1));
  if (launch === null) return byHand(`Windows’ command line would misread “${shown}”.`, shown);

  const output = createOutputTail(options.onOutput ?? (() => undefined));
  const lookForAddress = watchForAddress(options.onAddress ?? (() => undefined));
  const start = command.needsTerminal ? startInTerminal : startPiped;
  const running = await start({
    launch,
    cwd,
    env: childEnvironment(env, binaryPath),
    onData: (chunk) => {
      output.push(chunk);
      lookForAddress(chunk);
    },
  });
  if (running === null) return byHand(`“${shown}” needs a terminal, and none can be made here.`, shown);

  const end = await untilEnd(running, options);
  output.end();
  if (end === 'cancelled') return cancelled();
  if (end === 'timeout') {
    return fail('AuthTimeout', `“${shown}” was not finished in time.`, { next: 'Start it again.' });
  }
  if (end.code === 0) return ok(null);
  const how = end.code === null ? 'was ended from outside' : `ended with an error (exit ${end.code})`;
  const detail = output.tail();
  return fail('SignInFailed', `“${shown}” ${how}.`, detail === '' ? {} : { detail });
}

async function untilEnd(
  running: RunningClient,
  { signal, timeoutMs }: Pick<ClientCommandOptions, 'signal' | 'timeoutMs'>,
): Promise<'cancelled' | 'timeout' | { readonly code: number | null }> {
  const interrupted = Promise.withResolvers<'cancelled' | 'timeout'>();
  const onAbort = (): void => interrupted.resolve('cancelled');
  const timer = setTimeout(() => interrupted.resolve('timeout'), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const end = await Promise.race([running.exited, interrupted.promise]);
    if (typeof end === 'string') await endTree(running);
    return end;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Waits for the end, but never longer than twice the grace: a process the OS cannot end must not hold us. */
async function endTree(running: RunningClient): Promise<void> {
  running.endTree('polite');
  if (await settlesWithin(running.exited, GRACE_MS)) {
    running.endTree('forced');
    return;
  }
  running.endTree('forced');
  await settlesWithin(running.exited, GRACE_MS);
}

async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), milliseconds);
  const settled = await Promise.race([promise.then(() => true), late.promise]);
  clearTimeout(timer);
  return settled;
}

function cancelled(): Result<never> {
  return fail('AuthCancelled');
}

function byHand(message: string, shown: string): Result<never> {
  return fail('Unsupported', message, { next: `Run “${shown}” in a terminal.` });
}

async function isProgram(path: string): Promise<boolean> {
  const reachable = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return reachable && !(await isFolder(path));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
