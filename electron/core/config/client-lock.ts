import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientLock, PlacedLock } from '../clients/types.ts';
import { errnoOf, isMissing } from './file-errors.ts';

/** A holder touches its folder, and one that did not for this long is gone. */
const STALE_MS = 10_000;
const TOUCH_MS = 2_000;
const PATIENCE_MS = 5_000;
const POLL_MS = 25;

type Folder = PlacedLock | { readonly folder: string; readonly holds: 'owner'; readonly staleMs: number };

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
    await removeStale(lock);
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
    utimes(touched(lock), now, now).catch(() => {});
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

async function take(lock: Folder, owner: string): Promise<'taken' | 'held' | 'impossible'> {
  try {
    if (lock.holds === 'owner') await moveIn(lock.folder, owner);
    else await mkdir(lock.folder, { mode: 0o700 });
    if (lock.holds === 'heartbeat') await fillIn(lock.folder, owner);
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

/** The four members that OpenCode (1.18.33) writes. */
async function fillIn(folder: string, token: string): Promise<void> {
  const createdAt = new Date().toISOString();
  const meta = JSON.stringify({ token, pid: process.pid, hostname: hostname(), createdAt });
  await writeFile(join(folder, 'heartbeat'), '', { flag: 'wx' });
  await writeFile(join(folder, 'meta.json'), meta, { flag: 'wx' });
}

function touched({ folder, holds }: Folder): string {
  return holds === 'heartbeat' ? join(folder, 'heartbeat') : folder;
}

async function isStale(lock: Folder): Promise<boolean> {
  // Its holder may be about to fill it: then the folder itself tells.
  const info = await stat(touched(lock)).catch(() => stat(lock.folder));
  return Date.now() - info.mtimeMs >= lock.staleMs;
}

async function removeStale(lock: Folder): Promise<void> {
  const { folder, holds } = lock;
  try {
    if (!(await isStale(lock))) return;
    if (holds === 'nothing') return await rmdir(folder);
    if (holds === 'heartbeat') return await breakDown(lock);
    // Two who find it stale at once cannot take away each other's fresh one: only one can move this one.
    const aside = `${folder}.stale.${randomUUID()}`;
    await rename(folder, aside);
    await rm(aside, { recursive: true, force: true });
  } catch {
    // Somebody else was faster, or it is not ours to remove: the wait ends with a sentence.
  }
}

/** OpenCode's own way: who makes the folder `.breaker` looks once more, and alone may remove. */
async function breakDown(lock: Folder): Promise<void> {
  const breaker = `${lock.folder}.breaker`;
  await mkdir(breaker, { mode: 0o700 });
  try {
    if (await isStale(lock)) await rm(lock.folder, { recursive: true, force: true });
  } finally {
    await rm(breaker, { recursive: true, force: true });
  }
}

async function release({ folder, holds }: Folder, owner: string): Promise<void> {
  try {
    if (holds === 'heartbeat') {
      const meta = await readFile(join(folder, 'meta.json'), 'utf8');
      if (meta.includes(owner)) await rm(folder, { recursive: true, force: true });
      return;
    }
    if (holds === 'owner') await rm(join(folder, `owner.${owner}`));
    await rmdir(folder);
  } catch (error) {
    // Taken over by somebody who thought us gone; otherwise it ages out.
    if (!isMissing(error) && errnoOf(error) === undefined) throw error;
  }
}
