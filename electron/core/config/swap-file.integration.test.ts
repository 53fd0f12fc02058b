import { open, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settled } from './at-rest.ts';
import { readConfigBytes } from './read-config.ts';
import { swapFile, takeAway } from './swap-file.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

async function baseOf(path: string) {
  const read = await readConfigBytes(path);
  if (read.state !== 'ok') throw new Error(`${path} is ${read.state}`);
  return read;
}

/** Swaps `a.json` for "ours", with something happening before and after the step. */
async function swap(between: {
  readonly before?: () => Promise<unknown>;
  readonly after?: () => Promise<unknown>;
}): Promise<boolean> {
  const target = home.path('a.json');
  const base = await baseOf(target);
  return swapFile({
    target,
    bytes: Buffer.from('ours'),
    base,
    meanwhile: between.before?.() ?? Promise.resolve(),
    verify: async () => {
      expect(await home.read('a.json')).toBe('ours');
      await between.after?.();
      return true;
    },
  });
}

describe('a program that had the file open when it was replaced', () => {
  const SIZES = [
    ['small', 'x'.repeat(200)],
    ['too large to compare byte by byte', 'x'.repeat(700_000)],
  ] as const;

  test.each(SIZES)(
    'writes into a %s file: it is put back, and the program goes on writing',
    async (_, old) => {
      const path = await home.write('a.json', old);
      await settled(path);
      const { ino } = await stat(path);
      const theirs = await open(path, 'r+');
      expect(await swap({ after: () => theirs.write('theirs', 0) })).toBe(false);
      expect(await home.read('a.json')).toBe(`theirs${old.slice(6)}`);
      expect((await stat(path)).ino).toBe(ino);
      await theirs.write(' and more', 6);
      await theirs.close();
      expect(await home.read('a.json')).toBe(`theirs and more${old.slice(15)}`);
      expect(await home.names()).toEqual(['a.json']);
    },
  );

  test('has emptied it and fills it later: it is put back at once, empty, and filled where it belongs', async () => {
    const path = await home.write('a.json', 'old');
    const theirs = await open(path, 'r+');
    expect(await swap({ after: () => theirs.truncate() })).toBe(false);
    expect(await home.read('a.json')).toBe('');
    const waited = settled(path);
    await theirs.writeFile('theirs');
    await theirs.close();
    await waited;
    expect(await home.read('a.json')).toBe('theirs');
  });

  test('leaves size and time as they were: the bytes tell', async () => {
    const path = await home.write('a.json', 'old');
    const { atime, mtime } = await stat(path);
    await utimes(path, atime, mtime);
    const theirs = await open(path, 'r+');
    const after = async (): Promise<void> => {
      await theirs.write('new', 0);
      await theirs.utimes(atime, mtime);
    };
    expect(await swap({ after })).toBe(false);
    await theirs.close();
    expect(await home.read('a.json')).toBe('new');
  });

  test('only reads it: nothing is put back', async () => {
    const path = await home.write('a.json', 'old');
    const theirs = await open(path, 'r');
    expect(await swap({ after: () => theirs.readFile() })).toBe(true);
    await theirs.close();
    expect(await home.read('a.json')).toBe('ours');
    expect(await home.names()).toEqual(['a.json']);
  });

  test('does not win over one that wrote later', async () => {
    const path = await home.write('a.json', 'old');
    for (const later of [
      () => writeFile(path, 'later'),
      () => writeFile(home.path('b'), 'later').then(() => rename(home.path('b'), path)),
    ]) {
      await writeFile(path, 'old');
      const theirs = await open(path, 'r+');
      const after = async (): Promise<void> => {
        await theirs.write('late', 0);
        await later();
      };
      expect(await swap({ after })).toBe(false);
      await theirs.close();
      expect(await home.read('a.json')).toBe('later');
      expect(await home.names()).toEqual(['a.json']);
    }
  });
});

describe('a program that is faster than the step', () => {
  test.each([
    ['writes in place', (path: string) => writeFile(path, 'theirs')],
    [
      'replaces the file',
      async (path: string) => {
        await writeFile(home.path('b'), 'theirs');
        await rename(home.path('b'), path);
      },
    ],
  ])('%s, and keeps what it wrote', async (_, write) => {
    const path = await home.write('a.json', 'old');
    expect(await swap({ before: () => write(path) })).toBe(false);
    expect(await home.read('a.json')).toBe('theirs');
    expect(await home.names()).toEqual(['a.json']);
  });

  test('is about to replace the file: it is waited for', async () => {
    const path = await home.write('a.json', 'old');
    const before = async (): Promise<void> => {
      await writeFile(`${path}.tmp.7`, 'theirs');
      setTimeout(() => void rename(`${path}.tmp.7`, path), 60);
    };
    expect(await swap({ before })).toBe(false);
    expect(await home.read('a.json')).toBe('theirs');
  });
});

describe('deleting', () => {
  test('leaves a file that is written into meanwhile where it is', async () => {
    const path = await home.write('a.json', 'old');
    const base = await baseOf(path);
    const theirs = await open(path, 'r+');
    const deleting = takeAway(path, base);
    await theirs.write('theirs', 0);
    expect(await deleting).toBe(false);
    await theirs.close();
    expect(await readFile(path, 'utf8')).toBe('theirs');
    expect(await home.names()).toEqual(['a.json']);
    expect(await takeAway(path, await baseOf(path))).toBe(true);
    expect(await home.names()).toEqual([]);
  });

  test('leaves a file that was made anew meanwhile', async () => {
    const path = await home.write('a.json', 'old');
    const base = await baseOf(path);
    const theirs = await open(path, 'r+');
    const deleting = takeAway(path, base);
    await theirs.write('late', 0);
    await theirs.close();
    await writeFile(path, 'anew', { flag: 'wx' });
    expect(await deleting).toBe(false);
    expect(await home.read('a.json')).toBe('anew');
    expect(await home.names()).toEqual(['a.json']);
  });
});
