import { createHash } from 'node:crypto';
import { mkdir, rmdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import type { HostEnv } from '../host-env.ts';
import { claudeCodeSignIns, keychainItem } from '../sign-ins/claude-code.ts';
import { testKeychain } from '../sign-ins/test-keychain.ts';
import type { RemovalStep, SignInStore } from '../sign-ins/types.ts';
import { removeRecord } from './remove-record.ts';

const LOGIN = '{"accessToken":"login-at","refreshToken":"login-rt"}';
const BLOB = `{"claudeAiOauth": ${LOGIN},"mcpOAuth":{"mine|1":{"serverName":"mine","serverUrl":"https://mine.test/mcp","accessToken":"at","refreshToken":"rt","clientId":"c","issuer":"https://login.test"},"other|2":{"serverName":"other","accessToken":"x"}}, "é": 1}`;

let home: TestHome;
let env: HostEnv;
beforeEach(async () => {
  home = await createTestHome();
  env = { ...home.env, platform: 'darwin', user: 'me' };
});
afterEach(() => home.remove());

const named = (vars: HostEnv['vars'], user = 'me') => keychainItem({ ...env, user, vars });

const ACCOUNT = 'me';
const keychainWith = (text: string) => testKeychain('Claude Code-credentials', { [ACCOUNT]: text });

async function removalOf(store: SignInStore): Promise<readonly RemovalStep[]> {
  const opened = await store.open(env, 'mine|1');
  if (!opened.ok || opened.value === null) throw new Error('not opened');
  expect(opened.value.grants).toMatchObject([{ refreshToken: 'rt', issuer: 'https://login.test' }]);
  return opened.value.removal;
}

describe('Claude Code’s sign-ins in the macOS keychain', () => {
  it('are not looked at before the click, and said to be hidden', async () => {
    const keychain = keychainWith(BLOB);
    const store = claudeCodeSignIns({ items: keychain.items });
    expect(await store.list(env)).toEqual(ok([]));
    expect(store.hides?.(env)).toBe(true);
    expect(store.closed?.(env)).toEqual({ place: 'the macOS keychain' });
    expect(keychain.dialogs).toEqual([]);
    expect(store.closed?.({ ...env, platform: 'linux' })).toBeNull();
  });

  it('are metadata after one look, and later lists ask no more', async () => {
    const keychain = keychainWith(BLOB);
    const store = claudeCodeSignIns({ items: keychain.items });
    expect(await store.look?.(env, [])).toEqual(ok(null));
    const listed = await store.list(env);
    await store.list(env);
    expect(keychain.dialogs).toHaveLength(1);
    expect(listed).toMatchObject({ ok: true, value: [{ key: 'mine|1' }, { key: 'other|2' }] });
    expect(JSON.stringify(listed)).not.toMatch(/login-at|"at"|"rt"/);
    expect([store.closed?.(env), store.hides?.(env)]).toEqual([null, false]);
  });

  it('lose one member; the login and every other byte stay', async () => {
    const keychain = keychainWith(BLOB);
    const store = claudeCodeSignIns({ items: keychain.items });
    await store.look?.(env, []);
    expect(await removeRecord(env, await removalOf(store))).toEqual(ok(null));
    const [, mine = ''] = /("mine\|1":\{[^}]*\},)/.exec(BLOB) ?? [];
    expect(keychain.texts.get(ACCOUNT)).toBe(BLOB.replace(mine, ''));
    expect(await store.list(env)).toMatchObject({ value: [{ key: 'other|2' }] });
    // The look, the opening, the cut and its proof: whoever answers "Always Allow" sees one of them.
    expect(keychain.dialogs).toHaveLength(4);
  });

  it('wait for Claude Code, which writes at the same moment, and lose nothing of what it wrote', async () => {
    const lock = home.path('.claude', '.storage-write.lock');
    await mkdir(lock, { recursive: true });
    const keychain = keychainWith(BLOB);
    const store = claudeCodeSignIns({ items: keychain.items });
    const removal = await removalOf(store);
    const ours = removeRecord(env, removal);
    await new Promise((resolve) => setTimeout(resolve, 200));
    keychain.texts.set(ACCOUNT, BLOB.replace('login-at', 'renewed'));
    await rmdir(lock);
    expect(await ours).toEqual(ok(null));
    expect(keychain.texts.get(ACCOUNT)).toContain('renewed');
    expect(keychain.texts.get(ACCOUNT)).not.toContain('mine|1');
  });

  it('are gone also when Claude Code has written its item once more before we look again', async () => {
    const keychain = keychainWith(BLOB);
    const removal = await removalOf(claudeCodeSignIns({ items: keychain.items }));
    let reads = 0;
    keychain.beforeRead = () => {
      reads += 1;
      const text = keychain.texts.get(ACCOUNT) ?? '';
      if (reads === 2) keychain.texts.set(ACCOUNT, text.replace('login-at', 'renewed'));
    };
    expect(await removeRecord(env, removal)).toEqual(ok(null));
  });

  it.each([
    ['comes back', BLOB],
    ['is cut off', BLOB.slice(0, 80)],
  ])('are not called gone when the item %s', async (_how, text) => {
    const keychain = keychainWith(BLOB);
    const removal = await removalOf(claudeCodeSignIns({ items: keychain.items }));
    let reads = 0;
    keychain.beforeRead = () => {
      reads += 1;
      if (reads === 2) keychain.texts.set(ACCOUNT, text);
    };
    const removed = await removeRecord(env, removal);
    expect(removed).toMatchObject({ ok: false, error: { code: 'EditVerificationFailed' } });
    expect(JSON.stringify(removed)).not.toMatch(/login-at|"rt"/);
  });

  it('are left alone when the item is no JSON, or cannot be had', async () => {
    const keychain = keychainWith(BLOB.slice(0, 80));
    const store = claudeCodeSignIns({ items: keychain.items });
    const looked = await store.look?.(env, []);
    expect(looked).toMatchObject({ ok: false, error: { code: 'ConfigInvalid' } });
    expect(JSON.stringify(looked)).not.toContain('login-at');
    expect(keychain.texts.get(ACCOUNT)).toBe(BLOB.slice(0, 80));
    keychain.denied.add(ACCOUNT);
    expect(await store.look?.(env, [])).toMatchObject({ ok: false, error: { code: 'KeychainDenied' } });
    expect(store.closed?.(env)).not.toBeNull();
    expect(await store.open(env, 'mine|1')).toMatchObject({ ok: false });
  });

  it('stand in the item that Claude Code names', () => {
    const digest = createHash('sha256').update('/cfg').digest('hex').slice(0, 8);
    expect(named({})).toEqual({ service: 'Claude Code-credentials', account: 'me' });
    expect(named({ CLAUDE_CONFIG_DIR: '/cfg' }).service).toBe(`Claude Code-credentials-${digest}`);
    const both = { CLAUDE_CONFIG_DIR: '/cfg', CLAUDE_SECURESTORAGE_CONFIG_DIR: '' };
    expect(named(both).service).toBe('Claude Code-credentials');
    expect(named({}, 'jö').account).toBe('claude-code-user');
  });
});
