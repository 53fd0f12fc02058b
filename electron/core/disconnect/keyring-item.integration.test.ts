import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startKeyring } from '../../../e2e/rig/keyring.ts';
import type { Keyring } from '../../../e2e/rig/keyring.ts';

const STEPS = fileURLToPath(new URL('__fixtures__/keyring-item-steps.ts', import.meta.url));

/** In a process of its own: the D-Bus library remembers the first bus a process has used. */
async function run(env: NodeJS.ProcessEnv, step: 'put' | 'delete', account: string): Promise<unknown> {
  const child = spawn(process.execPath, [STEPS, step, account], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 40_000,
  });
  let output = '';
  child.stdout.on('data', (part) => (output += String(part)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The step failed: ${output}`);
  return JSON.parse(output || 'null');
}

describe('an item of another program in GNOME Keyring', () => {
  let keyring: Keyring;
  beforeAll(async () => {
    keyring = await startKeyring('unlocked');
    await run(keyring.env, 'put', 'mine');
    await run(keyring.env, 'put', 'other');
  });
  afterAll(() => keyring.stop());

  it('is gone after it was deleted, and may be gone before', async () => {
    expect(await run(keyring.env, 'delete', 'mine')).toEqual({ ok: true, value: null });
    expect(await run(keyring.env, 'delete', 'mine')).toEqual({ ok: true, value: null });
  });

  it('is not called gone while the keyring is locked, whether it is there or not', async () => {
    await keyring.lock();
    for (const account of ['other', 'never']) {
      expect(await run(keyring.env, 'delete', account)).toMatchObject({
        ok: false,
        error: { code: 'KeychainLocked' },
      });
    }
    await keyring.unlock();
    expect(await run(keyring.env, 'delete', 'other')).toEqual({ ok: true, value: null });
  });

  it('is not called gone where no keyring answers', async () => {
    const { DBUS_SESSION_BUS_ADDRESS: _bus, XDG_RUNTIME_DIR: _run, ...env } = keyring.env;
    expect(
      await run({ ...env, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }, 'delete', 'other'),
    ).toMatchObject({
      ok: false,
      error: { code: 'KeychainUnavailable' },
    });
  });
});
