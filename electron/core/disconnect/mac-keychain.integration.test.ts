/** Ending a sign-in whose record is a macOS keychain item: each reading may raise a dialog. macOS itself is a double. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import type { SignOutReceipt } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import { createAuthEngine } from '../auth/engine.ts';
import { signInSomewhere } from '../auth/test-support/sign-in-somewhere.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createInMemorySecrets } from '../secrets/in-memory.ts';
import { codexSignIns } from '../sign-ins/codex.ts';
import { testKeychain } from '../sign-ins/test-keychain.ts';
import type { TestKeychain } from '../sign-ins/test-keychain.ts';
import { createDisconnect } from './disconnect.ts';
import type { DisconnectParts } from './disconnect.ts';

const KEY = 'mine|1';

let home: TestHome;
let rig: Rig;
let keychain: TestKeychain;
beforeEach(async () => {
  [home, rig] = await Promise.all([createTestHome(), startOAuthRig()]);
  const { accessToken, refreshToken, clientId } = await signInSomewhere(rig);
  const record = {
    server_name: 'mine',
    url: rig.mcpUrl,
    issuer: rig.issuer,
    client_id: clientId,
    token_response: { access_token: accessToken, refresh_token: refreshToken },
  };
  keychain = testKeychain('Codex MCP Credentials', { [KEY]: JSON.stringify(record), 'other|2': '{}' });
});
afterEach(async () => {
  await rig.stop();
  await home.remove();
});

function disconnect(clientLogout: DisconnectParts['clientLogout']): Promise<SignOutReceipt> {
  const { stateDir } = home;
  const run = createDisconnect({
    env: { ...home.env, platform: 'darwin' },
    fetch,
    now: Date.now,
    engine: createAuthEngine({
      secrets: createInMemorySecrets(),
      fetch,
      now: Date.now,
      stateDir,
      openUrl: async () => ok(null),
    }),
    stores: [codexSignIns({ items: keychain.items })],
    ownerName: () => 'Codex',
    known: () => ({ serverUrl: rig.mcpUrl, expiresAt: null, entries: [], inKeychain: true }),
    keychain: async () => ok(null),
    runs: async () => false,
    clientLogout,
  });
  return run(`codex/${KEY}`, new AbortController().signal);
}

const noCommand: DisconnectParts['clientLogout'] = async () => null;

it('asks once where the client signs out itself, and looks whether it did', async () => {
  const receipt = await disconnect(async () => {
    keychain.texts.delete(KEY);
    return ok(null);
  });
  expect(receipt).toMatchObject({ complete: true });
  expect(receipt.sentences).toContain('Removed from Codex.');
  expect(rig.openGrants()).toBe(0);
  expect(keychain.dialogs).toEqual([KEY]);
});

it('deletes the item where no command does, or where it only says so; the other one stays', async () => {
  const receipt = await disconnect(async () => ok(null));
  expect(receipt).toMatchObject({ complete: true });
  expect([...keychain.texts.keys()]).toEqual(['other|2']);
  expect(rig.openGrants()).toBe(0);
  expect(keychain.dialogs).toEqual([KEY]);
});

it('does nothing at all when the person says no', async () => {
  keychain.denied.add(KEY);
  const receipt = await disconnect(noCommand);
  expect(receipt.complete).toBe(false);
  expect(receipt.sentences.join()).toMatch(/^Nothing was done: .*Your Keychain refused access\./);
  expect(rig.openGrants()).toBe(1);
  expect(keychain.texts.has(KEY)).toBe(true);
});

it('says that the keychain kept it, although it was revoked', async () => {
  keychain.keeps = true;
  const receipt = await disconnect(noCommand);
  expect(receipt.complete).toBe(false);
  expect(receipt.sentences.join()).toMatch(/Codex still keeps it: Your Keychain kept the item/);
  expect(rig.openGrants()).toBe(0);
});

it('has nothing to end when the item has vanished', async () => {
  keychain.texts.delete(KEY);
  expect(await disconnect(noCommand)).toEqual({
    complete: true,
    sentences: ['Codex has no such sign-in any more.'],
  });
  expect(keychain.dialogs).toEqual([]);
});
