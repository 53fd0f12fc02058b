import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { createFileLock } from './file-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'mcp-tray-lock-')), 'locks');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

describe('the lock between programs', () => {
  it('lets one in at a time and leaves no file', async () => {
    let inside = 0;
    let most = 0;
    const locks = Array.from({ length: 8 }, () => createFileLock(folder));
    const results = await Promise.all(
      locks.map((lock, index) =>
        lock('a', async () => {
          inside += 1;
          most = Math.max(most, inside);
          await delay(5);
          inside -= 1;
          return ok(index);
        }),
      ),
    );
    expect(results.map((result) => result.ok && result.value)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not make different names wait for each other', async () => {
    const lock = createFileLock(folder);
    const result = await lock('a', () => lock('b', async () => ok('both')));
    expect(result).toEqual(ok('both'));
  });

  it('is free again after its holder failed or threw', async () => {
    const lock = createFileLock(folder);
    await expect(
      lock('a', async () => {
        throw new Error('boom');
      }),
    ).rejects.toThrow('boom');
    expect(await lock('a', async () => ok(1))).toEqual(ok(1));
  });

  it('passes over a holder that was killed, but not one that is alive', async () => {
    const timing = { beat: 20, gone: 1500, patience: 20_000 };
    const lock = createFileLock(folder, timing);
    let finished = false;
    const alive = lock('a', async () => {
      await delay(2500);
      finished = true;
      return ok(null);
    });
    await delay(50);
    expect(await lock('a', async () => ok(finished))).toEqual(ok(true));
    await alive;
    await lock('a', async () => {
      const [name = ''] = await readdir(folder);
      setTimeout(() => void writeFile(join(folder, name), 'left by a killed program'), 0);
      return ok(null);
    });
    await delay(30);
    expect(await lock('a', async () => ok('taken over'))).toEqual(ok('taken over'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives up with a sentence when a living holder does not let go', async () => {
    const impatient = createFileLock(folder, { beat: 20, gone: 5000, patience: 150 });
    const result = await impatient('a', () => impatient('a', async () => ok('never')));
    expect(result).toMatchObject({ ok: false, error: { code: 'Timeout' } });
  });
});
