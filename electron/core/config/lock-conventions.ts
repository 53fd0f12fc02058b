import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { PlacedLock } from '../clients/types.ts';
import { errnoOf, isMissing } from './file-errors.ts';

type Place = Pick<PlacedLock, 'folder' | 'staleMs'>;

/** How a folder is taken as a lock and let go. `owner` is a new, unique name for this one holding. */
interface LockConvention {
  /** What a holder touches to show that it lives. */
  touched(folder: string): string;
  /** False while somebody else has it. Throws where it cannot be made at all. */
  take(folder: string, owner: string): Promise<boolean>;
  /** Takes it from a holder that is gone. Throws when somebody else was faster, or when it is not ours to remove. */
  removeStale(place: Place, owner: string): Promise<void>;
  release(folder: string, owner: string): Promise<void>;
}

export type Holds = PlacedLock['holds'] | 'owner';

/** By what the folder holds; `PlacedLock` says what each looks like. */
export const LOCK_CONVENTIONS: Readonly<Record<Holds, LockConvention>> = {
  nothing: {
    touched: (folder) => folder,
    take: (folder) => unlessHeld(() => mkdir(folder, { mode: 0o700 })),
    async removeStale(place) {
      if (await isOld(place.folder, place)) await rmdir(place.folder);
    },
    release: (folder) => rmdir(folder),
  },

  owner: {
    touched: (folder) => folder,
    take: (folder, owner) => moveIn(folder, `${folder}.tmp.${owner}`, `owner.${owner}`, owner),
    async removeStale(place, owner) {
      if (await isOld(place.folder, place)) await takeAway(place.folder, owner);
    },
    async release(folder, owner) {
      await rm(join(folder, `owner.${owner}`));
      await rmdir(folder);
    },
  },

  heartbeat: {
    touched: heartbeatOf,
    async take(folder, owner) {
      if (!(await unlessHeld(() => mkdir(folder, { mode: 0o700 })))) return false;
      await writeFile(heartbeatOf(folder), '', { flag: 'wx' });
      await writeFile(join(folder, 'meta.json'), heartbeatMeta(owner), { flag: 'wx' });
      return true;
    },
    /** OpenCode's own way: who makes the folder `.breaker` looks once more, and alone may remove. */
    async removeStale(place) {
      const { folder } = place;
      if (!(await isSilent(place))) return;
      await asOnlyOne(`${folder}.breaker`, async () => {
        if (await isSilent(place)) await rm(folder, { recursive: true, force: true });
      });
    },
    async release(folder, owner) {
      const meta = await readFile(join(folder, 'meta.json'), 'utf8');
      if (meta.includes(owner)) await rm(folder, { recursive: true, force: true });
    },
  },

  process: {
    touched: (folder) => folder,
    async take(folder, owner) {
      if (await exists(guardOf(folder))) return false;
      const digest = createHash('sha256').update(owner).digest('hex').slice(0, 32);
      const staging = `${folder.replace(/\.lock$/, '')}.${digest}.pending`;
      return moveIn(folder, staging, OWNER_FILE, named(owner));
    },
    async removeStale(place, owner) {
      const { folder, staleMs } = place;
      const guard = guardOf(folder);
      const left = (await exists(guard)) && (await isAbandoned({ folder: guard, staleMs }));
      if (left) await takeAway(guard, owner);
      if (!(await isAbandoned(place))) return;
      await asOnlyOne(guard, async () => {
        await writeFile(join(guard, OWNER_FILE), named(owner), { mode: 0o600 });
        if (await isAbandoned(place)) await takeAway(folder, owner);
      });
    },
    async release(folder, owner) {
      if ((await ownerOf(folder))?.token === owner) await takeAway(folder, owner);
    },
  },

  lease: {
    touched: (file) => file,
    take: (file, owner) =>
      unlessHeld(() =>
        writeFile(file, JSON.stringify({ pid: process.pid, nonce: owner, at: Date.now() }), {
          flag: 'wx',
          mode: 0o600,
        }),
      ),
    async removeStale(place) {
      const { pid, at } = await leaseIn(place.folder);
      const isOver =
        typeof at === 'number'
          ? Date.now() - at >= place.staleMs || !isRunning(pid)
          : await isOld(place.folder, place);
      if (isOver) await rm(place.folder);
    },
    async release(file, owner) {
      if ((await leaseIn(file))['nonce'] === owner) await rm(file);
    },
  },
};

const OWNER_FILE = 'owner.json';
const WINDOWS = process.platform === 'win32';

async function unlessHeld(make: () => Promise<unknown>): Promise<boolean> {
  try {
    await make();
    return true;
  } catch (error) {
    const code = errnoOf(error) ?? '';
    // Windows answers EPERM for a folder that is being deleted, or that one is moved over.
    const held = ['EEXIST', 'ENOTEMPTY'].includes(code) || (code === 'EPERM' && WINDOWS);
    if (held) return false;
    throw error;
  }
}

/** Filled first, so that the lock never is an empty folder that others could replace. */
async function moveIn(folder: string, staging: string, name: string, content: string): Promise<boolean> {
  let moved = false;
  try {
    await mkdir(staging, { mode: 0o700 });
    await writeFile(join(staging, name), content, { flag: 'wx', mode: 0o600 });
    moved = await unlessHeld(() => rename(staging, folder));
  } finally {
    if (!moved) await rm(staging, { recursive: true, force: true });
  }
  return moved;
}

/**
 * Moved first: only one of two who find it stale at once can do that, and a folder that is being emptied would let
 * the next holder move in before it is gone.
 */
async function takeAway(folder: string, owner: string): Promise<void> {
  const aside = `${folder}.stale.${owner}`;
  await rename(folder, aside);
  await rm(aside, { recursive: true, force: true });
}

async function asOnlyOne(guard: string, job: () => Promise<void>): Promise<void> {
  await mkdir(guard, { mode: 0o700 });
  try {
    await job();
  } finally {
    await rm(guard, { recursive: true, force: true });
  }
}

async function isOld(path: string, { staleMs }: Place): Promise<boolean> {
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs >= staleMs;
}

function heartbeatOf(folder: string): string {
  return join(folder, 'heartbeat');
}

/** The four members that OpenCode (1.18.33) writes. */
function heartbeatMeta(token: string): string {
  return JSON.stringify({
    token,
    pid: process.pid,
    hostname: hostname(),
    createdAt: new Date().toISOString(),
  });
}

/** Its holder may be about to fill it: then the folder itself tells. */
function isSilent(place: Place): Promise<boolean> {
  return isOld(heartbeatOf(place.folder), place).catch(() => isOld(place.folder, place));
}

/** While it stands, nobody takes the lock: one process is about to remove a stale one. */
function guardOf(folder: string): string {
  return `${folder}.reclaim`;
}

function named(owner: string): string {
  return JSON.stringify({ token: owner, pid: process.pid });
}

/** By a process that runs no more; or that did not leave its name, by age. One that runs may take its time. */
async function isAbandoned(place: Place): Promise<boolean> {
  const owner = await ownerOf(place.folder);
  return owner === null ? isOld(place.folder, place) : !isRunning(owner.pid);
}

function isRunning(pid: unknown): boolean {
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}

/** Empty while its owner is about to fill it. */
async function leaseIn(file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(file, 'utf8');
  try {
    return (JSON.parse(text) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}

async function ownerOf(folder: string): Promise<{ readonly token: string; readonly pid: number } | null> {
  try {
    const text = await readFile(join(folder, OWNER_FILE), 'utf8');
    const { token, pid } = (JSON.parse(text) as Record<string, unknown> | null) ?? {};
    const isPid = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0;
    return typeof token === 'string' && isPid ? { token, pid } : null;
  } catch {
    return null;
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
}
