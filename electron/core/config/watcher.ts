import { existsSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { watch } from 'chokidar';
import type { FSWatcher } from 'chokidar';
import { createFolderWatch } from './folder-watch.ts';
import { concernOf, watchPlan } from './watch-plan.ts';

/**
 * Tells which of the paths changed, appeared or went away; they need not exist. A folder has changed when other
 * names are in it, or when it is another folder; what happens inside its files is nothing to it.
 */
export interface Watcher {
  /** Watches these files and folders from now on; the same set again costs nothing. */
  update(paths: readonly string[]): void;
  /** Looks at every file now: after sleep, when the window is shown. */
  check(): Promise<void>;
  /** Resolves when the last `update` is in force. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Programs write a file in several steps; this long without a further one, it is looked at. */
const QUIET_MS = 60;
/** A file that never rests is looked at all the same. */
const LONGEST_WAIT_MS = 150;
/** A file's own time of change this much before the first event comes from another clock. */
const CLOCKS_DIFFER_MS = 1_000;
/** Events get lost (network drives, sleep, full queues): every file is looked at this often. */
const RECONCILE_MS = 30_000;
/** Where the system cannot watch (its limit is reached), looking is all there is. */
const RECONCILE_BLIND_MS = 5_000;
/** Reading a large file again for every write of a busy program would keep a processor busy. */
const LARGE_BYTES = 4_000_000;
const LARGE_REST_MS = 2_000;

interface Seen {
  readonly stamp: string;
  readonly size: number;
  /** Where links lead to; the path itself for a file that does not exist. */
  readonly realPath: string;
  /** Of a folder: tells it from another one of the same name. */
  readonly folder: string | null;
  /** Of a file: when it last changed, by the clock of its disk. Epoch milliseconds. */
  readonly changedAt: number | null;
}

export function createWatcher(options: {
  readonly paths: readonly string[];
  readonly onChange: (paths: readonly string[]) => void;
}): Watcher {
  let paths: readonly string[] = [];
  let seen = new Map<string, Seen>();
  let watching: FSWatcher | null = null;
  let work: Promise<void> = Promise.resolve();
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  let firstEventAt = 0;
  let lastEventAt = 0;
  let wakesAt = 0;
  const events = new Set<string>();
  const restUntil = new Map<string, number>();
  let names = new Map<string, string>();
  let reconcile = every(RECONCILE_MS);
  const folderWatch = createFolderWatch({ onChange: happened, onError: goBlind });

  function every(interval: number): NodeJS.Timeout {
    return setInterval(() => void enqueue(lookAtAll), interval).unref();
  }

  function goBlind(): void {
    clearInterval(reconcile);
    if (!closed) reconcile = every(RECONCILE_BLIND_MS);
  }

  function enqueue(job: () => Promise<void>): Promise<void> {
    work = work.then(async () => {
      if (!closed) await job();
    });
    return work;
  }

  function happened(path: string): void {
    lastEventAt = Date.now();
    if (events.size === 0) firstEventAt = lastEventAt;
    events.add(path);
    // Something that rests may be waited for much longer.
    if (timer === null || wakesAt > lastEventAt + QUIET_MS) wake(QUIET_MS);
  }

  function wake(delay: number): void {
    if (timer !== null) clearTimeout(timer);
    wakesAt = Date.now() + delay;
    timer = setTimeout(() => {
      timer = null;
      void enqueue(lookAtEvents);
    }, delay);
  }

  function touchedBy(happenings: readonly string[]): readonly string[] {
    const concerned = concernOf(happenings, names);
    return paths.filter((path) => {
      const real = seen.get(path)?.realPath ?? path;
      return concerned(path) || (real !== path && concerned(real));
    });
  }

  /**
   * How long the files are to be left alone yet. Events come late, and once more when nothing has happened since: where
   * a file tells by itself when it last changed, that counts.
   */
  async function restOf(touched: readonly string[]): Promise<number> {
    const found = await Promise.all(touched.map(look));
    const now = Date.now();
    const since = found.map(({ changedAt }) =>
      changedAt === null || changedAt > now || changedAt < firstEventAt - CLOCKS_DIFFER_MS
        ? lastEventAt
        : changedAt,
    );
    return Math.min(Math.max(0, ...since) + QUIET_MS, firstEventAt + LONGEST_WAIT_MS) - now;
  }

  const isResting = (path: string): boolean => (restUntil.get(path) ?? 0) > Date.now();

  async function lookAtEvents(): Promise<void> {
    const rest = await restOf(touchedBy([...events]).filter((path) => !isResting(path)));
    if (rest > 0) return wake(rest);
    const happenings = [...events];
    events.clear();
    const now = Date.now();
    const touched = touchedBy(happenings);
    const resting = touched.filter(isResting);
    const direct = new Set(happenings);
    await lookAt(
      touched.filter((path) => !resting.includes(path)),
      (path) => direct.has(path) || direct.has(seen.get(path)?.realPath ?? path),
    );
    if (resting.length === 0) return;
    const until = Math.min(...resting.map((path) => restUntil.get(path) ?? now));
    firstEventAt = until;
    lastEventAt = until;
    for (const path of resting) events.add(path);
    wake(Math.max(0, until - now));
  }

  const lookAtAll = (): Promise<void> => lookAt(paths, () => false);

  /** Reports files whose stamp is another; `certain` ones also when two writes left the same stamp. */
  async function lookAt(which: readonly string[], certain: (path: string) => boolean): Promise<void> {
    const now = new Map(await Promise.all(which.map(async (path) => [path, await look(path)] as const)));
    const changed = which.filter((path) => {
      const found = now.get(path);
      return found?.stamp !== seen.get(path)?.stamp || (found?.folder === null && certain(path));
    });
    const moved = which.some((path) => seen.get(path)?.realPath !== now.get(path)?.realPath);
    for (const [path, one] of now) {
      seen.set(path, one);
      if (one.size > LARGE_BYTES) restUntil.set(path, Date.now() + LARGE_REST_MS);
    }
    followFolders();
    if (moved) await rewatch();
    if (changed.length > 0 && !closed) options.onChange(changed);
  }

  function followFolders(): void {
    if (closed) return;
    const folders = paths.flatMap((path) => {
      const folder = seen.get(path)?.folder ?? null;
      return folder === null ? [] : [[path, folder] as const];
    });
    folderWatch.follow(new Map(folders));
  }

  /** The new watch is in force before the old one ends, so that nothing falls between them. */
  async function rewatch(): Promise<void> {
    const old = watching;
    const real = paths.map((path) => seen.get(path)?.realPath ?? path);
    const plan = watchPlan([...new Set([...paths, ...real])], (folder) => existsSync(folder));
    const next = watch([...plan.roots], {
      ignored: (path) => !plan.follows(path),
      ignoreInitial: true,
      ignorePermissionErrors: true,
      atomic: false,
      // The default watches whole trees on macOS and Windows: here that would be the person's whole home.
      backend: 'native',
    });
    watching = next;
    next.on('all', (_event, path) => happened(path));
    next.on('error', goBlind);
    await new Promise<void>((resolve) => {
      next.once('ready', () => resolve());
      next.once('error', () => resolve());
    });
    await old?.close();
  }

  async function use(next: readonly string[]): Promise<void> {
    const unique = [...new Set(next)];
    if (unique.length === paths.length && unique.every((path) => seen.has(path))) return;
    const known = seen;
    const isFirst = watching === null;
    paths = unique;
    names = new Map();
    seen = new Map(
      await Promise.all(unique.map(async (path) => [path, known.get(path) ?? (await look(path))] as const)),
    );
    await rewatch();
    await lookAtAll();
    // Whoever gives a further path has read it before it was watched.
    const further = unique.filter((path) => !known.has(path));
    if (!isFirst && further.length > 0 && !closed) options.onChange(further);
  }

  void enqueue(() => use(options.paths));
  return {
    update: (next) => void enqueue(() => use(next)),
    check: () => enqueue(lookAtAll),
    ready: () => work,
    async close() {
      closed = true;
      clearInterval(reconcile);
      if (timer !== null) clearTimeout(timer);
      await work;
      folderWatch.close();
      await watching?.close();
    },
  };
}

async function look(path: string): Promise<Seen> {
  try {
    // Of what is not there, most of all, an error would be made only to be thrown away.
    const found = await stat(path, { bigint: true, throwIfNoEntry: false });
    if (found === undefined) return gone('ENOENT', path);
    const realPath = await realpath(path);
    const identity = `${found.dev} ${found.ino}`;
    if (found.isDirectory()) {
      // A folder that is deleted and made again may get the same number; the watch on it ended all the same.
      const folder = `${identity} ${found.birthtimeNs}`;
      const names = await readdir(path);
      return { stamp: [folder, ...names.toSorted()].join('/'), size: 0, realPath, folder, changedAt: null };
    }
    const stamp = [identity, found.size, found.mtimeNs, found.ctimeNs, found.mode].join(' ');
    const changedAt = Number(found.ctimeNs / 1_000_000n);
    return { stamp, size: Number(found.size), realPath, folder: null, changedAt };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'gone';
    return gone(reason, path);
  }
}

function gone(reason: string, path: string): Seen {
  return { stamp: reason, size: 0, realPath: path, folder: null, changedAt: null };
}
