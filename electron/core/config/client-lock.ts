import { randomUUID } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientLock } from '../clients/types.ts';
import { errnoOf, isMissing } from './file-errors.ts';
import { LOCK_CONVENTIONS } from './lock-conventions.ts';
import type { Holds } from './lock-conventions.ts';

/** A holder touches its folder, and one that did not for this long is gone. */
const STALE_MS = 10_000;
const TOUCH_MS = 2_000;
const PATIENCE_MS = 5_000;
const POLL_MS = 25;

interface Folder {
  readonly folder: string;
  readonly holds: Holds;
  readonly staleMs: number;
}

/**
 * Runs `job` while we hold the lock that the client itself takes to write `path`. ConfigReadOnly when the client
 * does not let go within five seconds. Where the folder cannot be made because there is no place for it, or none
 * that we may write to, `job` runs without: it meets the same obstacle.
 *
 * `folder`: an empty one, as the npm package proper-lockfile 4.1.2 makes it. `folder-with-owner`: one that is
 * filled under another name and moved into place, so that it never is an empty folder that others could replace.
 * Both are called `<path>.lock`.
 */
export async function withClientLock<T>(
  path: string,
  kind: ClientLock | undefined,
  job: () => Promise<Result<T>>,
): Promise<Result<T>> {
  if (kind === undefined) return job();
  const lock = folderOf(path, kind);
  const owner = `${process.pid}.${Date.now()}.${randomUUID()}`;
  const deadline = performance.now() + PATIENCE_MS;
  let taken = await take(lock, owner);
  while (taken === 'held' && performance.now() < deadline) {
    // Somebody else was faster, or it is not ours to remove: the wait ends with a sentence.
    await LOCK_CONVENTIONS[lock.holds].removeStale(lock, owner).catch(() => undefined);
    await sleep(POLL_MS);
    taken = await take(lock, owner);
  }
  if (taken === 'impossible') return job();
  if (taken === 'held') {
    return fail('ConfigReadOnly', `${path}: the program it belongs to has locked it.`, {
      next: `Try again in a moment. If that program is not running, delete ${lock.folder}.`,
    });
  }
  const touch = setInterval(() => {
    const now = new Date();
    utimes(LOCK_CONVENTIONS[lock.holds].touched(lock.folder), now, now).catch(() => {});
  }, TOUCH_MS);
  touch.unref();
  try {
    return await job();
  } finally {
    clearInterval(touch);
    await release(lock, owner);
  }
}

function folderOf(path: string, kind: ClientLock): Folder {
  if (typeof kind !== 'string') return kind;
  return { folder: `${path}.lock`, holds: kind === 'folder' ? 'nothing' : 'owner', staleMs: STALE_MS };
}

async function take({ folder, holds }: Folder, owner: string): Promise<'taken' | 'held' | 'impossible'> {
  try {
    return (await LOCK_CONVENTIONS[holds].take(folder, owner)) ? 'taken' : 'held';
  } catch {
    return 'impossible';
  }
}

async function release({ folder, holds }: Folder, owner: string): Promise<void> {
  try {
    await LOCK_CONVENTIONS[holds].release(folder, owner);
  } catch (error) {
    // Taken over by somebody who thought us gone; otherwise it ages out.
    if (!isMissing(error) && errnoOf(error) === undefined) throw error;
  }
}
