import { readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createLastFailures } from './last-failures.ts';

let home: TestHome;
let now = 1_800_000_000_000;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const DAY = 24 * 60 * 60 * 1000;
const SERVER = 'https://kfuse.test/mcp?api_key=plain-key-in-the-address';
const book = () => createLastFailures({ stateDir: home.stateDir, now: () => now });
const refused = (detail?: string) => ({
  at: now,
  issuer: 'https://sso.test',
  error: fail(
    'RegistrationRejected',
    'The service does not take apps.',
    detail === undefined ? {} : { detail },
  ).error,
});

describe('the last failure of a sign-in', () => {
  it('is known to the next program, with its time, until a sign-in works', async () => {
    await book().note(SERVER, refused());
    const next = book();
    expect(next.of(SERVER)).toBeNull();
    await next.read();
    expect(next.of(SERVER)).toEqual(refused());
    await next.forget(SERVER);
    const last = book();
    await last.read();
    expect(last.of(SERVER)).toBeNull();
  });

  it('is forgotten after a week', async () => {
    const mine = book();
    await mine.note(SERVER, refused());
    now += 6 * DAY;
    expect(mine.of(SERVER)).not.toBeNull();
    now += 2 * DAY;
    expect(mine.of(SERVER)).toBeNull();
    await mine.note('https://other.test/mcp', refused());
    expect((await readFile(mine.path, 'utf8')).match(/"server"/g)).toHaveLength(1);
  });

  it('tells neither the address nor what a service repeats of a token', async () => {
    const mine = book();
    await mine.note(SERVER, refused('Authorization: Bearer abcdefghijklmnop is not known'));
    const text = await readFile(mine.path, 'utf8');
    expect(text).not.toContain('plain-key-in-the-address');
    expect(text).not.toContain('abcdefghijklmnop');
    expect(text).toContain('is not known');
  });

  it('is not what passes by itself: a person who stops, a keychain that is locked', async () => {
    const mine = book();
    for (const code of ['AuthCancelled', 'KeychainLocked'] as const) {
      await mine.note(SERVER, { ...refused(), error: fail(code).error });
    }
    expect(mine.of(SERVER)).toBeNull();
    await expect(readdir(dirname(mine.path))).rejects.toThrow('ENOENT');
  });

  it('is left out where the file is damaged, which is told and kept', async () => {
    const mine = book();
    await mine.note(SERVER, refused());
    const sound = (await readFile(mine.path, 'utf8')).trim();
    await writeFile(mine.path, sound.replace('"items":[', '"items":[{"server":"not a hash"},'));
    const next = book();
    await next.read();
    expect(next.of(SERVER)).toEqual(refused());
    expect(next.problems()).toEqual([expect.stringContaining('is damaged')]);
    await writeFile(mine.path, sound.slice(0, 40));
    await next.read();
    expect(next.of(SERVER)).toBeNull();
    await next.note(SERVER, refused());
    expect((await readdir(home.stateDir)).filter((name) => name.includes('broken'))).toHaveLength(1);
  });
});
