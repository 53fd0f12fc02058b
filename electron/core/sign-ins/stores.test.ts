import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { testRawEntry } from '../clients/test-raw-entry.ts';
import type { RawEntry } from '../clients/types.ts';
import { claudeRecordServes, parseClaudeRecords } from './claude-code.ts';
import { codexRecordServes, parseCodexFile, parseCodexKeyring } from './codex.ts';
import { recordKey } from './key-rule.ts';
import { parseZedItems, zedSignIns } from './zed.ts';

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');

const URL_OF_SAMPLES = 'http://127.0.0.1:8931/mcp';

const entry = (fields: Partial<RawEntry>): RawEntry =>
  testRawEntry('c', fields.name ?? 'auth-http', { url: URL_OF_SAMPLES, ...fields });

describe('record key', () => {
  it('is the one that the real clients wrote', () => {
    const plain = { type: 'http', url: URL_OF_SAMPLES, headers: {} } as const;
    expect(recordKey('auth-http', plain)).toBe('auth-http|bfc1d7620d193f8e');
    expect(recordKey('pre-sec', { ...plain, url: 'http://127.0.0.1:8931/mcp2' })).toBe(
      'pre-sec|bccc6f865c268660',
    );
    expect(recordKey('sse', { type: 'sse', url: 'http://127.0.0.1:9477/s', headers: {} })).toBe(
      'sse|2574ff8bd9c9d0ab',
    );
    const headers = { 'X-A': 'v1', 'X-B': '2' };
    expect(recordKey('ref', { type: 'http', url: 'http://127.0.0.1:9477/seg', headers })).toBe(
      'ref|349dec8a8f06ba18',
    );
  });
});

const records = parseClaudeRecords(JSON.parse(fixture('claude-code-credentials.json')));
const serves = (fields: Partial<RawEntry>): boolean =>
  records.slice(0, 1).some((record) => claudeRecordServes(record, entry(fields)));

describe('Claude Code’s records', () => {
  it('gives metadata, and takes an empty token for none', () => {
    expect(records).toEqual([
      {
        owner: 'claude-code',
        key: 'auth-http|bfc1d7620d193f8e',
        serverName: 'auth-http',
        serverUrl: URL_OF_SAMPLES,
        issuer: 'http://127.0.0.1:8931',
        expiresAt: 1_795_229_788_666,
        hasAccessToken: true,
        refreshable: true,
        rejectedAt: null,
        variant: 'bfc1d7620d193f8e',
      },
      expect.objectContaining({
        serverName: 'needs-auth',
        expiresAt: null,
        hasAccessToken: false,
        refreshable: false,
        rejectedAt: 1_795_226_188_996,
      }),
    ]);
  });

  it('keeps no token text', () => {
    expect(JSON.stringify(records)).not.toMatch(/at-8523|rt-4963|s3cret/);
  });

  it('serves the entry with this name, type, address and headers, and no other', () => {
    expect(serves({})).toBe(true);
    expect(serves({ transport: 'sse' })).toBe(false);
    expect(serves({ headers: { 'X-A': '1' } })).toBe(false);
    expect(serves({ url: `${URL_OF_SAMPLES}/` })).toBe(false);
    expect(serves({ name: 'other' })).toBe(false);
    expect(serves({ transport: 'stdio', url: null })).toBe(false);
  });

  it('allows for values of variables that only Claude Code knows', () => {
    expect(serves({ url: 'http://${HOST}:8931/mcp' })).toBe(true);
    expect(serves({ url: 'http://${HOST:-127.0.0.1}:${PORT}/mcp' })).toBe(true);
    expect(serves({ url: 'http://${HOST}:8931/other' })).toBe(false);
    expect(serves({ headers: { Authorization: 'Bearer ${T}' } })).toBe(true);
  });
});

describe('Codex’s records', () => {
  it('reads the file and the keychain item, which have different shapes', () => {
    const [inFile] = parseCodexFile(JSON.parse(fixture('codex-credentials.json')));
    const account = 'auth-http|bfc1d7620d193f8e';
    const [inKeyring] = parseCodexKeyring([{ account, secret: fixture('codex-keyring-entry.json') }]);
    const common = { owner: 'codex', key: account, serverName: 'auth-http', serverUrl: URL_OF_SAMPLES };
    expect(inFile).toMatchObject({ ...common, expiresAt: 1, hasAccessToken: true, refreshable: false });
    expect(inKeyring).toMatchObject({ ...common, expiresAt: 1_795_228_084_499, refreshable: true });
    expect(JSON.stringify([inFile, inKeyring])).not.toMatch(/at-|rt-/);
  });

  it('does not call a record renewable that Codex cannot renew', () => {
    const record = { server_name: 'x', access_token: 'a', refresh_token: 'r' };
    expect(parseCodexFile({ 'x|0': record })[0]).toMatchObject({ refreshable: false });
    expect(parseCodexFile({ 'x|0': { ...record, issuer: 'http://i' } })[0]).toMatchObject({
      refreshable: true,
    });
  });

  it('goes by name and address, as Codex does, and by the key where no address is kept', () => {
    const [record] = parseCodexFile({ 'auth-http|wrong': { server_url: URL_OF_SAMPLES, access_token: 'a' } });
    const [bare] = parseCodexFile({ 'auth-http|bfc1d7620d193f8e': { access_token: 'a' } });
    if (record === undefined || bare === undefined) throw new Error('no record');
    const withHeaders = entry({ headers: { 'X-A': '1' } });
    expect([record, bare].map((one) => codexRecordServes(one, withHeaders))).toEqual([true, true]);
    expect(codexRecordServes(record, entry({ name: 'other' }))).toBe(false);
    expect(codexRecordServes(bare, entry({ url: 'http://other/' }))).toBe(false);
  });
});

const zedItem = (url: string, secret = fixture('zed-session.json')) => ({
  attributes: { url, username: 'mcp-oauth' },
  secret,
});
const [zedRecord, ...others] = parseZedItems([
  zedItem(`mcp-oauth:${URL_OF_SAMPLES}`),
  zedItem('https://zed.dev'),
  zedItem('mcp-oauth:no address'),
  zedItem('mcp-oauth:https://broken.test', '{'),
  zedItem('mcp-oauth:https://odd.test', '[]'),
]);
const zedServes = (url: string) =>
  zedRecord !== undefined && zedSignIns.matches(zedRecord, entry({ url, name: 'x' }));

describe('Zed’s items', () => {
  it('give metadata of sign-ins alone, and no token', () => {
    expect(others).toEqual([]);
    expect(zedRecord).toMatchObject({
      key: URL_OF_SAMPLES,
      serverUrl: URL_OF_SAMPLES,
      expiresAt: 1_795_228_454_000,
      hasAccessToken: true,
      refreshable: true,
      inKeychain: true,
    });
    expect(JSON.stringify(zedRecord)).not.toMatch(/[ar]t-0123/);
  });

  it('serve each entry with that address, whatever its query, last slash and name', () => {
    const address = 'HTTP://127.0.0.1:8931/mcp';
    expect([address, `${address}/`, `${address}?a=1#b`, `${address}2`, 'none'].map(zedServes)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('hostile stores', () => {
  it('yield nothing instead of an error', () => {
    const odd = [null, 1, 'x', [], [1], {}, { mcpOAuth: 1 }, { mcpOAuth: { a: null, b: 1, c: [] } }];
    expect(odd.flatMap((root) => [...parseClaudeRecords(root)])).toEqual([]);
    expect([null, 1, 'x', [1], { a: null, b: 'x' }].flatMap((root) => [...parseCodexFile(root)])).toEqual([]);
    expect(
      parseCodexKeyring([
        { account: 'a', secret: '{' },
        { account: 'b', secret: '1' },
      ]),
    ).toEqual([]);
  });

  it('count fields of the wrong type as absent', () => {
    const fields = { serverName: 1, serverUrl: {}, expiresAt: 'soon', accessToken: true, refreshToken: [] };
    expect(parseClaudeRecords({ mcpOAuth: { 'a|b|c': fields } })).toEqual([
      {
        owner: 'claude-code',
        key: 'a|b|c',
        serverName: 'a|b',
        serverUrl: null,
        issuer: null,
        expiresAt: null,
        hasAccessToken: false,
        refreshable: false,
        rejectedAt: null,
        variant: 'c',
      },
    ]);
    for (const expiresAt of [0, -1, Infinity, NaN]) {
      expect(parseClaudeRecords({ mcpOAuth: { a: { expiresAt } } })[0]?.expiresAt).toBeNull();
    }
  });

  it('may hold a record called __proto__', () => {
    const root = JSON.parse('{"mcpOAuth":{"__proto__":{"accessToken":"a"}}}') as unknown;
    expect(parseClaudeRecords(root)[0]).toMatchObject({ key: '__proto__', hasAccessToken: true });
  });
});
