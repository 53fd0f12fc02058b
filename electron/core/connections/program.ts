import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { win32 } from 'node:path';
import { METHOD_NOT_FOUND, findReply, isRecord } from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { endTree, killGroupNow } from './process-tree.ts';
import type { ResolvedCommand } from './resolve-command.ts';
import { cmdArguments } from './windows-command.ts';

export type ProgramEnd =
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'not-started'; readonly code: string };

/** A stdio server under way. */
export interface Program {
  /** Resolves once, when the process has ended or could not be started. */
  readonly ended: Promise<ProgramEnd>;
  /** The response to a request, or null when none will come. */
  request(id: string, body: string): Promise<RpcReply | null>;
  notify(body: string): void;
  /** Last output on the error stream, raw. */
  errorOutput(): string;
  /** Lines on standard output that were no MCP messages. */
  noiseLines(): number;
  /** Ends the whole process tree. */
  end(): Promise<void>;
}

const LONGEST_LINE = 8 * 1024 * 1024;
const STDERR_KEPT = 16 * 1024;

/** Starts the program without a shell, with exactly these arguments and variables, in its own process group. */
export function startProgram(options: {
  resolved: ResolvedCommand;
  command: string;
  args: readonly string[];
  variables: Readonly<Record<string, string>>;
  cwd: string;
  platform: 'linux' | 'darwin' | 'win32';
}): Program {
  const windowsRoot =
    options.platform === 'win32' ? (options.variables['SYSTEMROOT'] ?? 'C:\\Windows') : null;
  const child = launch(options, windowsRoot);
  const pending = new Map<string, (reply: RpcReply | null) => void>();
  let errorText = '';
  let noise = 0;
  const { promise: ended, resolve: finish } = Promise.withResolvers<ProgramEnd>();
  const killOnExit = (): void => {
    if (windowsRoot === null && child?.pid !== undefined) killGroupNow(child.pid);
  };
  if (child === null) {
    finish({ kind: 'not-started', code: 'EINVAL' });
  } else {
    process.once('exit', killOnExit);
    child.once('error', (error: NodeJS.ErrnoException) =>
      finish({ kind: 'not-started', code: error.code ?? 'unknown' }),
    );
    child.once('close', (code, signal) => finish({ kind: 'exit', code, signal }));
    // A grandchild may hold the pipes open; the end of the program itself is what counts.
    child.once('exit', (code, signal) =>
      setTimeout(() => finish({ kind: 'exit', code, signal }), 200).unref(),
    );
    child.stdin?.on('error', () => undefined);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errorText = (errorText + text).slice(-STDERR_KEPT);
    });
    readLines(child, (line) => {
      const message = parse(line);
      if (message === undefined) noise += 1;
      else receive(message, { child, pending });
    });
  }
  return {
    ended,
    request: (id, body) =>
      new Promise((resolve) => {
        if (child?.stdin?.writable !== true) return resolve(null);
        pending.set(id, resolve);
        void ended.then(() => resolve(null));
        child.stdin.write(`${body}\n`);
      }),
    notify: (body) => void child?.stdin?.write(`${body}\n`),
    errorOutput: () => errorText,
    noiseLines: () => noise,
    async end() {
      if (child !== null) await endTree(child, windowsRoot);
      process.removeListener('exit', killOnExit);
      child?.stdout?.destroy();
      child?.stderr?.destroy();
    },
  };
}

function launch(
  options: Parameters<typeof startProgram>[0],
  windowsRoot: string | null,
): ChildProcess | null {
  const { resolved, command, args, variables, cwd } = options;
  const shell = resolved.needsShell
    ? (variables['COMSPEC'] ?? win32.join(windowsRoot ?? '', 'System32', 'cmd.exe'))
    : null;
  try {
    return spawn(shell ?? resolved.path, shell === null ? args : cmdArguments(resolved.path, args), {
      cwd,
      env: variables,
      stdio: 'pipe',
      shell: false,
      detached: windowsRoot === null,
      windowsHide: true,
      windowsVerbatimArguments: shell !== null,
      ...(shell === null ? { argv0: command } : {}),
    });
  } catch {
    // A NUL byte in an argument or variable; Node checks before it starts anything.
    return null;
  }
}

/** Answers `ping`, declines every other request of the server, and hands responses to who waits for them. */
function receive(
  message: unknown,
  { child, pending }: { child: ChildProcess; pending: Map<string, (reply: RpcReply | null) => void> },
): void {
  if (isRecord(message) && typeof message['method'] === 'string') {
    if (message['id'] === undefined || child.stdin?.writable !== true) return;
    const outcome =
      message['method'] === 'ping'
        ? { result: {} }
        : { error: { code: METHOD_NOT_FOUND, message: 'not offered during a check' } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: message['id'], ...outcome })}\n`);
    return;
  }
  for (const [id, answer] of pending) {
    const reply = findReply(message, id);
    if (reply === null) continue;
    pending.delete(id);
    answer(reply);
    return;
  }
}

function readLines(child: ChildProcess, onLine: (line: string) => void): void {
  let parts: string[] = [];
  let length = 0;
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      const line = (parts.join('') + piece).trim();
      parts = [];
      length = 0;
      if (line !== '') onLine(line);
    }
    length += last.length;
    if (length <= LONGEST_LINE) parts.push(last);
  });
}

function parse(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) || Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
