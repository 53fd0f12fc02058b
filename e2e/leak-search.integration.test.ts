import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesWith, secretsIn, watchPrograms } from './leak-search.ts';

/** The search that finds no leak must be one that would find it. */
const SECRET = 'zq7 secret/with+odd%chars and more';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-leaks-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe('the search for secrets', () => {
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['inside JSON', JSON.stringify({ a: `"${SECRET}"` })],
    ['in an address', `https://x.test/?a=${encodeURIComponent(SECRET)}`],
    ['in an address in an address', encodeURIComponent(encodeURIComponent(SECRET))],
    ['in base64 that begins before it', Buffer.from(`user:${SECRET}`).toString('base64')],
    ['in base64url that goes on after it', Buffer.from(`${SECRET} and on`).toString('base64url')],
    ['in hex', Buffer.from(SECRET).toString('hex')],
  ])('finds one %s', async (_form, text) => {
    expect(secretsIn(`before ${text} after`, [SECRET, 'something else'])).toEqual([SECRET]);
    await writeFile(join(home, 'kept.log'), text);
    expect(await filesWith(home, [SECRET])).toEqual(['kept.log']);
  });

  it('finds none where there is none', () => {
    expect(secretsIn('nothing of it', [SECRET])).toEqual([]);
  });

  it('sees arguments and environments of programs where the system shows them', async () => {
    const stop = watchPrograms(
      home,
      () => [SECRET],
      () => false,
    );
    const wait = ['-e', 'setTimeout(() => undefined, 600)'];
    const env = { HOME: home };
    const programs = [
      spawn(process.execPath, [...wait, SECRET], { env }),
      spawn(process.execPath, wait, { env: { ...env, LEAK: SECRET } }),
      spawn(process.execPath, [...wait, SECRET], { env: { HOME: '/elsewhere' } }),
    ];
    await Promise.all(programs.map((program) => once(program, 'close')));
    expect(await stop()).toHaveLength(process.platform === 'linux' ? 2 : 0);
  });
});
