import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join, resolve } from 'node:path';
import { desktopObstacle, electronBinary, needsBuild } from './start-plan.ts';

/**
 * `npm start`: builds when needed, then opens the desktop app; where Electron cannot run, says why in one line
 * and opens the same window in the browser. `--browser` asks for that. Other arguments are passed on.
 */
const root = resolve(import.meta.dirname, '..');
const FETCH_LIMIT = 180_000;
/** An Electron that dies of one of these right away cannot run here (typically: its sandbox is not allowed). */
const CRASHES: readonly (NodeJS.Signals | null)[] = ['SIGTRAP', 'SIGABRT', 'SIGSEGV', 'SIGILL', 'SIGBUS'];
const CRASH_TIME = 10_000;
/** Arguments that mean nothing to the browser host. */
const DESKTOP_ONLY: readonly string[] = ['--no-sandbox', '--hidden'];

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastLine: string;
}

const ignore = () => {};

/** Runs a program to its end, passing on signals that reach only us. `quiet` keeps its output to ourselves. */
function run(
  command: string,
  args: readonly string[],
  options: { quiet?: boolean; limit?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Ending> {
  return new Promise((done) => {
    const child = spawn(command, [...args], {
      cwd: root,
      env: options.env ?? process.env,
      stdio: options.quiet === true ? ['ignore', 'ignore', 'pipe'] : 'inherit',
      ...(options.limit === undefined ? {} : { timeout: options.limit }),
    });
    // A terminal sends Ctrl-C to the child as well; passing it on would count as pressing it twice.
    const signals: NodeJS.Signals[] = process.stdin.isTTY
      ? ['SIGTERM', 'SIGHUP']
      : ['SIGINT', 'SIGTERM', 'SIGHUP'];
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of signals) process.on(signal, pass);
    process.on('SIGINT', ignore);
    let lastLine = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastLine ||= text.trim().split('\n')[0] ?? '';
    });
    const end = (ending: Omit<Ending, 'lastLine'>) => {
      for (const signal of signals) process.off(signal, pass);
      process.off('SIGINT', ignore);
      done({ ...ending, lastLine });
    };
    child.on('error', (problem) => {
      lastLine = problem.message;
      end({ code: 1, signal: null });
    });
    child.on('close', (code, signal) => end({ code, signal }));
  });
}

function exitCode({ code, signal }: Ending): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Electron's binary, fetched when it is missing; or the reason why there is none. */
async function findElectron(): Promise<{ path: string } | { reason: string }> {
  const present = electronBinary(root, process.env);
  if (present !== null) return { path: present };
  const notice = setTimeout(() => console.error('Fetching Electron…'), 2000);
  const installer = join(root, 'node_modules/electron/install.js');
  const { lastLine } = await run(process.execPath, [installer], { quiet: true, limit: FETCH_LIMIT });
  clearTimeout(notice);
  const fetched = electronBinary(root, process.env);
  if (fetched !== null) return { path: fetched };
  return { reason: `Electron could not be fetched (${lastLine.replace(/^\w*Error: /, '') || 'no answer'})` };
}

async function build(): Promise<number> {
  console.error('Building MCP Tray…');
  const bundler = join(root, 'node_modules/electron-vite/bin/electron-vite.js');
  const ending = await run(process.execPath, [bundler, 'build', '--logLevel', 'warn']);
  return exitCode(ending);
}

/** Opens the desktop app and waits for its end; or gives the reason why it cannot run here. */
async function openDesktop(args: readonly string[]): Promise<Ending | { reason: string }> {
  const { platform, env } = process;
  const obstacle = desktopObstacle({ platform, userId: process.getuid?.(), args, vars: env });
  if (obstacle !== null) return { reason: obstacle };
  const electron = await findElectron();
  if ('reason' in electron) return electron;
  // Set in the terminals of other Electron programs; it would turn ours into a plain Node.
  const { ELECTRON_RUN_AS_NODE: _removed, ...vars } = env;
  const started = Date.now();
  const ending = await run(electron.path, [root, ...args], { env: vars });
  const crashed = CRASHES.includes(ending.signal) && Date.now() - started < CRASH_TIME;
  return crashed ? { reason: `Electron could not start here (${ending.signal})` } : ending;
}

async function main(): Promise<number> {
  const args = process.argv.slice(2).filter((argument) => argument !== '--browser');
  if (needsBuild(root)) {
    const failed = await build();
    if (failed !== 0) return failed;
  }
  if (!process.argv.includes('--browser')) {
    const desktop = await openDesktop(args);
    if (!('reason' in desktop)) return exitCode(desktop);
    console.error(`${desktop.reason}, so MCP Tray opens in your browser instead.`);
  }
  const serveArgs = args.filter((argument) => !DESKTOP_ONLY.includes(argument));
  return exitCode(await run(process.execPath, [join(root, 'out/main/cli.js'), 'serve', ...serveArgs]));
}

process.exitCode = await main();
