import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { digest, nodeCrypto } from './digest.ts';
import type { Result } from '../../shared/errors.ts';
import { errnoOf } from './config/file-errors.ts';
import { createKeyedQueue } from './config/keyed-queue.ts';

type Failure = Extract<Result<never>, { ok: false }>;

export interface FileLockTiming {
  /** Milliseconds between two signs of life of a holder. */
  readonly beat: number;
  /** A holder without a sign of life for this long (milliseconds, by the waiter's clock) is gone. */
  readonly gone: number;
  /** Milliseconds a waiter waits at most for a holder that lives. */
  readonly patience: number;
}

/** Runs the work while no other process of ours that uses the same folder holds the name. */
export type FileLock = <T>(name: string, work: () => Promise<Result<T>>) => Promise<Result<T>>;

/**
 * One holder per name among all processes that use the same folder; in one process they take turns in the order
 * they came. Advisory: programs that do not ask are not bound. Processes may live in different pid namespaces
 * (containers that share a home) and their clocks may differ, so a holder that was killed is known by its file
 * alone: it has not changed for `gone` before the waiter's own eyes. Not to be nested under one name.
 */
export function createFileLock(options: {
  readonly folder: string;
  readonly timing: FileLockTiming;
  /** What to answer when a living holder does not let go in time. */
  readonly busy: () => Failure;
  /** What to answer when the folder cannot be written. */
  readonly unwritable: (error: unknown) => Failure;
}): FileLock {
  const { folder, timing, busy, unwritable } = options;
  const queue = createKeyedQueue();

  return (name, work) => {
    const path = join(folder, `${digest('sha256', name).slice(0, 32)}.lock`);
    const deadline = performance.now() + timing.patience;
    return queue(path, async () => {
      const mark = nodeCrypto().randomUUID();
      let held: FileHandle | null;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        held = await enter(path, mark, timing.gone, deadline);
      } catch (error) {
        return unwritable(error);
      }
      if (held === null) return busy();
      const heart = beat(held, timing.beat);
      try {
        return await work();
      } finally {
        clearInterval(heart);
        await leave(path, mark, held);
      }
    });
  };
}

/** Null when the deadline passed. */
async function enter(path: string, mark: string, gone: number, deadline: number): Promise<FileHandle | null> {
  let seen = { state: '', since: performance.now() };
  do {
    const held = await create(path, mark);
    if (held !== null) return held;
    const state = await describe(path);
    const now = performance.now();
    if (state !== seen.state) seen = { state, since: now };
    else if (state !== '' && now - seen.since > gone) await takeAway(path, state);
    await sleep(15 + Math.random() * 15);
  } while (performance.now() < deadline);
  return null;
}

async function create(path: string, mark: string): Promise<FileHandle | null> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(mark);
    return file;
  } catch (error) {
    const code = errnoOf(error) ?? '';
    // Windows answers EPERM or EBUSY while the last holder's file is being deleted.
    if (code === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EBUSY'].includes(code))) return null;
    throw error;
  }
}

/** Through the open file: should somebody have taken over, theirs is not kept alive by us. */
function beat(held: FileHandle, interval: number): NodeJS.Timeout {
  const heart = setInterval(() => {
    const now = new Date();
    held.utimes(now, now).catch(() => {});
  }, interval);
  return heart.unref();
}

/** Somebody may have taken over while this computer slept: only our own mark is ours to remove. */
async function leave(path: string, mark: string, held: FileHandle): Promise<void> {
  // Windows keeps the name of a deleted file for as long as it is open.
  await held.close();
  if ((await read(path)) === mark) await rm(path, { force: true }).catch(() => {});
}

/** Two waiters may see the same dead holder: the one who took a living file by mistake puts it back. */
async function takeAway(path: string, state: string): Promise<void> {
  const aside = `${path}.${nodeCrypto().randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await describe(aside)) !== state) await link(aside, path);
  } catch {
    // Somebody else was faster.
  } finally {
    await rm(aside, { force: true }).catch(() => {});
  }
}

async function describe(path: string): Promise<string> {
  const info = await stat(path).catch(() => null);
  return info === null ? '' : `${await read(path)}@${info.mtimeMs}`;
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
