import { readFileSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { testRawEntry } from '../clients/test-raw-entry.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { copilotSignIns } from './copilot-cli.ts';
import { gooseSignIns } from './goose.ts';
import { SIGN_IN_STORES } from './registry.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const URL_OF_SAMPLES = 'http://127.0.0.1:8931/mcp';
const HASH = '52b3a09e568bcfec59e9e851bc95bf5e7cab6c7384a6339627c6f89c3c218a77';
const KIMI = 'auth-http-9c673f77d466b2bbc0e8c7e5';
const MD5 = '8b9a290a35f1b1b0c27aa5f1a74faecf';

const fixture = (name: string): string =>
  readFileSync(new URL(`__fixtures__/${name}`, import.meta.url), 'utf8');

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

function storeOf(owner: string): SignInStore {
  const store = SIGN_IN_STORES.find((one) => one.owner === owner);
  if (store === undefined) throw new Error(owner);
  return store;
}

async function listed(store: SignInStore, env: HostEnv = home.env): Promise<readonly SignInRecord[]> {
  const result = await store.list(env);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const entry = (fields: Partial<RawEntry>): RawEntry =>
  testRawEntry('c', 'auth-http', { url: URL_OF_SAMPLES, ...fields });

const KIRO = '73f973214af3085d25493aaa62bfcab13659c91ca90c38a6afb1c5bb4174ce9c';
/** Where the time of a file tells when its tokens came. */
const WRITTEN_AT = 1_795_224_854_000;

/** Every store with one record as its client wrote it. */
const SAMPLES = [
  {
    owner: 'gemini-cli',
    files: { '.gemini/mcp-oauth-tokens.json': 'gemini-tokens.json' },
    key: 'auth-http',
    expiresAt: 1_795_224_979_997 + 3_600_000,
  },
  {
    owner: 'qwen-code',
    files: { '.qwen/mcp-oauth-tokens.json': 'qwen-tokens.json' },
    key: 'auth-http',
    expiresAt: 1_795_228_758_645,
  },
  {
    owner: 'opencode',
    files: { '.local/share/opencode/mcp-auth.json': 'opencode-auth.json' },
    key: 'auth-http',
    expiresAt: 1_795_228_133_635,
  },
  {
    owner: 'kilo-code',
    files: { '.local/share/kilo/mcp-auth.json': 'kilo-auth.json' },
    key: 'auth-http',
    expiresAt: 1_795_229_203_623,
  },
  {
    owner: 'cline',
    files: { '.cline/data/settings/cline_mcp_settings.json': 'cline-settings.json' },
    key: 'auth-http',
    expiresAt: 1_795_226_097_488 + 3_600_000,
    issuer: 'http://127.0.0.1:8931',
  },
  {
    owner: 'amp',
    files: {
      '.local/share/amp/secrets.json': 'amp-secrets.json',
      '.amp/oauth/auth-http-client.json': 'amp-client.json',
    },
    key: 'auth-http|a8207218dea60665',
    expiresAt: 1_795_229_006_794,
  },
  {
    owner: 'copilot-cli',
    files: {
      [`.copilot/mcp-oauth-config/${HASH}.json`]: 'copilot-registration.json',
      [`.copilot/mcp-oauth-config/${HASH}.tokens.json`]: 'copilot-tokens.json',
    },
    key: HASH,
    expiresAt: 1_795_228_303_000,
    issuer: 'http://127.0.0.1:8931',
    serverName: '127.0.0.1:8931',
  },
  {
    owner: 'antigravity',
    files: { '.gemini/antigravity/mcp_oauth_tokens.json': 'antigravity-tokens.json' },
    key: '127.0.0.1:8931|73f973214af3085d',
    expiresAt: 1_795_265_379_000,
    serverName: '127.0.0.1:8931',
  },
  {
    owner: 'continue',
    files: { '.continue/index/globalContext.json': 'continue-global-context.json' },
    key: '127.0.0.1:8931|73f973214af3085d',
    expiresAt: null,
    serverName: '127.0.0.1:8931',
  },
  {
    owner: 'crush',
    files: { '.local/share/crush/crush.json': 'crush-data.json' },
    key: 'auth-http',
    expiresAt: 1_795_224_854_000,
    serverUrl: null,
  },
  {
    owner: 'kimi-code',
    files: {
      [`.kimi-code/credentials/mcp/${KIMI}-tokens.json`]: 'kimi-tokens.json',
      [`.kimi-code/credentials/mcp/${KIMI}-meta.json`]: 'kimi-meta.json',
      [`.kimi-code/credentials/mcp/${KIMI}-client.json`]: 'kimi-client.json',
      [`.kimi-code/credentials/mcp/${KIMI}-discovery.json`]: 'kimi-discovery.json',
    },
    key: KIMI,
    expiresAt: 1_795_860_988_469 + 3_600_000,
    issuer: 'http://127.0.0.1:8931',
  },
  {
    owner: 'grok-build',
    files: { '.grok/mcp_credentials.json': 'grok-credentials.json' },
    key: 'auth-http|8913d0906ed7e12b',
    expiresAt: 1_795_860_992_000 + 3_600_000,
    issuer: 'http://127.0.0.1:8931',
  },
  {
    owner: 'goose',
    files: { '.config/goose/secrets.yaml': 'goose-secrets.yaml' },
    key: 'auth-http',
    expiresAt: 1_795_224_854_000 + 3_600_000,
    issuer: 'http://127.0.0.1:8931',
    serverUrl: null,
  },
  {
    owner: 'kiro',
    files: {
      [`.aws/sso/cache/${KIRO}.token.json`]: 'kiro-tokens.json',
      [`.aws/sso/cache/${KIRO}.registration.json`]: 'kiro-registration.json',
    },
    key: KIRO,
    expiresAt: WRITTEN_AT + 3_600_000,
    serverName: `unknown server ${KIRO.slice(0, 8)}`,
    serverUrl: null,
    nameless: true,
  },
  {
    owner: 'cursor',
    files: { '.cursor/projects/home-me-work/mcp-auth.json': 'cursor-cli-auth.json' },
    key: 'home-me-work/auth-http',
    expiresAt: null,
    serverUrl: null,
    variant: 'home-me-work',
  },
  {
    owner: 'mastra-code',
    files: { '.local/share/mastracode/mcp-oauth/b94e2aaea54472ed.json': 'mastra-oauth.json' },
    key: 'b94e2aaea54472ed',
    expiresAt: null,
    issuer: 'http://127.0.0.1:8931',
    serverUrl: null,
    variant: 'b94e2aaea54472ed',
  },
  {
    owner: 'mcp-remote',
    files: {
      [`.mcp-auth/mcp-remote-v1/${MD5}_tokens.json`]: 'mcp-remote-tokens.json',
      [`.mcp-auth/mcp-remote-v1/${MD5}_client_info.json`]: 'mcp-remote-client-info.json',
    },
    key: `mcp-remote-v1/${MD5}`,
    expiresAt: 1_795_229_259_873,
    issuer: 'http://127.0.0.1:8931',
    serverName: '127.0.0.1:8931',
    serverUrl: null,
    variant: MD5,
  },
];

async function writeSample(sample: (typeof SAMPLES)[number]): Promise<string> {
  let written = '';
  for (const [path, name] of Object.entries(sample.files)) {
    written += fixture(name ?? '');
    await utimes(await home.write(path, fixture(name ?? '')), WRITTEN_AT / 1000, WRITTEN_AT / 1000);
  }
  return written;
}

const tokens = (text: string): readonly string[] => [...text.matchAll(/\b[ar]t-[0-9a-f]{16}\b/g)].map(String);

describe.each(SAMPLES)('the store of $owner', (sample) => {
  const { owner, key, expiresAt, issuer = null, serverName = 'auth-http' } = sample;
  const serverUrl = sample.serverUrl === undefined ? URL_OF_SAMPLES : sample.serverUrl;

  it('gives metadata in milliseconds, and no token', async () => {
    const written = await writeSample(sample);
    const records = await listed(storeOf(owner));
    expect(records).toEqual([
      {
        owner,
        key,
        serverName,
        serverUrl,
        issuer,
        expiresAt,
        hasAccessToken: true,
        refreshable: true,
        rejectedAt: null,
        ...(sample.variant === undefined ? {} : { variant: sample.variant }),
        ...(sample.nameless === undefined ? {} : { nameless: true }),
      },
    ]);
    expect(tokens(written).length).toBeGreaterThan(1);
    for (const token of tokens(written)) expect(JSON.stringify(records)).not.toContain(token);
  });

  it('opens exactly this record, with all that ending it needs and everything to delete', async () => {
    await writeSample(sample);
    const opened = await storeOf(owner).open(home.env, key);
    if (!opened.ok || opened.value === null) throw new Error('not opened');
    const [grant] = opened.value.grants;
    expect(grant?.refreshToken).toMatch(/^rt-/);
    expect(grant?.accessToken).toMatch(/^at-/);
    expect(grant?.clientId).toMatch(/^cid/);
    expect(opened.value.removal.length).toBeGreaterThan(0);
    const { removal } = opened.value;
    expect(removal.flatMap((step) => ('find' in step ? [step.find({})] : [])).filter(Boolean)).toEqual([]);
    const paths = removal.flatMap((step) => ('path' in step ? [step.path] : []));
    expect(paths.filter((path) => !path.startsWith(home.home))).toEqual([]);
    expect(await storeOf(owner).open(home.env, `${key}x`)).toEqual({ ok: true, value: null });
    expect(await storeOf(owner).open(home.env, '../../etc/passwd')).toEqual({ ok: true, value: null });
  });

  it('is empty when missing, and never breaks on broken files', async () => {
    expect(await storeOf(owner).list(home.env)).toEqual({ ok: true, value: [] });
    const odd = [
      'null',
      '1',
      '"x"',
      '[]',
      '[1,null]',
      '{}',
      '{"a":null,"b":[],"mcpServers":{"c":{"oauth":1}}}',
    ];
    for (const text of odd) {
      for (const path of Object.keys(sample.files)) await home.write(path, text);
      expect((await listed(storeOf(owner))).filter((record) => record.hasAccessToken)).toEqual([]);
    }
    for (const path of Object.keys(sample.files)) await home.write(path, '{"accessToken":"s3cr3t"');
    expect(JSON.stringify(await storeOf(owner).list(home.env))).not.toContain('s3cr3t');
  });
});

const only = async (owner: string): Promise<SignInRecord> => {
  const sample = SAMPLES.find((one) => one.owner === owner);
  if (sample === undefined) throw new Error(owner);
  await writeSample(sample);
  const [record] = await listed(storeOf(owner));
  if (record === undefined) throw new Error(`${owner}: no record`);
  return record;
};

describe('whose record it is', () => {
  const cases = [
    { owner: 'gemini-cli', byName: true, byUrl: false },
    { owner: 'qwen-code', byName: true, byUrl: false },
    { owner: 'opencode', byName: true, byUrl: true },
    { owner: 'kilo-code', byName: true, byUrl: true },
    { owner: 'amp', byName: true, byUrl: true },
    { owner: 'copilot-cli', byName: false, byUrl: true },
    { owner: 'cline', byName: true, byUrl: false },
    { owner: 'crush', byName: true, byUrl: false },
    { owner: 'goose', byName: true, byUrl: false },
    { owner: 'kiro', byName: false, byUrl: true },
    { owner: 'cursor', byName: true, byUrl: false },
    { owner: 'antigravity', byName: false, byUrl: true },
    { owner: 'continue', byName: false, byUrl: true },
    { owner: 'kimi-code', byName: true, byUrl: true },
    { owner: 'grok-build', byName: true, byUrl: true },
    { owner: 'mastra-code', byName: true, byUrl: false },
  ];
  it.each(cases)('goes for $owner by the client’s own rule', async ({ owner, byName, byUrl }) => {
    const record = await only(owner);
    const matches = (one: SignInRecord, server: RawEntry) => storeOf(owner).matches(one, server);
    expect(matches(record, entry({}))).toBe(true);
    expect(matches(record, entry({ name: 'other' }))).toBe(!byName);
    expect(matches(record, entry({ url: `${URL_OF_SAMPLES}/` }))).toBe(!byUrl);
  });

  it('goes for mcp-remote by the command line that any client starts', async () => {
    const record = await only('mcp-remote');
    const store = storeOf('mcp-remote');
    const started = (...args: string[]) =>
      store.matches(record, entry({ transport: 'stdio', url: null, command: 'npx', args }));
    expect(store.servesAll).toBe(true);
    expect(started('-y', 'mcp-remote', URL_OF_SAMPLES)).toBe(true);
    expect(started('-y', 'mcp-remote@latest', URL_OF_SAMPLES, '--allow-http')).toBe(true);
    expect(started('-y', 'mcp-remote', URL_OF_SAMPLES, '--header', 'X-A: 1')).toBe(false);
    expect(started('-y', 'mcp-remote', `${URL_OF_SAMPLES}2`)).toBe(false);
    expect(store.matches(record, entry({}))).toBe(false);
  });
});

const startedBy = (program: string) =>
  entry({ transport: 'stdio', url: null, command: 'npx', args: [program, URL_OF_SAMPLES] });

describe('older folders of mcp-remote', () => {
  it('are dead, except for an entry that asks for their version', async () => {
    const text = fixture('mcp-remote-tokens.json');
    for (const folder of ['mcp-remote-0.1.9', 'mcp-remote-0.1.16', 'mcp-remote-v1']) {
      await home.write(`.mcp-auth/${folder}/${MD5}_tokens.json`, text);
    }
    await home.write(`.mcp-auth/mcp-remote-v1/lock.json`, '{}');
    await home.write(`.mcp-auth/other/${MD5}_tokens.json`, text);
    const records = await listed(storeOf('mcp-remote'));
    const served = (program: string) =>
      records
        .filter((record) => storeOf('mcp-remote').matches(record, startedBy(program)))
        .map(({ key }) => key);
    expect(records.filter(({ outdated }) => outdated !== undefined)).toHaveLength(2);
    expect(served('mcp-remote')).toEqual([`mcp-remote-v1/${MD5}`]);
    expect(served('mcp-remote@0.1.16')).toContain(`mcp-remote-0.1.16/${MD5}`);
    expect(served('mcp-remote@0.1.16')).not.toContain(`mcp-remote-0.1.9/${MD5}`);
  });
});

describe('odd corners of the stores', () => {
  it('takes what Amp leaves after a sign-out for nothing, and leaves its other secrets alone', async () => {
    await home.write('.local/share/amp/secrets.json', fixture('amp-secrets-after-logout.json'));
    expect(await listed(storeOf('amp'))).toEqual([]);
    await home.write('.local/share/amp/secrets.json', '{"apiKey@https://ampcode.com/":"sgamp_key"}');
    expect(await listed(storeOf('amp'))).toEqual([]);
  });

  it('prefers the keychain’s tokens of Copilot, and does without a keychain that fails', async () => {
    await only('copilot-cli');
    const secret = fixture('copilot-keyring-entry.json');
    const both = copilotSignIns({ find: () => Promise.resolve([{ account: HASH, secret }]) });
    expect(await listed(both)).toMatchObject([{ key: HASH, expiresAt: 1_795_228_356_000 }]);
    const opened = await both.open(home.env, HASH);
    if (!opened.ok || opened.value === null) throw new Error('not opened');
    expect(opened.value.grants).toHaveLength(2);
    expect(opened.value.removal.map(({ kind }) => kind)).toEqual(['keyring', 'file', 'file']);
    const failing = copilotSignIns({ find: () => Promise.reject(new Error('no bus')) });
    expect(await listed(failing)).toMatchObject([{ key: HASH, expiresAt: 1_795_228_303_000 }]);
  });

  it('knows Goose’s entries by the plainer spelling of a name, and none of its other secrets', async () => {
    const text = fixture('goose-secrets.yaml');
    await home.write('.config/goose/secrets.yaml', text.replace('auth-http', 'Auth HTTP (mine)'));
    const [record, ...others] = await listed(storeOf('goose'));
    expect(others).toEqual([]);
    if (record === undefined) throw new Error('no record');
    const serves = (name: string) => storeOf('goose').matches(record, entry({ name }));
    expect(['authhttp_mine_', 'auth-http', 'Auth HTTP (mine)'].map(serves)).toEqual([true, false, true]);
    const root = { ...home.env, vars: { GOOSE_PATH_ROOT: home.path('portable') } };
    expect(await listed(storeOf('goose'), root)).toEqual([]);
    await home.write('portable/config/secrets.yaml', text);
    expect(await listed(storeOf('goose'), root)).toHaveLength(1);
  });

  it('prefers what Goose has in the keychain, and ends both', async () => {
    await home.write('.config/goose/secrets.yaml', fixture('goose-secrets.yaml'));
    const secret = JSON.stringify({
      'oauth_creds_auth-http': { client_id: 'c', token_response: { access_token: 'at', expires_in: 9 } },
      ANTHROPIC_API_KEY: 'other',
    });
    const found = { account: 'secrets', secret };
    const store = gooseSignIns({ find: () => Promise.resolve([found, { account: 'elsewhere', secret }]) });
    expect(await listed(store)).toMatchObject([{ key: 'auth-http', expiresAt: null, inKeychain: true }]);
    const opened = await store.open(home.env, 'auth-http');
    expect(opened.ok && opened.value?.grants.map(({ issuer }) => issuer)).toEqual([
      null,
      'http://127.0.0.1:8931',
    ]);
    expect(opened.ok && opened.value?.removal.map(({ kind }) => kind)).toEqual(['keychain-json', 'yaml']);
    const broken = gooseSignIns({ find: () => Promise.resolve([{ account: 'secrets', secret: '{' }]) });
    expect(await listed(broken)).toMatchObject([{ key: 'auth-http' }]);
  });

  it('takes an address for Kiro’s without query and default port, and tokens without registration for nobody’s', async () => {
    const record = await only('kiro');
    const store = storeOf('kiro');
    const serves = (url: string) => store.matches(record, entry({ url }));
    expect([`${URL_OF_SAMPLES}?team=1#x`, 'http://127.0.0.1:80/mcp', 'no address'].map(serves)).toEqual([
      true,
      false,
      false,
    ]);
    const claims = Buffer.from('{"iss":"https://login.example.test/a"}').toString('base64url');
    await home.write(`.aws/sso/cache/${KIRO}.token.json`, `{"access_token":"e30.${claims}.x"}`);
    expect(await listed(store)).toMatchObject([
      { serverName: 'login.example.test', issuer: 'https://login.example.test/a' },
    ]);
    await rm(home.path('.aws', 'sso', 'cache', `${KIRO}.registration.json`));
    await home.write('.aws/sso/cache/kiro-auth-token.json', '{"accessToken":"at-of-aws"}');
    await home.write(`.aws/sso/cache/${'d'.repeat(40)}.json`, '{"accessToken":"at-of-aws"}');
    const [left, ...others] = await listed(store);
    expect(others).toEqual([]);
    expect(left).toMatchObject({
      outdated: expect.stringContaining('registration') as string,
      refreshable: false,
    });
    expect(left !== undefined && store.matches(left, entry({}))).toBe(false);
  });

  it('keeps Cursor’s projects apart, and leaves out what no file names', async () => {
    const text = fixture('cursor-cli-auth.json');
    const more =
      '"plugin-figma-figma": {"tokens":{"access_token":"x"}}, "inline:a": {}, "old": {"access_token":"y"},';
    await home.write('.cursor/projects/srv-my-app-2/mcp-auth.json', text.replace('{', `{${more}`));
    await home.write('.cursor/projects/other/mcp-auth.json', text);
    const store = storeOf('cursor');
    const records = await listed(store);
    expect(records.every(({ hasAccessToken }) => hasAccessToken)).toBe(true);
    expect(records.map(({ key }) => key).toSorted()).toEqual([
      'other/auth-http',
      'srv-my-app-2/auth-http',
      'srv-my-app-2/old',
    ]);
    const serving = (fields: Partial<RawEntry>) =>
      records.filter((record) => store.matches(record, entry(fields))).map(({ key }) => key);
    expect(serving({ project: '/srv/my_app (2)' })).toEqual(['srv-my-app-2/auth-http']);
    expect(serving({}).toSorted()).toEqual(['other/auth-http', 'srv-my-app-2/auth-http']);
    const moved = { ...home.env, vars: { CURSOR_DATA_DIR: home.path('data') } };
    await home.write('data/projects/p/mcp-auth.json', text);
    expect(await listed(store, moved)).toMatchObject([{ key: 'p/auth-http' }]);
  });

  it('finds Antigravity’s records also where they stand under “tokens”', async () => {
    const inner = fixture('antigravity-tokens.json').replace(
      '2026-11-21T12:49:39.000Z',
      '0001-01-01T00:00:00Z',
    );
    const path = '.gemini/antigravity/mcp_oauth_tokens.json';
    await home.write(path, `{"tokens": ${inner.trim()}}`);
    const store = storeOf('antigravity');
    const [record] = await listed(store);
    expect(record).toMatchObject({ hasAccessToken: true, expiresAt: null });
    const opened = await store.open(home.env, record?.key ?? '');
    const [step] = opened.ok ? (opened.value?.removal ?? []) : [];
    const root: unknown = JSON.parse(await home.read(path));
    expect(step?.kind === 'json' && step.find(root)).toEqual(['tokens', URL_OF_SAMPLES]);
  });

  it('takes addresses as Grok and Kimi write them, and values of variables that only Grok knows', async () => {
    const written = fixture('grok-credentials.json').replace(URL_OF_SAMPLES, 'https://x.test/');
    await home.write('.grok/mcp_credentials.json', written);
    const [grok] = await listed(storeOf('grok-build'));
    if (grok === undefined) throw new Error('no record');
    const servesGrok = (url: string) => storeOf('grok-build').matches(grok, entry({ url }));
    expect(['https://x.test', 'HTTPS://x.test:443/', 'https://${HOST:-x.test}/'].map(servesGrok)).toEqual([
      true,
      true,
      true,
    ]);
    expect(['https://x.test/mcp', 'https://${HOST}/mcp', 'x'].map(servesGrok)).toEqual([false, false, false]);
    const kimi = await only('kimi-code');
    const servesKimi = (url: string) => storeOf('kimi-code').matches(kimi, entry({ url }));
    expect([`${URL_OF_SAMPLES}#part`, `${URL_OF_SAMPLES}?q`, ''].map(servesKimi)).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('shows a sign-in of Kimi Code that only has its tokens, by the name in the file’s name', async () => {
    await home.write(`.kimi-code/credentials/mcp/${KIMI}-tokens.json`, fixture('kimi-tokens.json'));
    await home.write(`.kimi-code/credentials/mcp/other-tokens.json`, fixture('kimi-tokens.json'));
    expect(await listed(storeOf('kimi-code'))).toEqual([
      expect.objectContaining({ key: KIMI, serverName: 'auth-http', serverUrl: null, issuer: null }),
    ]);
  });

  it('goes for a project’s server of Mastra Code by the name that Mastra Code itself gave the file', async () => {
    const text = fixture('mastra-oauth.json').replace('MCP auth-http', 'MCP mine');
    await home.write('.local/share/mastracode/mcp-oauth/121635cc9f050149.json', text);
    await home.write('.local/share/mastracode/mcp-oauth/notes.json', text);
    const [record, ...more] = await listed(storeOf('mastra-code'));
    if (record === undefined) throw new Error('no record');
    expect(more).toEqual([]);
    const serves = (fields: Partial<RawEntry>) =>
      storeOf('mastra-code').matches(
        record,
        entry({ name: 'mine', url: 'http://127.0.0.1:46407/mcp', ...fields }),
      );
    expect(serves({ project: '/home/me/app' })).toBe(true);
    expect(serves({ project: '/home/me/other' })).toBe(false);
    expect(serves({ project: '/home/me/app', url: 'http://127.0.0.1:1/mcp' })).toBe(false);
    expect(serves({ project: '/home/me/other', url: 'http://$HOST/mcp' })).toBe(true);
  });

  it('does without a registration of Mastra Code that cannot be read', async () => {
    for (const client_info of ['{', '1', 7, null]) {
      const tokens = JSON.stringify({ access_token: 'at-0123456789abcdef' });
      await home.write(
        '.local/share/mastracode/mcp-oauth/b94e2aaea54472ed.json',
        JSON.stringify({ client_info, tokens }),
      );
      expect(await listed(storeOf('mastra-code'))).toMatchObject([
        { serverName: 'b94e2aae', hasAccessToken: true, issuer: null },
      ]);
    }
  });

  it('follows the clients’ own variables', async () => {
    const text = fixture('gemini-tokens.json');
    await home.write('elsewhere/.gemini/mcp-oauth-tokens.json', text);
    await home.write('data/opencode/mcp-auth.json', fixture('opencode-auth.json'));
    await home.write('cline.json', fixture('cline-settings.json'));
    await home.write('grok/mcp_credentials.json', fixture('grok-credentials.json'));
    await home.write('mastra/mcp-oauth/b94e2aaea54472ed.json', fixture('mastra-oauth.json'));
    await home.write(`kimi/credentials/mcp/${KIMI}-tokens.json`, fixture('kimi-tokens.json'));
    const vars = {
      GEMINI_CLI_HOME: home.path('elsewhere'),
      XDG_DATA_HOME: home.path('data'),
      CLINE_MCP_SETTINGS_PATH: home.path('cline.json'),
      GROK_HOME: home.path('grok'),
      MASTRA_APP_DATA_DIR: home.path('mastra'),
      KIMI_CODE_HOME: home.path('kimi'),
    };
    for (const owner of ['gemini-cli', 'opencode', 'cline', 'grok-build', 'kimi-code', 'mastra-code']) {
      expect(await listed(storeOf(owner), { ...home.env, vars })).toHaveLength(1);
    }
  });

  it('knows which files to watch on every system', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const root = platform === 'win32' ? 'C:\\Users\\me' : '/home/me';
      const env = { ...home.env, platform, home: root };
      for (const store of SIGN_IN_STORES) {
        for (const path of store.watchPaths(env)) expect(path).toContain(root);
      }
    }
  });
});
