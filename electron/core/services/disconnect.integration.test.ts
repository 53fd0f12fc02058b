import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { SignIn } from '../../../shared/domain.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import type { Core } from '../core.ts';
import { createCore } from '../create-core.ts';

let home: TestHome;
let core: Core;
beforeEach(async () => {
  home = await createTestHome();
  core = createCore(home.env, {
    openUrl: async () => ok(null),
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    isOnline: () => true,
    now: Date.now,
    fetch: () => Promise.reject(new TypeError('fetch failed')),
    hostKind: 'cli',
  });
});
afterEach(async () => {
  await core.stop();
  await home.remove();
});

const STORE = '.codex/.credentials.json';
const CONFIG = '.codex/config.toml';
const record = (name: string) => ({
  server_name: name,
  server_url: `https://${name}.test/mcp`,
  issuer: 'https://login.test',
  client_id: 'c',
  access_token: `at-${name}`,
  refresh_token: `rt-${name}`,
});
const store = (...names: readonly string[]): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [`${name}|1`, record(name)])));

function untilSignIns(fits: (signIns: readonly SignIn[]) => boolean): Promise<readonly SignIn[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The sign-ins never came to that.')), 20_000);
    const look = (): void => {
      const { signIns } = core.snapshot();
      if (!fits(signIns)) return;
      clearTimeout(timer);
      stop();
      resolve(signIns);
    };
    const stop = core.onChange(look);
    look();
  });
}

/** A first record in each store, in folders that were not there before. */
const FIRST: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'claude-code': { '.claude/.credentials.json': '{"mcpOAuth":{"a|1":{"serverName":"a","accessToken":"x"}}}' },
  'gemini-cli': { '.gemini/mcp-oauth-tokens.json': '[{"serverName":"a","token":{"accessToken":"x"}}]' },
  opencode: { '.local/share/opencode/mcp-auth.json': '{"a":{"tokens":{"accessToken":"x"}}}' },
  'copilot-cli': {
    [`.copilot/mcp-oauth-config/${'a'.repeat(64)}.tokens.json`]: '{"accessToken":"x"}',
    [`.copilot/mcp-oauth-config/${'a'.repeat(64)}.json`]: '{"serverUrl":"https://a.test"}',
  },
  'mcp-remote': { [`.mcp-auth/mcp-remote-v1/${'b'.repeat(32)}_tokens.json`]: '{"access_token":"x"}' },
  antigravity: {
    '.gemini/antigravity/mcp_oauth_tokens.json': '{"https://a.test":{"token":{"access_token":"x"}}}',
  },
};

describe('a store that appears while the core runs', () => {
  it.each(Object.keys(FIRST))('is seen without being asked for: %s', async (owner) => {
    await core.start({ monitor: false });
    for (const [path, text] of Object.entries(FIRST[owner] ?? {})) await home.write(path, text);
    // Sooner than the look at everything that comes every 30 seconds: the folders themselves are watched.
    const found = await untilSignIns((signIns) => signIns.length === 1);
    expect(found[0]?.owner).toBe(owner);
  });
});

describe('the sign-ins of a running core', () => {
  it('follow the clients’ stores, and what is disconnected is gone at once', async () => {
    await home.write(CONFIG, '[mcp_servers.used]\nurl = "https://used.test/mcp"\n');
    await core.start({ monitor: false });
    expect(core.snapshot().signIns).toEqual([]);
    await home.write(STORE, store('used', 'orphan'));
    const found = await untilSignIns((signIns) => signIns.length === 2);
    expect(found.map(({ ref, stale }) => ({ ref, stale: stale !== null }))).toEqual([
      { ref: 'codex/used|1', stale: false },
      { ref: 'codex/orphan|1', stale: true },
    ]);
    const refs = ['codex/orphan|1', 'codex/orphan|1', 'codex/nobody|1', 'nobody/x'];
    const answer = await core.handlers['sign-in:disconnect']({ refs });
    expect(answer).toEqual({
      ok: true,
      value: {
        receipts: [
          {
            ref: 'codex/orphan|1',
            complete: false,
            sentences: [
              'login.test could not be asked to revoke it; it stays valid there until it runs out.',
              'An access token may stay valid for a while.',
              'Removed from Codex.',
            ],
          },
          {
            ref: 'codex/nobody|1',
            complete: true,
            sentences: ['Codex has no such sign-in any more.'],
          },
          { ref: 'nobody/x', complete: true, sentences: ['nobody has no such sign-in any more.'] },
        ],
      },
    });
    expect(core.snapshot().signIns.map(({ ref }) => ref)).toEqual(['codex/used|1']);
    expect(await home.read(STORE)).toBe(store('used'));
  });

  it('are not called unused while a file that may name their server cannot be read', async () => {
    await home.write(STORE, store('orphan'));
    await home.write(CONFIG, '[mcp_servers.orphan\n');
    await core.load();
    expect(core.snapshot().signIns).toMatchObject([{ server: 'orphan', stale: null }]);
    await home.write(CONFIG, '[mcp_servers]\n');
    await core.refresh();
    expect(core.snapshot().signIns).toMatchObject([{ stale: 'No server uses it any more.' }]);
  });

  it('are deleted in the store when the client’s program is not there to do it', async () => {
    await home.write(CONFIG, '[mcp_servers.used]\nurl = "https://used.test/mcp"\n');
    await home.write(STORE, store('used', 'other'));
    await core.load();
    const answer = await core.handlers['sign-in:disconnect']({ refs: ['codex/used|1'] });
    expect(answer).toMatchObject({
      value: { receipts: [{ sentences: expect.arrayContaining(['Removed from Codex.']) as string[] }] },
    });
    expect(await home.read(STORE)).toBe(store('other'));
  });

  it('end with their entry, but not for a removal that is refused', async () => {
    await home.write(CONFIG, '[mcp_servers.used]\nurl = "https://used.test/mcp"\n');
    await home.write(STORE, store('used', 'other'));
    await core.load();
    const action = { kind: 'remove', ref: 'codex:user:used', signOut: true } as const;
    const preview = await core.handlers['change:preview']({ action });
    if (!preview.ok) throw new Error(preview.error.message);
    await home.write(CONFIG, '[mcp_servers.used]\nurl = "https://used.test/mcp"\nenabled = false\n');
    const refused = await core.handlers['change:apply']({ action, base: preview.value.base });
    expect(refused).toMatchObject({ ok: false, error: { code: 'ConfigConflict' } });
    expect(await home.read(STORE)).toBe(store('used', 'other'));

    const again = await core.handlers['change:preview']({ action });
    if (!again.ok) throw new Error(again.error.message);
    const done = await core.handlers['change:apply']({ action, base: again.value.base });
    expect(done.ok && done.value.notes).toContainEqual(
      expect.stringMatching(/^Its sign-in: .*Removed from Codex\.$/),
    );
    expect(await home.read(STORE)).toBe(store('other'));
    expect(await home.read(CONFIG)).toBe('');
  });
});
