/** A client’s own sign-in and sign-out where its store is seen only after a click, or not at all. */
import { chmod } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import { codex } from '../clients/codex.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { startEngine } from '../config/test-engine.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createCore } from '../create-core.ts';
import type { HostEnv } from '../host-env.ts';
import { codexSignIns } from '../sign-ins/codex.ts';
import { recordKey } from '../sign-ins/key-rule.ts';
import { testKeychain } from '../sign-ins/test-keychain.ts';
import { createSignInService } from './sign-in.ts';
import { createStoreReader } from './store-reader.ts';

const URL_OF_X = 'http://127.0.0.1:9/mcp';
const KEY = recordKey('x', { type: 'http', url: URL_OF_X, headers: {} });
const ITEM = JSON.stringify({ server_name: 'x', url: URL_OF_X, token_response: { access_token: 'made-up' } });
const handle = { signal: new AbortController().signal, phase: () => {}, code: () => {} };

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
  await home.write('.codex/config.toml', `[mcp_servers.x]\nurl = "${URL_OF_X}"\n`);
});
afterEach(() => home.remove());

async function macWith(script: string) {
  await chmod(await home.write('bin/codex', `#!/bin/sh\n${script}\n`), 0o755);
  const vars = { HOME: home.home, PATH: `${home.path('bin')}:/usr/bin:/bin` };
  const { inventory } = await startEngine({ ...home.env, vars }, { adapters: [codex] });
  const [entry] = inventory.state().entries;
  if (entry === undefined) throw new Error('no entry');
  const env: HostEnv = { ...home.env, platform: 'darwin', vars };
  const keychain = testKeychain('Codex MCP Credentials', { [KEY]: ITEM });
  const stores = createStoreReader(env, [codexSignIns({ items: keychain.items })]);
  await stores.read();
  const service = createSignInService({
    env,
    engine: {} as AuthEngine,
    adapterOf: () => codex,
    resolvedUrl: () => URL_OF_X,
    stores,
  });
  const look = async (of: InventoryEntry) => {
    expect(await stores.look('codex', { entries: [of] })).toMatchObject({ ok: true });
    await stores.read();
  };
  return { entry, keychain, stores, service, look: () => look(entry) };
}

describe('a sign-out by the client', () => {
  it('is its word alone where nobody looked before; no dialog comes for it', async () => {
    const { entry, service, keychain } = await macWith('exit 0');
    expect(await service.end(entry, 'client', handle)).toEqual({
      ok: true,
      value: {
        complete: true,
        sentences: ['Codex says that it has signed out of x. MCP Tray cannot look whether it did.'],
      },
    });
    expect(keychain.dialogs).toEqual([]);
  });

  it('that fails is a failure there', async () => {
    const { entry, service } = await macWith('exit 1');
    expect(await service.end(entry, 'client', handle)).toMatchObject({
      ok: false,
      error: { code: 'SignInFailed' },
    });
  });

  it('is looked into where the sign-in was seen', async () => {
    const { entry, service, keychain, look } = await macWith('exit 0');
    await look();
    expect(await service.end(entry, 'client', handle)).toMatchObject({
      value: { complete: false, sentences: ['Codex still keeps a sign-in for x.'] },
    });
    keychain.texts.clear();
    const before = keychain.dialogs.length;
    expect(await service.end(entry, 'client', handle)).toMatchObject({
      value: { complete: true, sentences: ['Signed out: Codex no longer keeps a sign-in for x.'] },
    });
    expect(keychain.dialogs.length).toBe(before);
  });

  it('is not called done when the keychain refuses to show whether it is', async () => {
    const { entry, service, keychain, look } = await macWith('exit 0');
    await look();
    keychain.denied.add(KEY);
    const ended = await service.end(entry, 'client', handle);
    expect(ended).toMatchObject({ ok: true, value: { complete: false } });
    expect(JSON.stringify(ended)).toContain('Your Keychain refused access.');
  });
});

it('a look at one record asks for that item alone, and leaves the others unknown', async () => {
  const { entry, keychain, stores } = await macWith('exit 0');
  keychain.texts.set('other|1', ITEM);
  expect(await stores.look('codex', { entries: [entry], key: KEY })).toEqual({ ok: true, value: null });
  await stores.read();
  expect(keychain.dialogs).toEqual([KEY]);
  expect(stores.recordsFor(entry)).toMatchObject([{ key: KEY }]);
  expect(stores.closed()).toEqual([{ owner: 'codex', place: 'the macOS keychain' }]);
});

describe('a sign-in by the client', () => {
  it('is believed, raises no dialog, and makes what was seen before doubtful', async () => {
    const { entry, service, keychain, stores, look } = await macWith('exit 0');
    keychain.texts.clear();
    await look();
    expect(stores.sees(entry)).toBe(true);
    keychain.texts.set(KEY, ITEM);
    expect(await service.start(entry, { by: 'client' }, handle)).toEqual({ ok: true, value: null });
    expect(keychain.dialogs).toEqual([]);
    expect(stores.sees(entry)).toBe(false);
    expect(stores.closed()).toEqual([{ owner: 'codex', place: 'the macOS keychain' }]);
    await look();
    expect(stores.recordsFor(entry)).toMatchObject([{ key: KEY, hasAccessToken: true }]);
  });
});

describe('a core on macOS', () => {
  it('offers to look where clients are that it knows, reads nothing by itself, and lets them sign out', async () => {
    const vars = { HOME: home.home, PATH: '/usr/bin' };
    const core = createCore(
      { ...home.env, platform: 'darwin', vars },
      {
        openUrl: async () => ok(null),
        revealPath: async () => ok(null),
        chooseFolder: async () => ok(null),
        isOnline: () => true,
        now: Date.now,
        fetch: () => Promise.reject(new TypeError('fetch failed')),
        hostKind: 'cli',
      },
    );
    try {
      await core.start({ monitor: false });
      const { closedStores, entries } = core.snapshot();
      expect(closedStores).toEqual([{ owner: 'codex', place: 'the macOS keychain' }]);
      expect(entries.map(({ name, can }) => [name, can.clientSignOut])).toEqual([['x', true]]);
      const looked = await core.handlers['sign-in:look']({ owner: 'gemini-cli' });
      expect(looked).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
    } finally {
      await core.stop();
    }
  });
});
