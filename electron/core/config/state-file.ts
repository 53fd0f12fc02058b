import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { nothingAt } from '../nothing-at.ts';
import { isMissing, writeFailure } from './file-errors.ts';
import { withFileLock } from './file-lock.ts';
import { replaceFile } from './replace-file.ts';

/** One list in a JSON file of our own folder (0600), shared by all our processes. */
export interface StateFile<Item> {
  readonly path: string;
  /** Reads from disk; a broken file is never fatal: the list is what could be understood of it. */
  read(): Promise<readonly Item[]>;
  /**
   * Reads, changes and writes as one step that no other process of ours can come between. Returning the same
   * list writes nothing. A broken file is kept under another name. DiskFull or ConfigReadOnly when our own folder cannot be written.
   */
  update(change: (items: readonly Item[]) => readonly Item[]): Promise<Result<readonly Item[]>>;
  /** Sets a file that was found broken aside now, and writes what was understood of it. Nothing for a sound one. */
  mend(): Promise<void>;
  /** What was found broken since the start, in words. */
  problems(): readonly string[];
}

export function createStateFile<Item>(options: {
  readonly stateDir: string;
  readonly name: string;
  /** What one item has to be; asked for when there is one. */
  readonly item: () => Promise<z.ZodType<Item>>;
}): StateFile<Item> {
  const { stateDir } = options;
  const path = join(stateDir, `${options.name}.json`);
  const problems = new Set<string>();
  const leftOut = `${path} is damaged; what could not be understood of it is left out.`;

  async function readItems(): Promise<{ items: readonly Item[]; broken: boolean }> {
    if (nothingAt(path)) return { items: [], broken: false };
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return { items: [], broken: false };
      throw error;
    }
    const raw = parseItems(text);
    const items = raw === null || raw.length === 0 ? [] : await understood(raw);
    const broken = raw === null || items.length < raw.length;
    if (broken) problems.add(leftOut);
    return { items, broken };
  }

  async function understood(raw: readonly unknown[]): Promise<readonly Item[]> {
    const item = await options.item();
    return raw.flatMap((one) => {
      const parsed = item.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    });
  }

  async function setAside(): Promise<void> {
    const aside = join(stateDir, `${options.name}.broken-${Date.now()}.json`);
    await rename(path, aside);
    problems.delete(leftOut);
    problems.add(`${path} was damaged and is kept as ${aside}.`);
  }

  async function write(items: readonly Item[]): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await replaceFile({
      target: path,
      bytes: Buffer.from(`${JSON.stringify({ schema: 1, items })}\n`, 'utf8'),
      identity: { mode: 0o600, uid: -1, gid: -1 },
    });
  }

  const update: StateFile<Item>['update'] = (change) =>
    withFileLock(stateDir, `state ${options.name}`, async () => {
      try {
        const before = await readItems();
        const after = change(before.items);
        if (after === before.items) return ok(after);
        if (before.broken) await setAside();
        await write(after);
        return ok(after);
      } catch (error) {
        return writeFailure(path, error);
      }
    });

  return {
    path,
    problems: () => [...problems],
    async read() {
      try {
        return (await readItems()).items;
      } catch {
        problems.add(`${path} cannot be read.`);
        return [];
      }
    },
    update,
    async mend() {
      if (problems.has(leftOut)) await update((items) => [...items]);
    },
  };
}

function parseItems(text: string): readonly unknown[] | null {
  try {
    const root: unknown = JSON.parse(text);
    const items = root !== null && typeof root === 'object' && 'items' in root ? root.items : null;
    return Array.isArray(items) ? items : null;
  } catch {
    return null;
  }
}
