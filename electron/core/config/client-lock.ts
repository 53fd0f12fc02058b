import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientLock } from '../clients/types.ts';
import { errnoOf, isMissing } from './file-errors.ts';

/** Both conventions: a holder touches its folder, and one that did not for this long is gone. */
const STALE_MS = 10_000;
const TOUCH_MS = 2_000;
const PATIENCE_MS = 5_000;
const POLL_MS = 25;

/**
 * Runs `job` while we hold the lock that the client itself takes to write `path`: a folder `<path>.lock`.
 * ConfigReadOnly when the client does not let go within five seconds. Where the folder cannot be made because
 * there is no place for it, or none that we may write to, `job` runs without: it meets the same obstacle.
 *
 * `folder`: an empty one, as the npm package proper-lockfile 4.1.2 makes it. `folder-with-owner`: one that is
 * filled under another name and moved into place, so that it never is an empty folder that others could replace.
 */
export async function withClientLock<T>(
  path: string,
  kind: ClientLock | undefined,
  job: () => Promise<Result<T>>,
): Promise<Result<T>> {
  if (kind === undefined) return job();
  const folder = `${path}.lock`;
  const owner = `${process.pid}.${Date.now()}.${randomUUID()}`;
  const deadline = performance.now() + PATIENCE_MS;
  let taken = await take(folder, owner, kind);
  while (taken === 'held' && performance.now() < deadline) {
    await removeStale(folder, kind);
    await sleep(POLL_MS);
    taken = await take(folder, owner, kind);
  }
  if (taken === 'impossible') return job();
  if (taken === 'held') {
    return fail('ConfigReadOnly', `${path}: the program it belongs to has locked it.`, {
      next: `Try again in a moment. If that program is not running, delete ${folder}.`,
    });
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(folder, now, now).catch(() => {});
  }, TOUCH_MS);
  touch.unref();
  try {
    return await job();
  } finally {
    clearInterval(touch);
    await release(folder, owner, kind);
  }
}

async function take(
  folder: string,
  owner: string,
  kind: ClientLock,
): Promise<'taken' | 'held' | 'impossible'> {
  try {
    if (kind === 'folder') await mkdir(folder);
    else await moveIn(folder, owner);
    return 'taken';
  } catch (error) {
    const code = errnoOf(error) ?? '';
    // Windows answers EPERM for a folder that is being deleted, or that one is moved over.
    const isHeld =
      ['EEXIST', 'ENOTEMPTY'].includes(code) || (code === 'EPERM' && process.platform === 'win32');
    return isHeld ? 'held' : 'impossible';
  }
}

async function moveIn(folder: string, owner: string): Promise<void> {
  const staging = `${folder}.tmp.${owner}`;
  try {
    await mkdir(staging);
    await writeFile(join(staging, `owner.${owner}`), owner, { flag: 'wx' });
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

async function removeStale(folder: string, kind: ClientLock): Promise<void> {
  try {
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs < STALE_MS) return;
    if (kind === 'folder') return await rmdir(folder);
    // Two who find it stale at once cannot take away each other's fresh one: only one can move this one.
    const aside = `${folder}.stale.${randomUUID()}`;
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch {
    // Somebody else was faster, or it is not ours to remove: the wait ends with a sentence.
  }
}

async function release(folder: string, owner: string, kind: ClientLock): Promise<void> {
  try {
    if (kind === 'folder-with-owner') await rm(join(folder, `owner.${owner}`));
    await rmdir(folder);
  } catch (error) {
    // Taken over by somebody who thought us gone; otherwise it ages out.
    if (!isMissing(error) && errnoOf(error) === undefined) throw error;
  }
}
