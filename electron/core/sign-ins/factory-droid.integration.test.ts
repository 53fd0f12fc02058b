import { readFileSync } from 'node:fs';
import { chmod, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testRawEntry } from '../clients/test-raw-entry.ts';
import type { RawEntry } from '../clients/types.ts';
import { createTestHome, runChild } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { removeRecord } from '../disconnect/remove-record.ts';
import { droidName } from './droid-record.ts';
import { droidSignIns } from './factory-droid.ts';
import { droidFiles, readDroidStore, writeDroidStore } from './test-droid-store.ts';
import type { OpenedRecord, SignInRecord } from './types.ts';

const STORE = readFileSync(new URL('__fixtures__/droid-store.json', import.meta.url), 'utf8');
const ADDRESS = 'http://127.0.0.1:8931/mcp';
const KEY = 'auth-http|f903554287d49c36';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

async function listed(): Promise<readonly SignInRecord[]> {
  const result = await droidSignIns.list(home.env);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function opened(key = KEY): Promise<OpenedRecord> {
  const result = await droidSignIns.open(home.env, key);
  if (!result.ok || result.value === null) throw new Error('not opened');
  return result.value;
}

async function remove(key = KEY) {
  return removeRecord(home.env, (await opened(key)).removal);
}

const entry = (name: string, fields: Partial<RawEntry> = {}): RawEntry =>
  testRawEntry('factory-droid', name, { url: ADDRESS, ...fields });

describe('droid’s store', () => {
  it('gives metadata, and no token', async () => {
    await writeDroidStore(home.home, STORE);
    const records = await listed();
    expect(records).toEqual([
      {
        owner: 'factory-droid',
        key: KEY,
        serverName: 'auth-http',
        serverUrl: ADDRESS,
        issuer: 'http://127.0.0.1:8931/',
        expiresAt: 1_795_864_375_877,
        hasAccessToken: true,
        refreshable: true,
        rejectedAt: null,
      },
    ]);
    expect(JSON.stringify(records)).not.toMatch(/[ar]t-0123/);
    const { key } = droidFiles(home.home);
    expect(JSON.stringify(records)).not.toContain(await readFile(key, 'utf8'));
  });

  it('opens one record with all that ending it needs', async () => {
    await writeDroidStore(home.home, STORE);
    expect((await opened()).grants).toEqual([
      {
        refreshToken: 'rt-0123456789abcdef',
        accessToken: 'at-0123456789abcdef',
        clientId: 'cid-0123456789abcdef',
        clientSecret: null,
        issuer: 'http://127.0.0.1:8931/',
        tokenEndpoint: null,
      },
    ]);
    // The name is the one that droid itself gives the lock of this server.
    const lock = `${droidFiles(home.home).data}.${createHash('sha256').update(KEY).digest('hex').slice(0, 16)}.refresh.lock`;
    expect((await opened()).renewing).toEqual({ folder: lock, holds: 'process', staleMs: 30_000 });
    for (const key of [`${KEY}x`, 'gone|0123456789abcdef', '__proto__']) {
      expect(await droidSignIns.open(home.env, key)).toEqual({ ok: true, value: null });
    }
  });

  it('is empty where there is none, and moves with the folder that droid is told', async () => {
    expect(await listed()).toEqual([]);
    await writeDroidStore(home.path('elsewhere'), STORE);
    const env = { ...home.env, vars: { FACTORY_HOME_OVERRIDE: home.path('elsewhere') } };
    expect(await droidSignIns.list(env)).toMatchObject({ ok: true, value: [{ key: KEY }] });
  });

  it('serves the entry that droid would use it for: by its own spelling of the name, whatever its kind', async () => {
    await writeDroidStore(home.home, STORE);
    const [record] = await listed();
    if (record === undefined) throw new Error('no record');
    const serves = (name: string, fields: Partial<RawEntry> = {}) =>
      droidSignIns.matches(record, entry(name, fields));
    expect(serves('auth-http')).toBe(true);
    expect(serves('auth-http', { transport: 'sse', headers: { 'X-A': '1' } })).toBe(true);
    expect(serves(' auth.http!')).toBe(true);
    expect(serves('Auth-http')).toBe(false);
    expect(serves('auth-http', { url: `${ADDRESS}/` })).toBe(false);
    expect(serves('auth-http', { transport: 'stdio', url: null })).toBe(false);
  });

  it.each([
    ['My Server.x', 'My-Server-x'],
    ['--a__b--', 'a__b'],
    ['Zürich~1', 'Zrich1'],
    ['ü', 'invalid-server-name'],
    [`${'a'.repeat(31)}-b`, 'a'.repeat(31)],
  ])('calls the server “%s” as droid does', (name, expected) => {
    expect(droidName(name)).toBe(expected);
  });
});

async function sealed(): Promise<string> {
  return readFile(droidFiles(home.home).data, 'utf8');
}

async function changePart(at: number): Promise<void> {
  const parts = (await sealed()).split(':').map((part) => Buffer.from(part, 'base64'));
  parts[at]?.writeUInt8((parts[at]?.readUInt8(0) ?? 0) ^ 1, 0);
  await writeFile(droidFiles(home.home).data, parts.map((part) => part.toString('base64')).join(':'));
}

describe('droid’s store, damaged or made by somebody else', () => {
  const unreadable = expect.objectContaining({
    ok: false,
    error: expect.objectContaining({
      code: expect.stringMatching(/^Config(Unreadable|Invalid)$/) as unknown,
    }) as unknown,
  }) as unknown;

  it.each([
    ['another key', async () => writeFile(droidFiles(home.home).key, randomBytes(32).toString('base64'))],
    ['a key that is too short', async () => writeFile(droidFiles(home.home).key, 'AAAA')],
    ['a key that is no base64', async () => writeFile(droidFiles(home.home).key, '\0\u{1F600}'.repeat(40))],
    ['no key', async () => rm(droidFiles(home.home).key)],
    [
      'a folder for a key',
      async () => {
        await rm(droidFiles(home.home).key);
        await home.write('.factory/mcp-oauth.v2.key/x', '');
      },
    ],
    ['a changed tag', async () => changePart(1)],
    ['a changed text', async () => changePart(2)],
    ['a changed iv', async () => changePart(0)],
    ['plain JSON', async () => writeFile(droidFiles(home.home).data, STORE)],
    ['a part too many', async () => writeFile(droidFiles(home.home).data, `${await sealed()}:AAAA`)],
    ['half of it', async () => truncate(droidFiles(home.home).data, (await sealed()).length >> 1)],
    ['9 MB', async () => writeFile(droidFiles(home.home).data, 'A'.repeat(9 * 1024 * 1024))],
    ['text that is not JSON', async () => writeDroidStore(home.home, '{"mcpOAuth":{"s3cr3t"')],
  ])('with %s is unreadable, is told without its text, and is left as it is', async (_name, damage) => {
    await writeDroidStore(home.home, STORE);
    const { removal } = await opened();
    await damage();
    const before = await sealed();
    const results = [
      await droidSignIns.list(home.env),
      await droidSignIns.open(home.env, KEY),
      await removeRecord(home.env, removal),
    ];
    expect(results).toEqual([unreadable, unreadable, unreadable]);
    expect(JSON.stringify(results)).not.toMatch(/s3cr3t|[ar]t-0123/);
    expect(await sealed()).toBe(before);
    expect(await home.names('.factory')).not.toContain('mcp-oauth.v2.file.write.lock');
  });

  it('counts as none while it is empty', async () => {
    await home.write('.factory/mcp-oauth.v2.file', '');
    expect(await listed()).toEqual([]);
  });

  it('yields nothing where the text holds something else', async () => {
    const odd = [
      'null',
      '1',
      '[]',
      '{}',
      '{"mcpOAuth":1}',
      '{"mcpOAuth":{"a":null,"b":[],"c":{"clientId":1}}}',
    ];
    for (const text of odd) {
      await writeDroidStore(home.home, text);
      expect(await listed()).toEqual([]);
    }
    const fields = { clientId: 'c', serverName: 1, serverUrl: {}, expiresAt: 'soon', accessToken: true };
    await writeDroidStore(home.home, JSON.stringify({ mcpOAuth: { 'a|b': fields } }));
    expect(await listed()).toMatchObject([
      { serverName: 'a', serverUrl: null, expiresAt: null, hasAccessToken: false },
    ]);
  });
});

describe('a record that is taken out of droid’s store', () => {
  const OTHER = '"other|1":{ "clientId":"c",  "accessToken":"at-other", "serverName":"other","new":[1] }';

  it('becomes a tombstone of the next revision; every other byte of the text stays', async () => {
    const { data, key } = droidFiles(home.home);
    await writeDroidStore(
      home.home,
      STORE.replace('{"mcpOAuth":{', `{"future": true, "mcpOAuth":{${OTHER},`),
    );
    await chmod(data, 0o640);
    const before = { sealed: await readFile(data, 'utf8'), key: await readFile(key, 'utf8') };
    expect(await remove()).toEqual({ ok: true, value: null });
    const text = await readDroidStore(home.home);
    const [, old] = /"mcpOAuthTombstones":\{(.*)\}\}$/.exec(STORE) ?? [];
    const tombstone = `"${KEY}":{"serverName":"auth-http","serverUrl":"${ADDRESS}","revision":4,"deletedAt":NOW}`;
    expect(text.replace(/\d+(?=\}\}\}$)/, 'NOW')).toBe(
      `{"future": true, "mcpOAuth":{${OTHER}},"mcpOAuthTombstones":{${old},${tombstone}}}`,
    );
    const after = await readFile(data, 'utf8');
    expect(after.split(':')[0]).not.toBe(before.sealed.split(':')[0]);
    expect((await stat(data)).mode & 0o777).toBe(0o640);
    expect(await readFile(key, 'utf8')).toBe(before.key);
    expect(await home.names('.factory')).toEqual(['mcp-oauth.v2.file', 'mcp-oauth.v2.key']);
    expect(await droidSignIns.open(home.env, KEY)).toEqual({ ok: true, value: null });
  });

  it('goes on from the revision of an older tombstone, and makes a place for the first one', async () => {
    const [, records] = /^\{("mcpOAuth":.*\}),"mcpOAuthTombstones"/.exec(STORE) ?? [];
    await writeDroidStore(home.home, `{${records}}`);
    expect(await remove()).toMatchObject({ ok: true });
    expect(JSON.parse(await readDroidStore(home.home))).toMatchObject({
      mcpOAuth: {},
      mcpOAuthTombstones: { [KEY]: { revision: 4 } },
    });
    await writeDroidStore(home.home, `{${records},"mcpOAuthTombstones":{"${KEY}":{"revision":9}}}`);
    expect(await remove()).toMatchObject({ ok: true });
    expect(JSON.parse(await readDroidStore(home.home))).toMatchObject({
      mcpOAuthTombstones: { [KEY]: { revision: 10 } },
    });
  });

  it('leaves no tombstone that would make droid refuse the store', async () => {
    await writeDroidStore(home.home, '{"mcpOAuth":{"a|1":{"clientId":"c","accessToken":"at"}}}');
    expect(await remove('a|1')).toMatchObject({ ok: true });
    expect(await readDroidStore(home.home)).toBe('{"mcpOAuth":{}}');
  });

  it(
    'loses nothing that other processes write by droid’s own rules meanwhile',
    { timeout: 60_000 },
    async () => {
      const keys = Array.from({ length: 6 }, (_, at) => `ours-${at}|1`);
      const record = { clientId: 'c', accessToken: 'at', serverName: 'x', serverUrl: ADDRESS, revision: 1 };
      await writeDroidStore(
        home.home,
        JSON.stringify({ mcpOAuth: Object.fromEntries(keys.map((key) => [key, record])) }),
      );
      const writers = [1, 2].map((at) =>
        runChild({ code: WRITER, args: [home.path('.factory'), `theirs-${at}`, '12'] }),
      );
      const removed = [];
      for (const key of keys) removed.push(await remove(key));
      const ended = await Promise.all(writers);
      expect(ended.map(({ code, errors }) => `${code}${errors}`)).toEqual(['0', '0']);
      expect(removed.filter(({ ok }) => !ok)).toEqual([]);
      const store = JSON.parse(await readDroidStore(home.home)) as Record<string, object>;
      expect(Object.keys(store['mcpOAuth'] ?? {})).toHaveLength(24);
      expect(Object.keys(store['mcpOAuthTombstones'] ?? {}).toSorted()).toEqual(keys);
      expect(await home.names('.factory')).toEqual(['mcp-oauth.v2.file', 'mcp-oauth.v2.key']);
    },
  );
});

/** Droid's own update, step by step: takes its lock, opens the store, adds a record, seals it, lets go. */
const WRITER = `
  const { createCipheriv, createDecipheriv, randomBytes, randomUUID } = await import('node:crypto');
  const { mkdirSync, readFileSync, renameSync, rmSync, rmdirSync, writeFileSync } = await import('node:fs');
  const [folder, name, count] = args;
  const data = folder + '/mcp-oauth.v2.file', lock = data + '.write.lock';
  const key = Buffer.from(readFileSync(folder + '/mcp-oauth.v2.key', 'utf8'), 'base64');
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let at = 0; at < Number(count); at += 1) {
    const token = randomUUID(), pending = lock + '.' + token + '.pending';
    mkdirSync(pending);
    writeFileSync(pending + '/owner.json', JSON.stringify({ token, pid: process.pid }));
    for (;;) {
      try { renameSync(pending, lock); break; } catch { await pause(15); }
    }
    const [iv, tag, cipher] = readFileSync(data, 'utf8').split(':').map((part) => Buffer.from(part, 'base64'));
    const opener = createDecipheriv('aes-256-gcm', key, iv);
    opener.setAuthTag(tag);
    const store = JSON.parse(Buffer.concat([opener.update(cipher), opener.final()]).toString());
    store.mcpOAuth[name + '-' + at] = { clientId: 'c', accessToken: 'at' };
    await pause(5);
    const fresh = randomBytes(16), sealer = createCipheriv('aes-256-gcm', key, fresh);
    const sealed = Buffer.concat([sealer.update(JSON.stringify(store)), sealer.final()]);
    writeFileSync(data + '.' + token, [fresh, sealer.getAuthTag(), sealed].map((part) => part.toString('base64')).join(':'), { mode: 0o600 });
    renameSync(data + '.' + token, data);
    rmSync(lock + '/owner.json');
    try { rmdirSync(lock); } catch { /* The next one has moved in. */ }
    await pause(10);
  }
`;
