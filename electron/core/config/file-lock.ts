import { hash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { errnoOf, isMissing, writeFailure } from './file-errors.ts';
import { createKeyedQueue } from './keyed-queue.ts';

/** A holder touches its lock this often; one that did not for `STALE_MS` is taken to have died. */
const TOUCH_MS = 1_000;
const STALE_MS = 6_000;
const WAIT_MS = 20_000;
const POLL_MS = 15;

const queue = createKeyedQueue();

/**
 * Runs `job` while no other MCP Tray process (window, page, command line) of the same `stateDir` holds `key`.
 * Waits up to 20 s, then ConfigConflict. The lock is advisory: other programs are not bound by it, which is
 * why every write still compares bytes. Processes may live in different pid namespaces (containers that share
 * a home), so a dead holder is known by its age and never by its pid.
 */
export function withFileLock<T>(
  stateDir: string,
  key: string,
  job: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const lockPath = join(stateDir, 'locks', `${hash('sha256', key, 'hex').slice(0, 32)}.lock`);
  return queue(lockPath, async () => {
    const owner = randomUUID();
    let taken: boolean;
    try {
      await mkdir(join(stateDir, 'locks'), { recursive: true, mode: 0o700 });
      taken = await acquire(lockPath, owner);
    } catch (error) {
      return writeFailure(lockPath, error);
    }
    if (!taken) {
      return fail('ConfigConflict', 'Another MCP Tray has been changing files for a long time.', {
        next: 'Wait for it to end, or quit it, then try again.',
      });
    }
    const touch = setInterval(() => void utimes(lockPath, new Date(), new Date()).catch(() => {}), TOUCH_MS);
    touch.unref();
    try {
      return await job();
    } finally {
      clearInterval(touch);
      await release(lockPath, owner);
    }
  });
}

async function acquire(lockPath: string, owner: string): Promise<boolean> {
  const deadline = Date.now() + WAIT_MS;
  while (Date.now() < deadline) {
    if (await create(lockPath, owner)) return true;
    await breakWhenStale(lockPath);
    await sleep(POLL_MS + Math.random() * POLL_MS);
  }
  return false;
}

async function create(lockPath: string, owner: string): Promise<boolean> {
  try {
    const handle = await open(lockPath, 'wx', 0o600);
    try {
      await handle.writeFile(owner);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    // Windows answers EPERM while a deleted lock still has an open handle somewhere.
    if (errnoOf(error) === 'EEXIST' || (errnoOf(error) === 'EPERM' && process.platform === 'win32')) {
      return false;
    }
    throw error;
  }
}

/** Moving the lock away first makes two breakers unable to delete each other's fresh lock. */
async function breakWhenStale(lockPath: string): Promise<void> {
  try {
    const seen = await stat(lockPath);
    if (Date.now() - seen.mtimeMs < STALE_MS) return;
    const grave = `${lockPath}.${randomUUID()}`;
    await rename(lockPath, grave);
    const moved = await stat(grave);
    if (moved.mtimeMs !== seen.mtimeMs) await link(grave, lockPath).catch(() => {});
    await unlink(grave);
  } catch (error) {
    if (!isMissing(error) && errnoOf(error) !== 'EPERM' && errnoOf(error) !== 'EBUSY') throw error;
  }
}

async function release(lockPath: string, owner: string): Promise<void> {
  try {
    if ((await readFile(lockPath, 'utf8')) === owner) await unlink(lockPath);
  } catch {
    // Somebody broke the lock as stale, or Windows still holds it: it ages out.
  }
}
