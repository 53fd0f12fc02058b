import { describe, expect, it } from 'vitest';
import { testRawEntry } from '../clients/test-raw-entry.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';
import { clientSignIns, ownSignIns } from './sign-in-views.ts';

function storeOf(owner: string): SignInStore {
  const store = SIGN_IN_STORES.find((one) => one.owner === owner);
  if (store === undefined) throw new Error(owner);
  return store;
}

function entry(client: string, name: string, fields: Partial<InventoryEntry>): InventoryEntry {
  const raw = testRawEntry(client, name);
  return { ...raw, ref: `${client}:user:${name}`, line: 1, shadowedBy: null, ...fields } as InventoryEntry;
}

function record(fields: Partial<SignInRecord>): SignInRecord {
  return {
    owner: 'codex',
    key: 'x|1',
    serverName: 'x',
    serverUrl: null,
    issuer: null,
    expiresAt: null,
    hasAccessToken: true,
    refreshable: true,
    rejectedAt: null,
    ...fields,
  };
}

function identities(owner: string, ...records: readonly SignInRecord[]): number {
  const uses = clientSignIns({
    store: storeOf(owner),
    records,
    entries: [],
    allKnown: true,
    isGone: () => false,
  });
  return new Set(uses.map(({ identity }) => identity)).size;
}

describe('the sign-ins of a client', () => {
  it('belong to entries of that client alone, and show no secret of an address', () => {
    const url = 'https://x.test/mcp?api_key=abcd1234abcd1234abcd';
    const entries = ['codex', 'opencode'].map((client) => entry(client, 'x', { transport: 'http', url }));
    const [use] = clientSignIns({
      store: storeOf('codex'),
      records: [record({ serverUrl: url }), record({ hasAccessToken: false, refreshable: false })],
      entries,
      allKnown: true,
      isGone: () => false,
    });
    expect(use?.signIn.entries).toEqual(['codex:user:x']);
    expect(JSON.stringify(use?.signIn)).not.toContain('abcd1234');
  });

  it('belong to entries of another client too, where its own client reads that one’s files', () => {
    const serverUrl = 'https://x.test/mcp';
    const entries = ['claude-code', 'codex'].map((client) =>
      entry(client, 'x', { transport: 'http', url: serverUrl }),
    );
    const [use] = clientSignIns({
      store: storeOf('grok-build'),
      records: [record({ owner: 'grok-build', serverUrl })],
      entries,
      allKnown: true,
      isGone: () => false,
    });
    expect(use?.signIn.entries).toEqual(['claude-code:user:x']);
  });

  it('tell accounts apart that differ in headers or in the secret part of the address', () => {
    const serverUrl = 'https://x.test/mcp';
    expect(identities('codex', record({ serverUrl }), record({ serverUrl: `${serverUrl}/` }))).toBe(1);
    expect(identities('codex', record({ serverUrl }), record({ serverUrl: `${serverUrl}?key=a` }))).toBe(2);
    const work = { serverUrl, owner: 'claude-code', variant: 'a' };
    expect(identities('claude-code', record(work), record({ ...work, variant: 'b' }))).toBe(2);
  });
});

describe('the sign-ins of mcp-remote', () => {
  it('take name and address from the entry of whichever client starts it', () => {
    const address = 'http://127.0.0.1:8931/mcp';
    const key = 'mcp-remote-v1/8b9a290a35f1b1b0c27aa5f1a74faecf';
    const [use] = clientSignIns({
      store: storeOf('mcp-remote'),
      records: [record({ owner: 'mcp-remote', key, serverName: 'login.test' })],
      entries: [
        entry('claude-desktop', 'kfuse', {
          transport: 'stdio',
          command: 'npx',
          args: ['mcp-remote', address],
        }),
        entry('codex', 'direct', { transport: 'http', url: address }),
      ],
      allKnown: true,
      isGone: () => false,
    });
    expect(use?.signIn).toMatchObject({
      ref: `mcp-remote/${key}`,
      owner: 'mcp-remote',
      server: 'kfuse',
      url: address,
      entries: ['claude-desktop:user:kfuse'],
    });
  });
});

describe('our own sign-ins', () => {
  it('cover addresses at or below their resource, and count as refused when the entry says so', () => {
    const credential = {
      resource: 'https://x.test/mcp',
      issuer: 'https://login.test',
      expiresAt: null,
      refreshable: true,
      oauthScopes: [],
    };
    const entries = ['https://x.test/mcp/team', 'https://x.test/mcpx', 'https://y.test/mcp'].map((url, at) =>
      entry('codex', `e${at}`, { transport: 'http', url }),
    );
    const [use] = ownSignIns([credential], entries, {
      allKnown: true,
      factOf: () => null,
      isGone: () => false,
    });
    expect(use).toMatchObject({ signIn: { server: 'e0', entries: ['codex:user:e0'] }, refused: null });
    const [orphan] = ownSignIns([credential], [], {
      allKnown: true,
      factOf: () => null,
      isGone: () => false,
    });
    expect(orphan?.signIn).toMatchObject({ server: 'x.test', entries: [] });
  });
});
