import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf, isMissing } from './file-errors.ts';

const KEEP_PER_FILE = 5;
const KEEP_MS = 30 * 24 * 60 * 60 * 1_000;
const KEEP_BYTES = 512 * 1024 * 1024;

/**
 * Keeps a copy (0600) of what is about to be replaced under `stateDir/backups/<file>/`: the last five per file
 * and of the last 30 days, 512 MB over all files, oldest first. A second net below the history; not synced to disk for that reason.
 * Throws Node file errors when the copy itself fails; failing to tidy up is no reason not to write.
 */
export async function backUp(options: {
  readonly stateDir: string;
  readonly path: string;
  readonly hash: string;
  readonly now: number;
}): Promise<void> {
  const root = join(options.stateDir, 'backups');
  const key = `${basename(options.path).slice(0, 60)}-${hash('sha256', options.path, 'hex').slice(0, 16)}`;
  const folder = join(root, key);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = (await readdir(folder)).toSorted();
  const mark = `-${options.hash.slice(0, 16)}.bak`;
  if (kept.at(-1)?.endsWith(mark) === true) return;
  await copy(options.path, join(folder, `${String(options.now).padStart(15, '0')}${mark}`));
  await tidy(root, folder, kept, options.now);
}

/** A copy by the system costs next to nothing where the disk can share blocks (APFS, Btrfs, XFS, ReFS). */
async function copy(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await chmod(to, 0o600);
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return;
    await unlink(to).catch(() => {});
    throw error;
  }
}

async function tidy(root: string, folder: string, before: readonly string[], now: number): Promise<void> {
  try {
    const surplus = before.slice(0, Math.max(0, before.length + 1 - KEEP_PER_FILE));
    await Promise.all(surplus.map((name) => unlink(join(folder, name))));
    await capTotal(root, now);
  } catch {
    // Another process tidies the same folder; the next backup tries again.
  }
}

async function capTotal(root: string, now: number): Promise<void> {
  const copies: { path: string; name: string; size: number }[] = [];
  for (const key of await readdir(root)) {
    for (const name of await readdir(join(root, key))) {
      const path = join(root, key, name);
      copies.push({ path, name, size: (await stat(path)).size });
    }
  }
  let total = copies.reduce((sum, copy) => sum + copy.size, 0);
  // The newest copy always stays.
  for (const copy of copies.toSorted((a, b) => a.name.localeCompare(b.name)).slice(0, -1)) {
    if (total <= KEEP_BYTES && now - Number.parseInt(copy.name, 10) < KEEP_MS) return;
    await unlink(copy.path);
    total -= copy.size;
  }
}

/**
 * Deletes the copies, of any file, that `holds` recognises by their bytes; answers how many. Throws Node file errors
 * when one cannot be deleted.
 */
export async function deleteBackups(options: {
  readonly stateDir: string;
  readonly holds: (bytes: Buffer) => boolean;
}): Promise<number> {
  const root = join(options.stateDir, 'backups');
  let deleted = 0;
  for (const key of await namesIn(root)) {
    for (const name of await namesIn(join(root, key))) {
      const path = join(root, key, name);
      if (!options.holds(await readFile(path))) continue;
      await unlink(path);
      deleted += 1;
    }
  }
  return deleted;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
