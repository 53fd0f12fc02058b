import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followLogin } from '../../../e2e/rig/fake-browser.ts';
import { startDroidScreen } from '../../../e2e/rig/droid-screen.ts';
import { startKimi } from '../../../e2e/rig/kimi-web.ts';
import { npmClients } from '../../../e2e/rig/npm-clients.ts';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import { OFFLINE, run } from '../../../e2e/rig/real-clients.ts';
import { ok } from '../../../shared/errors.ts';
import { createAuthEngine } from '../auth/engine.ts';
import { signInSomewhere } from '../auth/test-support/sign-in-somewhere.ts';
import { testRawEntry } from '../clients/test-raw-entry.ts';
import type { RawEntry } from '../clients/types.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createInMemorySecrets } from '../secrets/in-memory.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import {
  droidFiles,
  livingDroidRecord,
  readDroidStore,
  writeDroidStore,
} from '../sign-ins/test-droid-store.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';
import { createDisconnect } from './disconnect.ts';

let programs: Awaited<ReturnType<typeof npmClients>>;
let home: TestHome;
let rig: Rig;
beforeAll(async () => {
  programs = await npmClients();
}, 600_000);
beforeEach(async () => {
  [home, rig] = await Promise.all([createTestHome(), startOAuthRig()]);
});
afterEach(async () => {
  await rig.stop();
  await home.remove();
});

async function said(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(program, args, { home: home.home, env: OFFLINE, timeoutMs: 120_000 });
  return `${stdout}\n${stderr}`;
}

function storeOf(owner: string): SignInStore {
  const store = SIGN_IN_STORES.find((one) => one.owner === owner);
  if (store === undefined) throw new Error(owner);
  return store;
}

/** What we see of the store, each with the names of servers at the rig's address that it serves. */
async function seen(owner: string, ...names: readonly string[]): Promise<readonly SignInRecord[]> {
  const result = await storeOf(owner).list(home.env);
  if (!result.ok) throw new Error(result.error.message);
  for (const record of result.value) {
    const served = names.filter((name) => storeOf(owner).matches(record, entry(owner, name)));
    expect(served).toEqual([record.serverName]);
  }
  return result.value;
}

const entry = (client: string, name: string): RawEntry => testRawEntry(client, name, { url: rig.mcpUrl });

function disconnect({ owner, key }: SignInRecord, isRunning = false) {
  const end = createDisconnect({
    env: home.env,
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
    ownerName: (one) => one,
    known: () => ({ serverUrl: null, expiresAt: null, entries: [], inKeychain: false }),
    keychain: () => Promise.resolve(ok(null)),
    runs: () => Promise.resolve(isRunning),
    clientLogout: () => Promise.resolve(null),
  });
  return end(`${owner}/${key}`, new AbortController().signal);
}

describe('the real Factory droid', { timeout: 300_000 }, () => {
  it('uses a record of this shape, keeps it without its server, and takes our deletion for its own', async () => {
    const { droid } = programs;
    const servers = (...names: readonly string[]) =>
      home.write(
        '.factory/mcp.json',
        JSON.stringify({
          mcpServers: Object.fromEntries(names.map((name) => [name, { type: 'http', url: rig.mcpUrl }])),
        }),
      );
    await servers('mine', 'other');
    expect(await said(droid, 'mcp', 'list')).toMatch(/mine\s+http\s+needs authentication/);
    const records = await Promise.all(['mine', 'other'].map((name) => livingDroidRecord(rig, name)));
    await writeDroidStore(home.home, JSON.stringify({ mcpOAuth: Object.fromEntries(records) }));
    const both = await said(droid, 'mcp', 'list');
    expect(both).toMatch(/mine\s+http\s+connected \(authenticated\)/);
    expect(both).toMatch(/other\s+http\s+connected \(authenticated\)/);
    await said(droid, 'mcp', 'remove', 'mine');

    const [mine] = await seen('factory-droid', 'mine', 'other');
    expect(mine).toMatchObject({ serverName: 'mine', serverUrl: rig.mcpUrl, issuer: `${rig.issuer}/` });
    expect(mine?.expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
    if (mine === undefined) throw new Error('no record');
    const keyBefore = await readFile(droidFiles(home.home).key, 'utf8');
    expect(rig.openGrants()).toBe(2);
    expect(await disconnect(mine)).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(1);

    await servers('mine', 'other');
    const after = await said(droid, 'mcp', 'list');
    expect(after).toMatch(/mine\s+http\s+needs authentication/);
    expect(after).toMatch(/other\s+http\s+connected \(authenticated\)/);
    expect(await readFile(droidFiles(home.home).key, 'utf8')).toBe(keyBefore);
    expect(JSON.parse(await readDroidStore(home.home))).toMatchObject({
      mcpOAuthTombstones: { [mine.key]: { serverName: 'mine', serverUrl: rig.mcpUrl, revision: 2 } },
    });
  });
});

describe('the real Factory droid in a terminal', { timeout: 300_000 }, () => {
  it('signs in, is seen, and notices our deletion while it runs', async () => {
    const config = { mcpServers: { mine: { type: 'http', url: rig.mcpUrl } } };
    await home.write('.factory/mcp.json', JSON.stringify(config));
    const screen = await startDroidScreen(programs.droid, home.home);
    try {
      await screen.shows('MCPs (1)');
      await screen.shows('? for help');
      await screen.type('/mcp');
      await screen.shows('Manage MCP servers');
      await screen.type('\r');
      await screen.shows('Add MCP server manually');
      await screen.shows('mine');
      await screen.type('\r');
      await screen.shows('1. Authenticate');
      await screen.type('\r');
      await screen.shows('Status: connected');
      await screen.shows('Clear Auth');

      const [record] = await seen('factory-droid', 'mine', 'other');
      expect(record).toMatchObject({ serverUrl: rig.mcpUrl, issuer: `${rig.issuer}/`, refreshable: true });
      expect(record?.expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
      if (record === undefined) throw new Error('no record');
      await screen.type('');
      expect(await disconnect(record, true)).toEqual({
        complete: true,
        sentences: expect.not.arrayContaining([expect.stringContaining('write it back')]) as unknown,
      });
      await screen.shows('Status: needs authentication');
      expect(rig.openGrants()).toBe(0);
      const left = JSON.parse(await readDroidStore(home.home)) as Record<string, object>;
      expect(left).toMatchObject({ mcpOAuth: {}, mcpOAuthTombstones: { [record.key]: { revision: 2 } } });
    } finally {
      await screen.stop();
    }
  });
});

describe('the real Grok Build', { timeout: 300_000 }, () => {
  it('renews a record of this shape, writes it back, and is signed out by our deletion', async () => {
    const { grok } = programs;
    const text = `[mcp_servers.mine]\nurl = "${rig.mcpUrl}"\n`;
    await home.write('.grok/config.toml', text);
    const healthy = async () => (await said(grok, 'mcp', 'doctor', '--json')).includes('"healthy": true');
    expect(await healthy()).toBe(false);
    const { accessToken, refreshToken, clientId } = await signInSomewhere(rig);
    const token_response = {
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: 3600,
      refresh_token: refreshToken,
    };
    const received = Math.floor(Date.now() / 1000) - 4000;
    const record = { client_id: clientId, token_response, granted_scopes: [], token_received_at: received };
    await home.write('.grok/mcp_credentials.json', JSON.stringify({ [`mine:${rig.mcpUrl}`]: record }));
    const [old] = await seen('grok-build', 'mine', 'other');
    expect(old).toMatchObject({ issuer: null, refreshable: true });
    expect(old?.expiresAt).toBeLessThan(Date.now());
    expect(await healthy()).toBe(true);

    const [renewed] = await seen('grok-build', 'mine', 'other');
    expect(renewed).toMatchObject({ serverUrl: rig.mcpUrl, issuer: rig.issuer, refreshable: true });
    expect(renewed?.expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
    if (renewed === undefined) throw new Error('no record');
    expect(await disconnect(renewed)).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(0);
    expect(await home.read('.grok/mcp_credentials.json')).not.toContain('mine');
    expect(await healthy()).toBe(false);
  });
});

describe('the real Kimi Code', { timeout: 300_000 }, () => {
  it('signs in, is seen, keeps it without its server, and is signed out by our deletion', async () => {
    const config = (servers: object) =>
      home.write('.kimi-code/mcp.json', JSON.stringify({ mcpServers: servers }));
    const mine = { transport: 'http', url: rig.mcpUrl };
    await config({ mine });
    const kimi = await startKimi({ home: home.home, project: home.home }, programs.kimi);
    try {
      type States = readonly { readonly name: string; readonly authStatus: string }[];
      const state = async () =>
        (await kimi.ask<States>('GET', 'auth-statuses?verify=true')).data?.map(
          ({ authStatus }) => authStatus,
        );
      expect(await state()).toEqual(['oauth-required']);
      const locator = { name: 'mine', source: 'global' };
      type Begun = { readonly flowId: string; readonly authorizationUrl: string };
      const begun = (await kimi.ask<Begun>('POST', 'auth:begin', locator)).data;
      const completed = kimi.ask('POST', 'auth:complete', { flowId: begun?.flowId });
      await followLogin(begun?.authorizationUrl ?? '');
      expect(await completed).toMatchObject({ msg: 'success' });
      expect(await state()).toEqual(['oauth-authorized']);

      await config({});
      const [record] = await seen('kimi-code', 'mine', 'other');
      expect(record).toMatchObject({ serverUrl: rig.mcpUrl, issuer: rig.issuer, refreshable: true });
      expect(record?.expiresAt).toBeGreaterThan(Date.now() + 3_000_000);
      if (record === undefined) throw new Error('no record');
      expect(rig.openGrants()).toBe(1);
      expect(await disconnect(record)).toMatchObject({ complete: true });
      expect(rig.openGrants()).toBe(0);
      expect(await home.names('.kimi-code/credentials/mcp')).toEqual([]);

      await config({ mine });
      await expect.poll(state).toEqual(['oauth-required']);
    } finally {
      await kimi.stop();
    }
  });
});
