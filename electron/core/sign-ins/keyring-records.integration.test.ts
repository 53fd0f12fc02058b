/** Stores of which other systems than Linux keep items in their keychain; these cannot be run here. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { testRawEntry } from '../clients/test-raw-entry.ts';
import type { RawEntry } from '../clients/types.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { removeRecord } from '../disconnect/remove-record.ts';
import type { HostEnv } from '../host-env.ts';
import { asksForManager, claudeCodeSignIns } from './claude-code.ts';
import { codexSignIns } from './codex.ts';
import { copilotSignIns } from './copilot-cli.ts';
import { itemText } from './foreign-keychain-item.ts';
import { gooseSignIns } from './goose.ts';
import { recordKey } from './key-rule.ts';
import { keyringRecords } from './keyring-records.ts';
import { testKeychain } from './test-keychain.ts';
import type { TestKeychain } from './test-keychain.ts';
import type { RemovalStep, SignInStore } from './types.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');

const HASH = '52b3a09e568bcfec59e9e851bc95bf5e7cab6c7384a6339627c6f89c3c218a77';
const OTHER_HASH = 'a'.repeat(64);
const MCP_URL = 'http://127.0.0.1:8931/mcp';
const keyOf = (name: string): string => recordKey(name, { type: 'http', url: MCP_URL, headers: {} });
const codexItem = (name: string): string =>
  fixture('codex-keyring-entry.json').replace('"server_name":"auth-http"', `"server_name":"${name}"`);

let home: TestHome;
let mac: HostEnv;
beforeEach(async () => {
  home = await createTestHome();
  mac = { ...home.env, platform: 'darwin' };
});
afterEach(() => home.remove());

const entry = (name: string, client: string): RawEntry => testRawEntry(client, name, { url: MCP_URL });

async function keysOf(store: SignInStore, env: HostEnv = mac): Promise<readonly string[]> {
  const listed = await store.list(env);
  if (!listed.ok) throw new Error(listed.error.message);
  expect(JSON.stringify(listed.value)).not.toMatch(/\b[ar]t-[0-9a-f]/);
  // Copilot’s registration stays as a record when its tokens have gone.
  return listed.value.filter(({ hasAccessToken }) => hasAccessToken).map(({ key }) => key);
}

interface Sample {
  readonly store: SignInStore;
  readonly keychain: TestKeychain;
  /** Keys of two records, of which the first is opened and ended. */
  readonly keys: readonly [string, string];
  /** Accounts of their items. */
  readonly accounts: readonly string[];
  readonly entries: readonly RawEntry[];
}

/** Two records each: in an item of their own, or in one item for all. */
const SAMPLES: Readonly<Record<string, () => Promise<Sample>>> = {
  async codex() {
    const keys = [keyOf('one'), keyOf('two')] as const;
    const items = Object.fromEntries(keys.map((key) => [key, codexItem(key.split('|')[0] ?? '')]));
    const keychain = testKeychain('Codex MCP Credentials', items);
    const entries = ['one', 'two'].map((name) => entry(name, 'codex'));
    return { store: codexSignIns({ items: keychain.items }), keychain, keys, accounts: keys, entries };
  },
  async 'copilot-cli'() {
    for (const hash of [HASH, OTHER_HASH]) {
      await home.write(`.copilot/mcp-oauth-config/${hash}.json`, fixture('copilot-registration.json'));
    }
    const text = fixture('copilot-keyring-entry.json');
    // A session's own tokens, which are nobody's sign-in.
    const keychain = testKeychain('copilot-mcp-oauth', {
      [HASH]: text,
      [OTHER_HASH]: text,
      ['b'.repeat(64)]: text,
    });
    const keys = [HASH, OTHER_HASH] as const;
    return { store: copilotSignIns({ items: keychain.items }), keychain, keys, accounts: keys, entries: [] };
  },
  async goose() {
    const credentials = { client_id: 'c', token_response: { access_token: 'at-1a', refresh_token: 'rt-1a' } };
    const secrets = { oauth_creds_one: credentials, oauth_creds_two: credentials, OPENAI_API_KEY: 'kept' };
    const keychain = testKeychain('goose', { secrets: JSON.stringify(secrets) });
    const accounts = ['secrets'];
    return {
      store: gooseSignIns({ items: keychain.items }),
      keychain,
      keys: ['one', 'two'],
      accounts,
      entries: [],
    };
  },
  async 'claude-code'() {
    const record = { serverName: 'one', accessToken: 'at-1a', refreshToken: 'rt-1a' };
    const root = { claudeAiOauth: { accessToken: 'kept' }, mcpOAuth: { 'one|1': record, 'two|2': record } };
    const keychain = testKeychain('Claude Code-credentials', { someone: JSON.stringify(root) });
    const accounts = ['someone'];
    return {
      store: claudeCodeSignIns({ items: keychain.items }),
      keychain,
      keys: ['one|1', 'two|2'],
      accounts,
      entries: [],
    };
  },
};

describe.each(Object.keys(SAMPLES))('the macOS keychain items of %s', (owner) => {
  let sample: Sample;
  beforeEach(async () => {
    const made = await SAMPLES[owner]?.();
    if (made === undefined) throw new Error(owner);
    sample = made;
  });
  const look = () => sample.store.look?.(mac, sample.entries);

  it('are not read before the click, and a server without a record counts as unknown', async () => {
    const { store, keychain } = sample;
    expect(await keysOf(store)).toEqual([]);
    expect([store.hides?.(mac), store.closed?.(mac)]).toEqual([true, { place: 'the macOS keychain' }]);
    expect(keychain.dialogs).toEqual([]);
  });

  it('are asked for once each, and what they showed stays', async () => {
    const { store, keychain, keys, accounts } = sample;
    expect(await look()).toEqual(ok(null));
    expect(await keysOf(store)).toEqual(keys);
    expect(await keysOf(store)).toEqual(keys);
    expect(keychain.dialogs.toSorted()).toEqual(accounts.toSorted());
    expect([store.hides?.(mac), store.closed?.(mac)]).toEqual([false, null]);
  });

  it('stay unknown when the person says no, or the keychain is locked', async () => {
    const { store, keychain, accounts } = sample;
    for (const account of accounts) keychain.denied.add(account);
    expect(await look()).toMatchObject({ ok: false, error: { code: 'KeychainDenied' } });
    keychain.locked = true;
    expect(await look()).toMatchObject({ ok: false, error: { code: 'KeychainLocked' } });
    expect(await keysOf(store)).toEqual([]);
    expect([store.hides?.(mac), store.closed?.(mac)]).toEqual([true, { place: 'the macOS keychain' }]);
  });

  it('are in doubt again after their client has changed them; what was seen stays to be seen', async () => {
    const { store, keychain, keys } = sample;
    await look();
    store.doubt?.();
    expect([store.hides?.(mac), store.closed?.(mac)]).toEqual([true, { place: 'the macOS keychain' }]);
    expect(await keysOf(store)).toEqual(keys);
    keychain.texts.clear();
    await look();
    expect(await keysOf(store)).toEqual([]);
  });

  it('are ended one at a time: one dialog to open it, and gone means read again', async () => {
    const { store, keychain, keys } = sample;
    await look();
    const before = keychain.dialogs.length;
    const opened = await store.open(mac, keys[0]);
    expect(keychain.dialogs.length).toBe(before + 1);
    if (!opened.ok || opened.value === null) throw new Error('not opened');
    expect(opened.value.grants.map(({ refreshToken }) => refreshToken)).toEqual([
      expect.stringMatching(/^rt-/),
    ]);
    expect(await removeRecord(mac, opened.value.removal)).toEqual(ok(null));
    expect(await keysOf(store)).toEqual([keys[1]]);
    expect(JSON.stringify([...keychain.texts])).toMatch(
      owner === 'codex' || owner === 'copilot-cli' ? /rt-/ : /kept/,
    );
  });

  it('are not called gone when the keychain can no longer be asked', async () => {
    const { store, keychain, keys } = sample;
    const opened = await store.open(mac, keys[0]);
    if (!opened.ok || opened.value === null) throw new Error('not opened');
    keychain.locked = true;
    const removed = await removeRecord(mac, opened.value.removal);
    expect(removed).toMatchObject({ ok: false, error: { code: 'KeychainLocked' } });
    expect(await store.open(mac, keys[0])).toMatchObject({ ok: false, error: { code: 'KeychainLocked' } });
  });
});

async function removalOf({ store, keys }: Sample): Promise<readonly RemovalStep[]> {
  const result = await store.open(mac, keys[0]);
  if (!result.ok || result.value === null) throw new Error('not opened');
  return result.value.removal;
}

describe('an item of its own for each record', () => {
  it.each(['codex', 'copilot-cli'])(
    'of %s that the keychain keeps in silence is not called gone',
    async (owner) => {
      const sample = await SAMPLES[owner]?.();
      if (sample === undefined) throw new Error(owner);
      const removal = await removalOf(sample);
      sample.keychain.keeps = true;
      expect(await removeRecord(mac, removal)).toMatchObject({
        ok: false,
        error: { code: 'KeychainDenied', message: expect.stringContaining('Your Keychain kept the item') },
      });
    },
  );

  it.each(['codex', 'copilot-cli'])(
    'of %s that has vanished meanwhile asks nothing, and is gone',
    async (owner) => {
      const sample = await SAMPLES[owner]?.();
      if (sample === undefined) throw new Error(owner);
      const { store, keychain, keys } = sample;
      await store.look?.(mac, sample.entries);
      const removal = await removalOf(sample);
      keychain.texts.delete(keys[0]);
      const before = keychain.dialogs.length;
      expect(await removeRecord(mac, removal)).toEqual(ok(null));
      expect(keychain.dialogs.length).toBe(before);
      expect(await keysOf(store)).toEqual([keys[1]]);
    },
  );

  it('that was refused in a listing is asked for once more, for silence would mean "not signed in"', async () => {
    const sample = await SAMPLES['codex']?.();
    if (sample === undefined) throw new Error('no sample');
    const { store, keychain, keys, entries } = sample;
    keychain.denied.add(keys[1]);
    expect(await store.look?.(mac, entries)).toMatchObject({ ok: false, error: { code: 'KeychainDenied' } });
    // What was allowed is kept: it need not be allowed again.
    expect(await keysOf(store)).toEqual([keys[0]]);
    expect(store.closed?.(mac)).not.toBeNull();
  });

  it('of Codex is found also when no server of the list has its name any more', async () => {
    const keychain = testKeychain('Codex MCP Credentials', {
      [keyOf('gone')]: codexItem('gone'),
      odd: 'no JSON',
    });
    const store = codexSignIns({ items: keychain.items });
    expect(await store.look?.(mac, [entry('one', 'codex')])).toEqual(ok(null));
    expect(await keysOf(store)).toEqual([keyOf('gone')]);
  });

  it('of Codex is read as it is now when it has changed since the look', async () => {
    const sample = await SAMPLES['codex']?.();
    if (sample === undefined) throw new Error('no sample');
    const { store, keychain, keys, entries } = sample;
    await store.look?.(mac, entries);
    keychain.texts.set(keys[0], codexItem('one').replace(/rt-[0-9a-f]+/, 'rt-0000'));
    const result = await store.open(mac, keys[0]);
    expect(result).toMatchObject({ value: { grants: [{ refreshToken: 'rt-0000' }] } });
  });

  it('of Copilot for an address that came after the look makes all unknown again', async () => {
    const sample = await SAMPLES['copilot-cli']?.();
    if (sample === undefined) throw new Error('no sample');
    const { store, keys } = sample;
    await store.look?.(mac, []);
    await home.write(
      `.copilot/mcp-oauth-config/${'c'.repeat(64)}.json`,
      fixture('copilot-registration.json'),
    );
    expect(await keysOf(store)).toEqual(keys);
    expect(store.hides?.(mac)).toBe(true);
  });

  it('of Copilot is not worth a question where it has never signed in', () => {
    const store = copilotSignIns();
    expect([store.closed?.(mac), store.hides?.(mac)]).toEqual([null, false]);
  });
});

describe('Windows', () => {
  const windows: HostEnv = {
    platform: 'win32',
    home: 'C:\\nobody',
    tmp: '',
    user: '',
    vars: {},
    stateDir: '',
    version: '',
  };

  it('hands out items without a click, and only where one was found is another one’s absence believed', async () => {
    const keychain = testKeychain('svc', {});
    const records = keyringRecords<string>({
      systems: ['win32'],
      service: () => 'svc',
      kept: (account) => ok([account]),
      others: false,
      ports: { items: keychain.items },
    });
    const found = () => records.list(windows, ['a', 'b']);
    expect([await found(), records.hides(windows)]).toEqual([[], true]);
    keychain.texts.set('a', '{}').set('unknown', '{}');
    expect([await found(), records.hides(windows)]).toEqual([['a'], false]);
    expect([records.asks(windows), records.closed(windows)]).toEqual([false, null]);
    keychain.texts.delete('a');
    expect(await found()).toEqual([]);
    expect(await records.list(home.env, ['a'])).toEqual([]);
  });

  it('holds texts as UTF-16 or as bytes, by the program that wrote them', () => {
    const text = '{"accessToken":"é"}';
    for (const encoding of ['utf16le', 'utf8'] as const) {
      expect(itemText('win32', Buffer.from(text, encoding))).toBe(text);
    }
    expect(itemText('darwin', Buffer.from(text))).toBe(text);
    expect(itemText('win32', Buffer.from(''))).toBe('');
  });

  it('keeps Codex’s own file to itself, so nothing is said of it', async () => {
    const keychain = testKeychain('Codex MCP Credentials', { [keyOf('one')]: codexItem('one') });
    const store = codexSignIns({ items: keychain.items });
    expect(await keysOf(store, windows)).toEqual([]);
    expect([store.hides?.(windows), store.closed?.(windows), store.asks?.(windows)]).toEqual([
      true,
      null,
      false,
    ]);
    expect(keychain.dialogs).toEqual([]);
  });

  it('may keep Claude Code’s in its Credential Manager, by a variable or by a switch in its settings', async () => {
    const store = claudeCodeSignIns();
    const forced = { ...windows, vars: { CLAUDE_CODE_FORCE_WINDOWS_CREDMAN: '1' } };
    await store.list(windows);
    expect(store.hides?.(windows)).toBe(false);
    await store.list(forced);
    expect(store.hides?.(forced)).toBe(true);
    const settings = { cachedGrowthBookFeatures: { tengu_windows_credman: true } };
    expect(asksForManager(JSON.stringify(settings))).toBe(true);
    expect(asksForManager(JSON.stringify(settings, null, 2))).toBe(true);
    expect(asksForManager('{"tengu_windows_credman":false}')).toBe(false);
  });
});
