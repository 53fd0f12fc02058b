/** Programs that are renewing a sign-in at the very moment at which it is ended. */
import { createHash } from 'node:crypto';
import { basename, dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import type { SignOutReceipt } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import { createAuthEngine } from '../auth/engine.ts';
import { signInSomewhere } from '../auth/test-support/sign-in-somewhere.ts';
import type { LivingGrant } from '../auth/test-support/sign-in-somewhere.ts';
import { createTestHome, runChild } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createInMemorySecrets } from '../secrets/in-memory.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import { createDisconnect } from './disconnect.ts';

let home: TestHome;
let rig: Rig;
beforeEach(async () => {
  [home, rig] = await Promise.all([createTestHome(), startOAuthRig()]);
});
afterEach(async () => {
  await rig.stop();
  await home.remove();
});

function disconnect(ref: string): Promise<SignOutReceipt> {
  const run = createDisconnect({
    env: { ...home.env, vars: { PATH: '/usr/bin:/bin' } },
    fetch,
    now: Date.now,
    engine: createAuthEngine({
      secrets: createInMemorySecrets(),
      fetch,
      now: Date.now,
      stateDir: home.stateDir,
      openUrl: async () => ok(null),
    }),
    stores: SIGN_IN_STORES,
    ownerName: (owner) => owner,
    known: () => ({ serverUrl: rig.mcpUrl, expiresAt: null, entries: [], inKeychain: false }),
    keychain: async () => ok(null),
    runs: async () => false,
    clientLogout: async () => null,
  });
  return run(ref, new AbortController().signal);
}

/** Does what the programs do, by what they were watched to hold: takes it, asks the service, writes, lets go. */
const RENEWER = `
  const { mkdirSync, rmSync, writeFileSync } = await import('node:fs');
  const [path, lock, kind, renewed, hold] = args;
  if (kind === 'folder') mkdirSync(lock);
  if (kind === 'lease') writeFileSync(lock, JSON.stringify({ pid: process.pid, nonce: 'n', at: Date.now() }), { flag: 'wx' });
  console.log('in');
  await new Promise((resolve) => setTimeout(resolve, Number(hold)));
  writeFileSync(path, renewed);
  if (kind !== 'flock') rmSync(lock, { recursive: true });`;

const HASH = 'c'.repeat(32);
const KEY = 'mine|1';
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

const STORES = [
  {
    ref: `claude-code/${KEY}`,
    file: '.claude/.credentials.json',
    lock: '.claude/mcp-refresh-mine_1.lock.lock',
    kind: 'folder',
    text: ({ accessToken, refreshToken, clientId }: LivingGrant, issuer: string) =>
      JSON.stringify({ mcpOAuth: { [KEY]: { accessToken, refreshToken, clientId, issuer } } }),
  },
  {
    ref: `codex/${KEY}`,
    file: '.codex/.credentials.json',
    lock: `.codex/mcp-oauth-locks/${digestOf(KEY)}.lock`,
    kind: 'flock',
    text: ({ accessToken, refreshToken, clientId }: LivingGrant, issuer: string) =>
      JSON.stringify({
        [KEY]: { access_token: accessToken, refresh_token: refreshToken, client_id: clientId, issuer },
      }),
  },
  {
    ref: `mcp-remote/mcp-remote-v1/${HASH}`,
    file: `.mcp-auth/mcp-remote-v1/${HASH}_tokens.json`,
    lock: `.mcp-auth/mcp-remote-v1/${HASH}_refresh_in_progress.json`,
    kind: 'lease',
    text: ({ accessToken, refreshToken }: LivingGrant, issuer: string) =>
      JSON.stringify({ access_token: accessToken, refresh_token: refreshToken, issuer }),
  },
];

describe.each(STORES)('a renewal of $ref', ({ ref, file, lock, kind, text }) => {
  async function whileRenewing(hold: number): Promise<SignOutReceipt> {
    const before = await signInSomewhere(rig);
    const renewed = await signInSomewhere(rig);
    const client = JSON.stringify({ client_id: before.clientId, issuer: rig.issuer });
    if (kind === 'lease') await home.write(file.replace('_tokens', '_client_info'), client);
    if (kind === 'flock') await home.write(lock, '');
    const path = await home.write(file, text(before, rig.issuer));
    let receipt: Promise<SignOutReceipt> | null = null;
    const child = await runChild({
      code: RENEWER,
      args: [path, home.path(lock), kind, text(renewed, rig.issuer), String(hold)],
      ...(kind === 'flock' ? { command: ['flock', '--exclusive', home.path(lock)] } : {}),
      onOutput: () => {
        receipt = disconnect(ref);
      },
    });
    expect(child.errors).toBe('');
    if (receipt === null) throw new Error('never began');
    return receipt;
  }

  it('is waited for; what it brought is revoked too, and nothing comes back', async () => {
    expect(await whileRenewing(800)).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(0);
    expect(await home.read(file).catch(() => '')).not.toMatch(/token"|Token"/);
    // A file under flock(2) stays.
    const left = kind === 'flock' ? [] : await home.names(dirname(lock));
    expect(left).not.toContain(basename(lock));
  });
});

it('a renewal that never ends is not waited for for ever', async () => {
  const [claude] = STORES;
  if (claude === undefined) throw new Error('no store');
  await home.write(claude.file, claude.text(await signInSomewhere(rig), rig.issuer));
  await home.write(`${claude.lock}/held`, '');
  expect(await disconnect(claude.ref)).toMatchObject({ complete: true });
  expect(rig.openGrants()).toBe(0);
  expect(await home.read(claude.file)).toBe('{"mcpOAuth":{}}');
});
