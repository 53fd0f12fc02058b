import type { PathEnv } from './types.ts';

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Commands that are `.cmd` scripts on Windows. A client that starts programs without a shell does not find them
 * there under their plain names; `cmd /c` does.
 */
const SCRIPTS = /^(?:npx|npm|pnpm|pnpx|yarn|yarnpkg)(?:\.cmd)?$/i;

/** Characters that `cmd.exe` reads as its own, or inside the script once more. Quoting does not help in all places. */
const READ_BY_CMD = /[&|<>^%"!()\r\n]/;

/**
 * The program as such a client needs it on native Windows: `cmd /c npx …`. Null where nothing has to be done: on
 * other systems, for a file in a Linux home (WSL), for programs that are no scripts.
 */
export function throughCmd(env: PathEnv, file: string, program: Program): Program | null {
  if (env.platform !== 'win32' || isLinuxHome(file) || !SCRIPTS.test(program.command)) return null;
  return { command: 'cmd', args: ['/c', program.command, ...program.args] };
}

/** An argument that `cmd` would misread, or null. */
export function misreadByCmd({ args }: Program): string | null {
  return args.find((arg) => READ_BY_CMD.test(arg)) ?? null;
}

/** The program behind `cmd /c`, where that is one of the scripts; null for everything else. */
export function behindCmd(program: {
  readonly command: string | null;
  readonly args: readonly string[] | null;
}): Program | null {
  const [option, command, ...args] = program.args ?? [];
  if (!/^(?:cmd|cmd\.exe)$/i.test(program.command ?? '') || option?.toLowerCase() !== '/c') return null;
  return command !== undefined && SCRIPTS.test(command) ? { command, args } : null;
}

/** Shares of Linux systems on the same computer, as Windows shows them. */
export function isLinuxHome(path: string): boolean {
  return /^[\\/]{2}(?:wsl\$|wsl\.localhost)[\\/]/i.test(path);
}
