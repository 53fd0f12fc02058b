import { constants } from 'node:fs';
import { access, chmod, lstat, mkdir, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientLock } from '../clients/types.ts';
import { backUp } from './backups.ts';
import { withClientLock } from './client-lock.ts';
import { errnoOf, isMissing, writeFailure } from './file-errors.ts';
import { hashBytes } from './file-hash.ts';
import { withFileLock } from './file-lock.ts';
import { readConfigBytes } from './read-config.ts';
import type { BytesRead } from './read-config.ts';
import { createFile, syncFolder } from './replace-file.ts';
import { settled } from './at-rest.ts';
import { swapFile, takeAway } from './swap-file.ts';

export { readConfigFile } from './read-config.ts';

/** The one place that writes files which belong to other programs. */
export interface WriteTarget {
  readonly path: string;
  /** Our own folder, for the lock and the backup. */
  readonly stateDir: string;
  /** The lock that the file's own program takes. */
  readonly lock?: ClientLock | undefined;
}

/**
 * Replaces a file whose bytes are still those of `expectedHash`, keeping links, mode and owner. Answers the
 * hash of what was written. ConfigConflict when the file is other than expected or gone (it is not created
 * again) or when another program replaced it right after us; ConfigReadOnly, DiskFull, ConfigUnreadable. In
 * none of these do our bytes stand in the file.
 */
export function replaceConfigFile(
  options: WriteTarget & {
    readonly expectedHash: string;
    /** The bytes of that hash, where they are at hand. */
    readonly expectedBytes?: Uint8Array | null;
    readonly text: string;
    /** The text in UTF-8, where it is at hand. */
    readonly bytes?: Buffer | undefined;
    /** Of the text, where it is known. */
    readonly hash?: string | undefined;
    /** False for a file that holds tokens: no copy of it may stand in our own folder. */
    readonly backup?: boolean | undefined;
  },
): Promise<Result<{ readonly hash: string }>> {
  return onTarget(options, async (target) => {
    const bytes = options.bytes ?? encode(options.text);
    if (bytes === null) return notUnicode(options.path);
    const base = await expected(options.path, target, options);
    if (!base.ok) return base;
    const problem = await writableProblem(options.path);
    if (problem !== null) return problem;
    const { stateDir, expectedHash } = options;
    const copied =
      options.backup === false
        ? Promise.resolve()
        : backUp({ stateDir, path: target, hash: expectedHash, now: Date.now() });
    // Awaited before the step; without this, a failure of the other write first would leave it unhandled.
    copied.catch(() => {});
    // While the disk is busy.
    const hash = options.hash ?? hashBytes(bytes);
    const written = await swapFile({
      target,
      bytes,
      base: base.value,
      meanwhile: copied,
      verify: () => holds(target, bytes),
    });
    return written ? ok({ hash: await hash }) : conflict(options.path);
  });
}

/**
 * Creates a file that must not exist yet, and its folders. `mode` applies to the file (0600 for a person's own
 * settings); new folders are 0700 then, else the system's default. ConfigConflict when something is there.
 * A link that points nowhere gets its target, when the target's folder exists.
 */
export function createConfigFile(
  options: WriteTarget & { readonly text: string; readonly mode: number },
): Promise<Result<{ readonly hash: string }>> {
  return onTarget(options, async (target) => {
    const bytes = encode(options.text);
    if (bytes === null) return notUnicode(options.path);
    if (target === options.path) {
      await mkdir(dirname(target), { recursive: true, mode: (options.mode & 0o077) === 0 ? 0o700 : 0o777 });
    }
    try {
      await createFile(target, bytes, options.mode);
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return conflict(options.path);
      if (isMissing(error)) {
        return fail('ConfigReadOnly', `${options.path}: this is a link to a folder that does not exist.`, {
          next: 'Create that folder, or remove the link.',
        });
      }
      throw error;
    }
    const written = await holds(target, bytes);
    return written ? ok({ hash: await hashBytes(bytes) }) : conflict(options.path);
  });
}

/**
 * Deletes a file that still has exactly these bytes: to undo our own creation, or a file that is nothing but
 * one sign-in.
 */
export function deleteConfigFile(
  options: WriteTarget & { readonly expectedHash: string },
): Promise<Result<null>> {
  return onTarget(options, async (target) => {
    const base = await expected(options.path, target, options);
    if (!base.ok) return base;
    const deleted = await takeAway(target, base.value);
    await syncFolder(dirname(target));
    return deleted ? ok(null) : conflict(options.path);
  });
}

/**
 * Changes who may read and write a file, as long as that is still `from` (permission bits). ConfigConflict when it
 * is not, ConfigReadOnly when the file belongs to somebody else.
 */
export function changeMode(
  options: WriteTarget & { readonly from: number; readonly to: number },
): Promise<Result<null>> {
  return onTarget(options, async (target) => {
    const found = await stat(target);
    if ((found.mode & 0o7777) !== options.from) return conflict(options.path);
    await chmod(target, options.to);
    return ok(null);
  });
}

/**
 * Why an existing file, or the folder of a new one, cannot be written; null when it can. A file without any
 * write permission was protected on purpose: replacing it through its folder would work, and is refused.
 */
export async function writableProblem(path: string): Promise<Extract<Result<never>, { ok: false }> | null> {
  try {
    const target = await realpath(path);
    const found = await stat(target);
    if ((found.mode & 0o222) === 0) {
      return fail('ConfigReadOnly', `${path}: the file is write-protected.`);
    }
    await access(target, constants.W_OK);
    await access(dirname(target), constants.W_OK);
    return null;
  } catch (error) {
    if (!isMissing(error)) return writeFailure(path, error);
    return writableFolderProblem(path, dirname(path));
  }
}

async function writableFolderProblem(
  path: string,
  folder: string,
): Promise<Extract<Result<never>, { ok: false }> | null> {
  try {
    if (!(await stat(folder)).isDirectory()) {
      return fail('ConfigReadOnly', `${path}: ${folder} is not a folder.`, { next: 'Move that file away.' });
    }
    await access(folder, constants.W_OK);
    return null;
  } catch (error) {
    const goUp = isMissing(error) && dirname(folder) !== folder;
    return goUp ? writableFolderProblem(path, dirname(folder)) : writeFailure(path, error);
  }
}

/** One write at a time per real file, in this process and among ours. */
function onTarget<T>(options: WriteTarget, job: (target: string) => Promise<Result<T>>): Promise<Result<T>> {
  return resolveTarget(options.path).then(
    (target) =>
      withFileLock(options.stateDir, `file ${target}`, () =>
        withClientLock(options.path, options.lock, async () => {
          try {
            return await job(target);
          } catch (error) {
            if (isMissing(error)) return conflict(options.path);
            return writeFailure(options.path, error);
          }
        }),
      ),
    (error: unknown) => writeFailure(options.path, error),
  );
}

/** The file behind links; for a link that points nowhere, the place it points to. */
async function resolveTarget(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const found = await lstat(path).catch(() => null);
  return found?.isSymbolicLink() === true ? resolve(dirname(path), await readlink(path)) : path;
}

async function expected(
  path: string,
  target: string,
  { expectedHash, expectedBytes = null }: { expectedHash: string; expectedBytes?: Uint8Array | null },
): Promise<Result<Extract<BytesRead, { state: 'ok' }>>> {
  await settled(target);
  const read = await readConfigBytes(target);
  if (read.state === 'unreadable') {
    return fail('ConfigUnreadable', `${path}: ${read.problem.message}`, { next: read.problem.next });
  }
  if (read.state === 'missing') {
    return fail('ConfigConflict', `${path}: the file was deleted meanwhile.`);
  }
  const isExpected =
    expectedBytes === null
      ? (await hashBytes(read.bytes)) === expectedHash
      : read.bytes.equals(expectedBytes);
  return isExpected ? ok(read) : conflict(path);
}

async function holds(target: string, bytes: Uint8Array): Promise<boolean> {
  const read = await readConfigBytes(target);
  return read.state === 'ok' && read.bytes.equals(bytes);
}

function conflict(path: string): Extract<Result<never>, { ok: false }> {
  return fail('ConfigConflict', `${path}: another program changed the file meanwhile.`);
}

/** Null for text with half a surrogate pair, which UTF-8 cannot hold. */
function encode(text: string): Buffer<ArrayBuffer> | null {
  return text.isWellFormed() ? Buffer.from(text, 'utf8') : null;
}

function notUnicode(path: string): Extract<Result<never>, { ok: false }> {
  return fail('EditVerificationFailed', `${path}: the new text has half a character in it.`, {
    next: 'Remove the damaged character and try again.',
  });
}
