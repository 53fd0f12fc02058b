import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, ok } from '../../../shared/errors.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import type { HostEnv } from '../host-env.ts';
import { claudeCodeSignIns, keychainItem } from '../sign-ins/claude-code.ts';
import type { ForeignKeychainItems } from '../sign-ins/foreign-keychain-item.ts';
import { removeRecord } from './remove-record.ts';

/** macOS cannot be run here: a keychain that counts its dialogs stands in for it. */
function macKeychain(text: string) {
  const state = { text: text as string | null, reads: 0, writes: 0, beforeRead: () => {} };
  const items: ForeignKeychainItems = {
    async read() {
      state.reads += 1;
      state.beforeRead();
      return ok(state.text);
    },
    async write(_env, _item, written) {
      state.writes += 1;
      state.text = written;
      return ok(null);
    },
  };
  return { state, items };
}

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

describe('Claude Code’s sign-ins in the macOS keychain', () => {
  it('are not looked at before the click, and said to be hidden', async () => {
    const { state, items } = macKeychain(BLOB);
    const store = claudeCodeSignIns(items);
    expect(await store.list(env)).toEqual(ok([]));
    expect(store.hides?.(env)).toBe(true);
    expect(store.closed?.(env)).toEqual({ place: 'the macOS keychain' });
    expect(await store.open(env, 'mine|1')).toEqual(ok(null));
    expect(state.reads).toBe(0);
    expect(store.closed?.({ ...env, platform: 'linux' })).toBeNull();
  });

  it('are metadata after one look, and later lists ask no more', async () => {
    const { state, items } = macKeychain(BLOB);
    const store = claudeCodeSignIns(items);
    expect(await store.look?.(env)).toEqual(ok(null));
    const listed = await store.list(env);
    await store.list(env);
    expect(state.reads).toBe(1);
    expect(listed).toMatchObject({ ok: true, value: [{ key: 'mine|1' }, { key: 'other|2' }] });
    expect(JSON.stringify(listed)).not.toMatch(/login-at|"at"|"rt"/);
    expect(store.closed?.(env)).toBeNull();
  });

  it('lose one member; the login and every other byte stay', async () => {
    const { state, items } = macKeychain(BLOB);
    const store = claudeCodeSignIns(items);
    await store.look?.(env);
    const opened = await store.open(env, 'mine|1');
    if (!opened.ok || opened.value === null) throw new Error('not opened');
    expect(opened.value.grants).toMatchObject([{ refreshToken: 'rt', issuer: 'https://login.test' }]);
    expect(await removeRecord(env, opened.value.removal)).toEqual(ok(null));
    const [, mine = ''] = /("mine\|1":\{[^}]*\},)/.exec(BLOB) ?? [];
    expect(state.text).toBe(BLOB.replace(mine, ''));
    expect(state.writes).toBe(1);
    expect(await store.open(env, 'mine|1')).toEqual(ok(null));
    expect(await store.list(env)).toMatchObject({ value: [{ key: 'other|2' }] });
  });

  it('are taken as they are when Claude Code writes at the same moment', async () => {
    const { state, items } = macKeychain(BLOB);
    const store = claudeCodeSignIns(items);
    await store.look?.(env);
    const opened = await store.open(env, 'mine|1');
    if (!opened.ok || opened.value === null) throw new Error('not opened');
    const before = state.reads;
    state.beforeRead = () => {
      if (state.reads === before + 2) state.text = BLOB.replace('login-at', 'renewed');
    };
    expect(await removeRecord(env, opened.value.removal)).toEqual(ok(null));
    expect(state.text).toContain('renewed');
    expect(state.text).not.toContain('mine|1');
  });

  it('are left alone when the item is no JSON, or cannot be had', async () => {
    const { state, items } = macKeychain(BLOB.slice(0, 80));
    const store = claudeCodeSignIns(items);
    const looked = await store.look?.(env);
    expect(looked).toMatchObject({ ok: false, error: { code: 'ConfigInvalid' } });
    expect(JSON.stringify(looked)).not.toContain('login-at');
    expect(state.writes).toBe(0);
    const denied = claudeCodeSignIns({ ...items, read: async () => fail('KeychainDenied') });
    expect(await denied.look?.(env)).toMatchObject({ ok: false, error: { code: 'KeychainDenied' } });
    expect(denied.closed?.(env)).not.toBeNull();
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
