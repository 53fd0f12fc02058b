import { chmod, chown, link, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeCrypto } from '../digest.ts';
import { errnoOf } from './file-errors.ts';

/** What the replaced file had and the new one must have. */
export interface FileIdentity {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Puts `bytes` at `target` in one step, whatever stands there: readers see the old file or the new one, also
 * after a crash. For our own files; those of other programs are swapped (`swap-file.ts`).
 * Throws Node file errors; no temporary file is left in any case but a killed process.
 */
export async function replaceFile(options: {
  readonly target: string;
  readonly bytes: Uint8Array;
  readonly identity: FileIdentity;
}): Promise<void> {
  const temporary = await writeTemporary(options.target, options.bytes, options.identity);
  try {
    await retryLocked(() => rename(temporary, options.target));
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(options.target));
  await sweep(options.target);
}

/** Creates `target` with all of `bytes`, or fails with EEXIST; never overwrites, never leaves half a file. */
export async function createFile(target: string, bytes: Uint8Array, mode: number): Promise<void> {
  const temporary = await writeTemporary(target, bytes, { mode, uid: -1, gid: -1 });
  try {
    await link(temporary, target);
  } catch (error) {
    const noHardLinks = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(errnoOf(error) ?? '');
    if (!noHardLinks) throw error;
    await createInPlace(target, bytes, mode);
  } finally {
    await unlink(temporary).catch(() => {});
  }
  await syncFolder(dirname(target));
}

/** FAT and some network drives know no hard links; there the last resort is an exclusive open. */
async function createInPlace(target: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(target, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await unlink(target).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}

/** No write takes this long; what is older was left by a killed process. */
const LEFT_OVER_MS = 60_000;

function temporaryStart(target: string): string {
  return `.${basename(target).slice(0, 100)}.`;
}

/** A name of ours beside the target, for a file that lives for a moment. */
export function temporaryName(target: string): string {
  const name = `${temporaryStart(target)}${nodeCrypto().randomBytes(6).toString('hex')}.mcp-tray.tmp`;
  return join(dirname(target), name);
}

/** Removes what killed processes of ours left beside the target. */
export async function sweep(target: string): Promise<void> {
  const folder = dirname(target);
  const start = temporaryStart(target);
  try {
    for (const name of await readdir(folder)) {
      const isOurs = name.startsWith(start) && /^[0-9a-f]{12}\.mcp-tray\.tmp$/.test(name.slice(start.length));
      if (!isOurs) continue;
      const { mtimeMs } = await stat(join(folder, name));
      if (Date.now() - mtimeMs > LEFT_OVER_MS) await unlink(join(folder, name));
    }
  } catch {
    // A folder that cannot be listed, or another process sweeping: the next write tries again.
  }
}

/** The bytes, synced, in a file beside the target; answers its path. */
export async function writeTemporary(
  target: string,
  bytes: Uint8Array,
  identity: FileIdentity,
): Promise<string> {
  const temporary = temporaryName(target);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    try {
      await handle.writeFile(bytes);
      await keepIdentity(temporary, identity);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
  return temporary;
}

/** Owner first: changing it clears set-id bits of the mode. Windows has neither. */
async function keepIdentity(path: string, identity: FileIdentity): Promise<void> {
  if (process.platform === 'win32') return;
  const now = await stat(path);
  const uid = identity.uid === -1 ? now.uid : identity.uid;
  const gid = identity.gid === -1 ? now.gid : identity.gid;
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid);
  await chmod(path, identity.mode);
}

/** Virus scanners and editors hold files for moments on Windows; about 3 s in all, then the error stands. */
async function retryLocked(step: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      if (!isHeldForAMoment(error, attempt)) throw error;
      await waitAfter(attempt);
    }
  }
}

export function isHeldForAMoment(error: unknown, attempt: number): boolean {
  const held = ['EBUSY', 'EPERM', 'EACCES'].includes(errnoOf(error) ?? '');
  return process.platform === 'win32' && held && attempt < 11;
}

export function waitAfter(attempt: number): Promise<void> {
  return sleep(25 * (attempt + 1) + Math.random() * 25);
}

/** Makes the new name itself survive a power cut. Windows cannot open folders and needs no such step. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    // Some network and FUSE file systems refuse; the file is in place already.
    const refused = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'EACCES', 'EPERM', 'EIO'];
    if (!refused.includes(errnoOf(error) ?? '')) throw error;
  }
}
