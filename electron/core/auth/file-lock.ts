import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';

export interface FileLockTiming {
  /** Milliseconds between two signs of life of a holder. */
  readonly beat: number;
  /** A holder without a sign of life for this long (milliseconds, by the waiter's clock) is gone. */
  readonly gone: number;
  /** Milliseconds a waiter waits at most. */
  readonly patience: number;
}

const TIMING: FileLockTiming = { beat: 2000, gone: 10_000, patience: 45_000 };

export type FileLock = <T>(name: string, work: () => Promise<Result<T>>) => Promise<Result<T>>;

/**
 * One holder per name among all processes that use the same folder. A holder that was killed is passed over
 * once its file has not changed for `gone`. Errors: Timeout when nobody lets us in, Internal when the folder
 * cannot be written.
 */
export function createFileLock(folder: string, timing: FileLockTiming = TIMING): FileLock {
  return async (name, work) => {
    const path = join(folder, `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.lock`);
    const mark = randomBytes(12).toString('hex');
    let entered: boolean;
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      entered = await enter(path, mark, timing);
    } catch (error) {
      return fail('Internal', 'MCP Tray cannot write to its own folder.', {
        next: 'Check the permissions and free space of its folder, then try again.',
        detail: (error as NodeJS.ErrnoException).code ?? 'unknown',
      });
    }
    if (!entered) {
      return fail('Timeout', 'Another MCP Tray is busy with this sign-in.', {
        next: 'Try again in a moment.',
      });
    }
    const heart = setInterval(() => {
      const seen = new Date();
      utimes(path, seen, seen).catch(() => undefined);
    }, timing.beat);
    heart.unref();
    try {
      return await work();
    } finally {
      clearInterval(heart);
      // Somebody may have taken over while this computer slept: only our own mark is ours to remove.
      if ((await read(path)) === mark) await rm(path, { force: true });
    }
  };
}

async function enter(path: string, mark: string, { gone, patience }: FileLockTiming): Promise<boolean> {
  const start = performance.now();
  let seen = { state: '', since: start };
  while (performance.now() - start < patience) {
    if (await create(path, mark)) return true;
    const state = await describe(path);
    if (state !== seen.state) seen = { state, since: performance.now() };
    else if (state !== '' && performance.now() - seen.since > gone) await takeAway(path, state);
    await delay(20 + Math.random() * 40);
  }
  return false;
}

async function create(path: string, mark: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(mark);
    await file.close();
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Windows answers EPERM or EBUSY while the last holder's file is being deleted.
    if (code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return false;
    throw error;
  }
}

/** Two waiters may see the same dead holder: the one who took a living file by mistake puts it back. */
async function takeAway(path: string, state: string): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await rename(path, aside);
    if ((await describe(aside)) !== state) await link(aside, path).catch(() => undefined);
  } catch {
    // Somebody else was faster.
  } finally {
    await rm(aside, { force: true });
  }
}

async function describe(path: string): Promise<string> {
  const info = await stat(path).catch(() => null);
  return info === null ? '' : `${await read(path)}@${info.mtimeMs}`;
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
