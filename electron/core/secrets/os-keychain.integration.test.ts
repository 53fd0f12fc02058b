import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKeyring } from '../../../e2e/rig/keyring.ts';
import type { Keyring } from '../../../e2e/rig/keyring.ts';

/** One program run beside the keyring: the D-Bus library remembers the first bus a process has used. */
const STEPS = fileURLToPath(new URL('./__fixtures__/keychain-steps.ts', import.meta.url));

async function run(keyring: Keyring, steps: readonly unknown[]): Promise<unknown[]> {
  const child = spawn(process.execPath, [STEPS, JSON.stringify(steps)], {
    env: keyring.env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
  });
  let output = '';
  child.stdout.on('data', (data) => (output += String(data)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The steps failed: ${output}`);
  return JSON.parse(output) as unknown[];
}

const locked = { ok: false, error: { code: 'KeychainLocked' } };
const long = 'é'.repeat(4096);

describe('an unlocked GNOME Keyring', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring('unlocked');
  });
  afterAll(() => keyring.stop());

  it('is ready, keeps 8 KB values, lists and deletes', async () => {
    const account = 'https://mcp.example/mcp|https://as.example';
    expect(
      await run(keyring, [
        ['check'],
        ['get', account],
        ['set', account, long],
        ['get', account],
        ['accounts'],
        ['delete', account],
        ['delete', account],
        ['accounts'],
      ]),
    ).toEqual([
      { state: 'ready', name: 'Secret Service keyring', hint: null },
      { ok: true, value: null },
      { ok: true, value: null },
      { ok: true, value: long },
      { ok: true, value: [account] },
      { ok: true, value: true },
      { ok: true, value: false },
      { ok: true, value: [] },
    ]);
  });

  it('keeps values in parts where an item is small, and leaves none behind', async () => {
    expect(
      await run(keyring, [
        ['limit', 2400],
        ['set', 'a', long],
        ['get', 'a'],
        ['accounts'],
        ['set', 'a', 'x'],
        ['items'],
        ['delete', 'a'],
      ]),
    ).toEqual([
      null,
      { ok: true, value: null },
      { ok: true, value: long },
      { ok: true, value: ['a'] },
      { ok: true, value: null },
      ['a'],
      { ok: true, value: true },
    ]);
  });

  it('holds a whole value after a writer of parts was killed', async () => {
    await run(keyring, [
      ['limit', 600],
      ['set', 'kill', 'start'.repeat(1000)],
    ]);
    for (const wait of [5, 20, 45, 80]) {
      const writer = spawn(
        process.execPath,
        [
          STEPS,
          JSON.stringify([
            ['limit', 600],
            ['write-forever', 'kill'],
          ]),
        ],
        {
          env: keyring.env,
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      );
      await once(writer.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, wait));
      writer.kill('SIGKILL');
      await once(writer, 'close');
      const [, read] = await run(keyring, [
        ['limit', 600],
        ['get', 'kill'],
      ]);
      expect(read).toMatchObject({ ok: true });
      const { value } = read as { value: string };
      expect(value).toBe(value.slice(0, 5).repeat(1000));
    }
    const after = await run(keyring, [['limit', 600], ['set', 'kill', 'end'], ['items'], ['delete', 'kill']]);
    expect(after[2]).toEqual(['kill']);
  });

  it('says it is locked, and never "nothing stored", once it is locked', async () => {
    await run(keyring, [['set', 'a', 'secret']]);
    await keyring.lock();
    const answers = await run(keyring, [
      ['check'],
      ['get', 'a'],
      ['get', 'unknown'],
      ['set', 'a', 'x'],
      ['delete', 'a'],
      ['delete', 'unknown'],
      ['accounts'],
    ]);
    expect(answers[0]).toMatchObject({ state: 'locked', hint: expect.stringContaining('Unlock') });
    for (const answer of answers.slice(1)) expect(answer).toMatchObject(locked);
    await keyring.unlock();
    expect(
      await run(keyring, [
        ['get', 'a'],
        ['delete', 'a'],
      ]),
    ).toEqual([
      { ok: true, value: 'secret' },
      { ok: true, value: true },
    ]);
  });
});

describe('a GNOME Keyring that ends in the middle of a write', () => {
  it('comes back locked, is called so, and has the old or the new value once it is open', async () => {
    const keyring = await startKeyring('unlocked');
    try {
      const steps = [
        ['limit', 600],
        ['write-forever', 'a'],
      ];
      const writer = spawn(process.execPath, [STEPS, JSON.stringify(steps)], {
        env: keyring.env,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(writer.stdout, 'data');
      await keyring.lock();
      const answers = await run(keyring, [['limit', 600], ['check'], ['get', 'a'], ['accounts']]);
      writer.kill('SIGKILL');
      await once(writer, 'close');
      expect(answers[1]).toMatchObject({ state: 'locked', hint: expect.stringContaining('Unlock') });
      for (const answer of answers.slice(2)) expect(answer).toMatchObject(locked);
      await keyring.unlock();
      const [, read] = await run(keyring, [
        ['limit', 600],
        ['get', 'a'],
      ]);
      const { value } = read as { value: string };
      expect(value).toBe(value.slice(0, 5).repeat(1000));
    } finally {
      await keyring.stop();
    }
  });
});

describe('a GNOME Keyring nobody has ever unlocked', () => {
  it('is locked, and its empty answers are not believed', async () => {
    const keyring = await startKeyring('locked');
    try {
      const answers = await run(keyring, [['check'], ['get', 'a'], ['delete', 'a'], ['accounts']]);
      expect(answers[0]).toMatchObject({ state: 'locked' });
      for (const answer of answers.slice(1)) expect(answer).toMatchObject(locked);
    } finally {
      await keyring.stop();
    }
  });
});

describe('a session without a keyring service', () => {
  it('is unavailable, says what to start, and stores nothing anywhere', async () => {
    const keyring = await startKeyring('absent');
    try {
      const answers = await run(keyring, [['check'], ['set', 'a', 'secret'], ['get', 'a']]);
      expect(answers[0]).toMatchObject({
        state: 'unavailable',
        hint: expect.stringContaining('GNOME Keyring'),
      });
      for (const answer of answers.slice(1)) {
        expect(answer).toMatchObject({ ok: false, error: { code: 'KeychainUnavailable' } });
      }
    } finally {
      await keyring.stop();
    }
  });
});
