import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import { runChild } from './config/test-home.ts';
import { createFileLock } from './file-lock.ts';
import type { FileLock, FileLockTiming } from './file-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'mcp-tray-lock-')), 'locks');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

const PATIENT: FileLockTiming = { beat: 50, gone: 1_500, patience: 20_000 };

function lockOf(timing: FileLockTiming = PATIENT): FileLock {
  return createFileLock({
    folder,
    timing,
    busy: () => fail('Timeout', 'busy'),
    unwritable: () => fail('Internal', 'unwritable'),
  });
}

/** A process that takes the lock, says so, and lets go after `hold` milliseconds. */
const HOLDER = `
  const { createFileLock } = await import(here + '/../file-lock.ts');
  const [folder, timing, hold, name] = args;
  const never = () => ({ ok: false, error: { code: 'Timeout', message: '', next: '' } });
  const lock = createFileLock({ folder, timing: JSON.parse(timing), busy: never, unwritable: never });
  await lock('a', async () => {
    console.log('in ' + name);
    await new Promise((resolve) => setTimeout(resolve, Number(hold)));
    console.log('out ' + name);
    (await import('node:fs')).writeFileSync(folder + '/../done', '');
    return { ok: true, value: null };
  });`;

function holder(hold: number, onIn: (kill: () => void) => void = () => {}, name = 'holder') {
  const args = [folder, JSON.stringify(PATIENT), String(hold), name];
  return runChild({ code: HOLDER, args, onOutput: onIn });
}

describe('the lock between programs', () => {
  it('lets one in at a time, in the order they came, and leaves no file', async () => {
    let inside = 0;
    let most = 0;
    const lock = lockOf();
    const order: number[] = [];
    const others = [lockOf(), lockOf()];
    const work = (index: number) => async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(5);
      inside -= 1;
      order.push(index);
      return ok(index);
    };
    await Promise.all([
      ...[0, 1, 2, 3, 4].map((index) => lock('a', work(index))),
      ...others.map((other, index) => other('a', work(10 + index))),
    ]);
    expect(most).toBe(1);
    expect(order.filter((index) => index < 10)).toEqual([0, 1, 2, 3, 4]);
    expect(order).toHaveLength(7);
    expect(await readdir(folder)).toEqual([]);
  });

  it('does not make different names wait for each other', async () => {
    const lock = lockOf();
    expect(await lock('a', () => lock('b', async () => ok('both')))).toEqual(ok('both'));
  });

  it('is free again after its holder failed or threw', async () => {
    const lock = lockOf();
    const broken = lock('a', async () => {
      throw new Error('boom');
    });
    await expect(broken).rejects.toThrow('boom');
    expect(await lock('a', async () => ok(1))).toEqual(ok(1));
  });

  it('says that its folder cannot be written', async () => {
    await writeFile(folder, 'a file');
    expect(await lockOf()('a', async () => ok(1))).toMatchObject({ ok: false, error: { code: 'Internal' } });
  });

  it('passes over a process that was killed, after a while', async () => {
    let entered: Promise<unknown> = Promise.resolve();
    let killedAt = 0;
    const child = await holder(60_000, (kill) => {
      kill();
      killedAt = performance.now();
      entered = lockOf()('a', async () => ok(performance.now() - killedAt));
    });
    expect(child.signal).toBe('SIGKILL');
    const waited = (await entered) as { readonly ok: true; readonly value: number };
    expect(waited.value).toBeGreaterThan(PATIENT.gone / 2);
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits for a process that lives longer than that', async () => {
    let entered: Promise<unknown> = Promise.resolve();
    await holder(4_000, () => {
      entered = lockOf()('a', async () => ok(existsSync(join(folder, '..', 'done'))));
    });
    expect(await entered).toEqual(ok(true));
  });

  it('waits for one whose clock is far behind', async () => {
    let finished = false;
    const slow = lockOf()('a', async () => {
      const [name = ''] = await readdir(folder);
      await utimes(join(folder, name), 0, 0);
      await sleep(300);
      finished = true;
      return ok(null);
    });
    await sleep(30);
    expect(await lockOf()('a', async () => ok(finished))).toEqual(ok(true));
    await slow;
  });

  it('lets in one of many that wait for a killed process, then the next', async () => {
    let runs: Promise<readonly { readonly output: string }[]> = Promise.resolve([]);
    await holder(60_000, (kill) => {
      kill();
      runs = Promise.all(['x', 'y', 'z'].map((name) => holder(40, undefined, name)));
    });
    for (const { output } of await runs) expect(output).toMatch(/^in (.)\nout \1\n$/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('gives up with a sentence when a living process does not let go', async () => {
    let tried: Promise<unknown> = Promise.resolve();
    await holder(3_000, () => {
      tried = lockOf({ beat: 20, gone: 5_000, patience: 150 })('a', async () => ok('never'));
    });
    expect(await tried).toMatchObject({ ok: false, error: { code: 'Timeout' } });
  });
});
