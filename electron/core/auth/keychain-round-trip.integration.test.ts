import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startKeyring } from '../../../e2e/rig/keyring.ts';
import type { Keyring } from '../../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';

const STEPS = fileURLToPath(new URL('./__fixtures__/engine-steps.ts', import.meta.url));

interface Run {
  readonly answers: unknown[];
  readonly output: string;
}

async function run(keyring: Keyring, url: string, ahead: number, ...steps: string[]): Promise<Run> {
  return runWith(keyring.env, keyring, url, ahead, ...steps);
}

async function runWith(
  env: Readonly<Record<string, string>>,
  keyring: Keyring,
  url: string,
  ahead: number,
  ...steps: string[]
): Promise<Run> {
  const stateDir = join(keyring.home, 'state');
  const child = spawn(process.execPath, [STEPS, url, stateDir, String(ahead), ...steps], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (part) => (output += String(part)));
  child.stderr.on('data', (part) => (complaints += String(part)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(complaints);
  return { answers: JSON.parse(output) as unknown[], output: output + complaints };
}

it('several programs share one sign-in of the real keychain, renew it once, and leave nothing behind', async () => {
  const keyring = await startKeyring('unlocked');
  const rig = await startOAuthRig({ accessTokenTtl: 60 });
  try {
    const first = await run(keyring, rig.mcpUrl, 0, 'fact', 'sign-in', 'fact');
    expect(first.answers).toMatchObject([{ value: null }, { ok: true }, { value: { state: 'signed-in' } }]);
    expect(rig.openGrants()).toBe(1);

    const programs = [0, 1, 2].map(() => run(keyring, rig.mcpUrl, 61_000, 'tokens'));
    const tokens = (await Promise.all(programs)).flatMap(({ answers }) => answers[0] as { value: string }[]);
    expect(tokens).toHaveLength(12);
    expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(1);
    expect(rig.log.count('token-error')).toBe(0);

    const [secret = ''] = tokens.map(({ value }) => value);
    const signature = secret.slice(-60);
    expect(signature).toHaveLength(60);
    const written = [first.output, ...(await everyFile(keyring.home))];
    for (const text of written) expect(text).not.toContain(signature);

    const last = await run(keyring, rig.mcpUrl, 61_000, 'sign-out', 'fact');
    expect(last.answers).toMatchObject([
      { ok: true, value: { complete: true } },
      { ok: true, value: null },
    ]);
    expect(last.output).not.toContain(signature);
    expect(rig.openGrants()).toBe(0);
    expect(rig.registeredClients()).toBe(0);
  } finally {
    await rig.stop();
    await keyring.stop();
  }
});

it('twelve callers of three programs that are refused at once cost one renewal', async () => {
  const keyring = await startKeyring('unlocked');
  const rig = await startOAuthRig();
  try {
    await run(keyring, rig.mcpUrl, 0, 'sign-in');
    const { answers } = await run(keyring, rig.mcpUrl, 120_000, 'tokens');
    const [{ value: refused } = { value: '' }] = answers[0] as { value: string }[];
    const env = { ...keyring.env, REFUSED_TOKEN: refused };
    const programs = [0, 1, 2].map(() => runWith(env, keyring, rig.mcpUrl, 120_000, 'refused-tokens'));
    const renewed = (await Promise.all(programs)).flatMap((one) => one.answers[0] as { value: string }[]);
    expect(renewed).toHaveLength(12);
    expect(new Set(renewed.map(({ value }) => value)).size).toBe(1);
    expect(renewed[0]?.value).not.toBe(refused);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(1);
    expect(rig.log.count('token-error')).toBe(0);
    expect(rig.openGrants()).toBe(1);
  } finally {
    await rig.stop();
    await keyring.stop();
  }
});

async function everyFile(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile());
  return Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')));
}
