import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { quote } from './words.ts';

export interface ResolvedCommand {
  /** Absolute path of the program file. */
  readonly path: string;
  /** Windows: a `.cmd` or `.bat` file, which only cmd.exe can run. */
  readonly needsShell: boolean;
}

const PATHEXT = '.COM;.EXE;.BAT;.CMD';
const MOST_FOLDERS = 200;
const MISSING = 'there is no such file';

/**
 * The file that a command of an entry means, as the operating system would find it: a path as it is (relative
 * ones from `cwd`), a bare name on PATH (on Windows with PATHEXT). Failures are CommandNotFound, saying
 * whether nothing was found, or something that cannot be run.
 */
export async function resolveCommand(
  command: string,
  options: {
    platform: 'linux' | 'darwin' | 'win32';
    variables: Readonly<Record<string, string | undefined>>;
    cwd: string;
  },
): Promise<Result<ResolvedCommand>> {
  const { platform, variables, cwd } = options;
  const windows = platform === 'win32';
  const path = windows ? win32 : posix;
  const shown = quote(command, 120);
  if (command.trim() === '') return fail('CommandNotFound', 'The entry has no command.');
  const isPath = /\/|^[A-Za-z]:\\/.test(command) || (windows && command.includes('\\'));
  const folders = isPath
    ? [cwd]
    : (variables['PATH'] ?? '').split(windows ? ';' : ':').slice(0, MOST_FOLDERS);
  let blocked: string | null = null;
  for (const folder of folders.filter((item) => item !== '')) {
    for (const suffix of windows ? suffixes(command, variables['PATHEXT']) : ['']) {
      const candidate = path.resolve(folder, command + suffix);
      const obstacle = await obstacleTo(candidate, windows);
      if (obstacle === null) {
        return ok({ path: candidate, needsShell: windows && /\.(cmd|bat)$/i.test(candidate) });
      }
      if (obstacle !== MISSING) blocked ??= obstacle;
    }
  }
  if (blocked !== null) {
    return fail('CommandNotFound', `“${shown}” cannot be run: ${blocked}.`, {
      next: 'Correct the command, or the permissions of the file.',
    });
  }
  if (!isPath) {
    return fail('CommandNotFound', `The command “${shown}” is not installed, or not on your PATH.`);
  }
  const system = systemOf(command);
  const elsewhere = system !== null && (system === 'Windows') !== windows;
  return fail(
    'CommandNotFound',
    elsewhere
      ? `“${shown}” is a path of ${system}; there is no such file on this computer.`
      : `There is no file “${shown}” on this computer.`,
    { next: NOT_HERE },
  );
}

const NOT_HERE =
  'Install it, or correct the command. A program on another machine, in WSL or in a container cannot be started by its path: use a command that leads there (ssh, wsl.exe, docker exec).';

/** By the form of a whole path; null for relative ones. */
function systemOf(path: string): 'Windows' | 'Linux or macOS' | null {
  if (/^[A-Za-z]:[\\/]|^\\\\/.test(path)) return 'Windows';
  return path.startsWith('/') ? 'Linux or macOS' : null;
}

/** Why a file cannot be run, in words; null when it can. */
async function obstacleTo(path: string, windows: boolean): Promise<string | null> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return 'it is a folder';
    if (!facts.isFile()) return 'it is not a program';
    if (!windows) await access(path, constants.X_OK);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'EACCES' || code === 'EPERM' ? 'you may not run it (no execute permission)' : MISSING;
  }
}

/** Windows tries the name as it is only when it already ends in a runnable suffix. */
function suffixes(command: string, pathext: string | undefined): readonly string[] {
  const known = (pathext || PATHEXT).split(';').filter((item) => item.startsWith('.'));
  const complete = known.some((suffix) => command.toUpperCase().endsWith(suffix.toUpperCase()));
  return complete ? ['', ...known] : known;
}
