import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startKeyring } from '../../../e2e/rig/keyring.ts';
import type { Keyring } from '../../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig, RigOptions } from '../../../e2e/rig/oauth-rig.ts';

const STEPS = fileURLToPath(new URL('./__fixtures__/engine-steps.ts', import.meta.url));
const LIFETIME = 60;

let keyring: Keyring;
let rig: Rig;
/** How far the programs' clock is ahead of ours. Milliseconds. */
let ahead: number;

beforeAll(async () => {
  keyring = await startKeyring('unlocked');
});
afterAll(() => keyring.stop());
afterEach(() => rig.stop());

function start(...steps: string[]) {
  const args = [STEPS, rig.mcpUrl, join(keyring.home, 'state'), String(ahead), ...steps];
  return spawn(process.execPath, args, {
    env: keyring.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
}

interface Answer {
  readonly ok: boolean;
  readonly value?: { readonly state?: string; readonly evidence?: string } | string | null;
  readonly error?: { readonly code: string };
}

async function run(...steps: string[]): Promise<readonly (Answer | readonly Answer[])[]> {
  const child = start(...steps);
  let output = '';
  let complaints = '';
  child.stdout.on('data', (part) => (output += String(part)));
  child.stderr.on('data', (part) => (complaints += String(part)));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(complaints);
  return JSON.parse(output) as (Answer | readonly Answer[])[];
}

async function signedIn(options: RigOptions): Promise<void> {
  rig = await startOAuthRig({ accessTokenTtl: LIFETIME, slowAnswer: 150, ...options });
  ahead = 0;
  expect(await run('sign-in')).toEqual([{ ok: true, value: null }]);
}

/** A moment after the start in milliseconds, or as soon as the service has rotated: its answer is still to come. */
type Moment = number | 'rotated';

/** The access token has run out; whoever renews it is killed. */
async function killedAt(moment: Moment): Promise<void> {
  ahead += (LIFETIME + 1) * 1000;
  const before = rotations();
  const child = start('say-ready', 'tokens');
  // Listened for from the start: on a quick machine it is done before its moment comes.
  const closed = once(child, 'close');
  await once(child.stderr, 'data');
  const deadline = Date.now() + 30_000;
  if (moment !== 'rotated') await delay(moment);
  else while (rotations() === before && Date.now() < deadline) await delay(1);
  child.kill('SIGKILL');
  await closed;
}

/**
 * What the next program gets and says. A keyring whose caller was killed may keep silent for a moment; the sentence for
 * that asks to try again, so that is done here too.
 */
async function next(): Promise<{ first: Answer | undefined; fact: unknown }> {
  for (let attempt = 1; ; attempt += 1) {
    const [tokens, fact] = await run('tokens', 'fact');
    const [first] = tokens as readonly Answer[];
    const silent = first?.error?.code.startsWith('Keychain') === true;
    if (!silent || attempt === 3) return { first, fact };
  }
}

async function accepted(accessToken: unknown): Promise<number> {
  const response = await fetch(rig.mcpUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${String(accessToken)}`,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  await response.body?.cancel();
  return response.status;
}

const rotations = () => rig.log.count('token', { grantType: 'refresh_token' });

/** From before the first look into the keychain to after the last write, whatever the load. */
const MOMENTS: readonly Moment[] = [0, 'rotated', 40, 'rotated', 100, 200, 400, 'rotated'];

describe('a program that is killed while it renews a sign-in', () => {
  it('loses nothing where the service forgives a lost answer', { timeout: 120_000 }, async () => {
    await signedIn({ reuseGrace: 60_000 });
    for (const moment of MOMENTS) {
      await killedAt(moment);
      const { first, fact } = await next();
      expect(await accepted(first?.value), `killed at ${moment}`).toBe(200);
      expect(fact).toMatchObject({ value: { state: 'signed-in' } });
    }
  });

  it('says what happened where the service takes a token only once', { timeout: 120_000 }, async () => {
    await signedIn({});
    for (const moment of MOMENTS) {
      await killedAt(moment);
      const { first, fact } = await next();
      const { state, evidence = '' } = (fact as { value: { state: string; evidence?: string } }).value;
      const outcome = first?.ok === true ? await accepted(first.value) : 'lost';
      const whatItSays = `${outcome} ${state} ${evidence} ${first?.error?.code ?? ''}`;
      const kept = moment === 'rotated' ? /^never$/ : /^200 signed-in /;
      expect(whatItSays, `killed at ${moment}`).toMatch(
        outcome === 'lost' ? /^lost rejected .* cut off while the sign-in was renewed/ : kept,
      );
      const again = outcome === 'lost' ? await run('sign-in') : [{ ok: true, value: null }];
      expect(again).toEqual([{ ok: true, value: null }]);
    }
  });
});
