import type { ConfigProblem } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';

type Failure = Extract<Result<never>, { ok: false }>;

/** The `code` of a Node file error ("ENOENT"), or undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** True when the path, or a folder on the way to it, is not there. */
export function isMissing(error: unknown): boolean {
  const code = errnoOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}

const READ_PROBLEMS: Readonly<Record<string, readonly [message: string, next: string]>> = {
  EACCES: ['You may not read this file.', 'Change its permissions, or those of its folder.'],
  // macOS answers EPERM, not EACCES, for files behind its privacy settings.
  EPERM: [
    'The system does not let this app read the file.',
    'Allow it in the system’s privacy settings, or change the permissions of the file.',
  ],
  EISDIR: ['A folder stands where the file should be.', 'Move the folder away.'],
  ELOOP: ['The link points back at itself.', 'Correct the link.'],
  EMFILE: ['Too many files are open.', 'Close some programs and try again.'],
  EBUSY: ['Another program has locked the file.', 'Close that program and try again.'],
};

/** Why a file could not be read, in plain words; no place in the file. */
export function readProblem(error: unknown): ConfigProblem {
  const code = errnoOf(error) ?? 'unknown error';
  const [message, next] = READ_PROBLEMS[code] ?? [
    `The system cannot read this file (${code}).`,
    'Check the disk, or the network drive it is on.',
  ];
  return { message, next, line: null, column: null };
}

/**
 * A failed write as a value: DiskFull, ConfigReadOnly, or ConfigUnreadable for what has no better name.
 * The caller guarantees that the file itself is unchanged.
 */
export function writeFailure(path: string, error: unknown): Failure {
  const code = errnoOf(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return fail('DiskFull', `${path}: there is no space left to write the file.`);
    case 'EACCES':
    case 'EPERM':
      return fail('ConfigReadOnly', `${path}: you may not write to this file or its folder.`);
    case 'EROFS':
      return fail('ConfigReadOnly', `${path}: the disk is read-only.`);
    case 'EBUSY':
      return fail('ConfigReadOnly', `${path}: another program holds the file, or it is mounted on its own.`, {
        next: 'Close the program that uses the file, then try again.',
      });
    case 'ELOOP':
      return fail('ConfigUnreadable', `${path}: the link points back at itself.`, {
        next: 'Correct the link.',
      });
    case undefined:
      throw error;
    default:
      return fail('ConfigUnreadable', `${path}: the system could not write the file (${code}).`, {
        next: 'Check the disk, or the network drive it is on; the file is unchanged.',
      });
  }
}
