import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLogin } from '../../../e2e/rig/fake-browser.ts';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import { fail, ok } from '../../../shared/errors.ts';
import { createAuthEngine } from '../auth/engine.ts';
import { signInSomewhere as grantFrom } from '../auth/test-support/sign-in-somewhere.ts';
import type { LivingGrant } from '../auth/test-support/sign-in-somewhere.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createInMemorySecrets } from '../secrets/in-memory.ts';
import type { InMemorySecrets } from '../secrets/in-memory.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import { createDisconnect } from './disconnect.ts';
import type { DisconnectParts } from './disconnect.ts';

let home: TestHome;
let rig: Rig;
let secrets: InMemorySecrets;
beforeEach(async () => {
  secrets = createInMemorySecrets();
  [home, rig] = await Promise.all([createTestHome(), startOAuthRig()]);
});
afterEach(async () => {
  await rig.stop();
  await home.remove();
});

function engine() {
  return createAuthEngine({
    secrets,
    fetch,
    now: Date.now,
    stateDir: home.stateDir,
    openUrl: async (url) => {
      followLogin(url).catch(() => undefined);
      return ok(null);
    },
  });
}

const signInSomewhere = (): Promise<LivingGrant> => grantFrom(rig, secrets);

/** Answers of the network, and what was posted; `before` runs while a revocation is on its way. */
function watched(before: () => Promise<unknown> = () => Promise.resolve()) {
  const posted: string[] = [];
  const asked: string[] = [];
  const through: typeof globalThis.fetch = async (input, init) => {
    asked.push(input instanceof Request ? input.url : String(input));
    if (init?.method === 'POST') {
      posted.push(new URLSearchParams(init.body as URLSearchParams).toString());
      await before();
    }
    return fetch(input, init);
  };
  return { posted, asked, fetch: through };
}

function disconnect(ref: string, parts: Partial<DisconnectParts> = {}) {
  const run = createDisconnect({
    env: { ...home.env, vars: { PATH: '/usr/bin:/bin' } },
    fetch,
    now: Date.now,
    engine: engine(),
    stores: SIGN_IN_STORES,
    ownerName: (owner) => owner,
    known: () => ({
      serverUrl: rig.mcpUrl,
      expiresAt: Date.now() + 60_000,
      entries: [],
      inKeychain: false,
    }),
    keychain: () => Promise.resolve(ok(null)),
    runs: () => Promise.resolve(false),
    clientLogout: () => Promise.resolve(null),
    ...parts,
  });
  return run(ref, new AbortController().signal);
}

async function ourFiles(): Promise<string> {
  const names = await readdir(home.stateDir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((name) => name.isFile()).map((name) => join(name.parentPath, name.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

/** The store's file with and without our record; everything else must stay as it is. */
const STORES: readonly {
  owner: string;
  key: string;
  file: string;
  before: (tokens: LivingGrant) => string;
  after: string;
  more?: (tokens: LivingGrant) => Readonly<Record<string, string>>;
}[] = [
  {
    owner: 'gemini-cli',
    key: 'mine',
    file: '.gemini/mcp-oauth-tokens.json',
    before: (t) =>
      `[\n  {"serverName": "other", "token": {"accessToken": "x"}},\n  {"serverName": "mine", "token": {"accessToken": "${t.accessToken}", "refreshToken": "${t.refreshToken}"}, "clientId": "${t.clientId}", "tokenUrl": "${rig.issuer}/token", "mcpServerUrl": "${rig.mcpUrl}"}\n]\n`,
    after: '[\n  {"serverName": "other", "token": {"accessToken": "x"}}\n]\n',
  },
  {
    owner: 'cline',
    key: 'mine',
    file: '.cline/data/settings/cline_mcp_settings.json',
    before: (t) =>
      `{"mcpServers": {\n\t"mine": {"url": "${rig.mcpUrl}", "oauth": {"tokens": {"access_token": "${t.accessToken}", "refresh_token": "${t.refreshToken}"}, "clientInformation": {"client_id": "${t.clientId}"}, "discoveryState": {"authorizationServerUrl": "${rig.issuer}/"}}, "timeout":  5},\n\t"other": {"command": "é"}\r\n}}`,
    after: `{"mcpServers": {\n\t"mine": {"url": "URL", "timeout":  5},\n\t"other": {"command": "é"}\r\n}}`,
  },
  {
    owner: 'claude-code',
    key: 'mine|1',
    file: '.claude/.credentials.json',
    before: (t) =>
      `{"claudeAiOauth":{"accessToken":"login"},"mcpOAuth":{"mine|1":{"serverName":"mine","serverUrl":"${rig.mcpUrl}","accessToken":"${t.accessToken}","refreshToken":"${t.refreshToken}","clientId":"${t.clientId}","issuer":"${rig.issuer}"},"other|2":{"accessToken":""}}}`,
    after: '{"claudeAiOauth":{"accessToken":"login"},"mcpOAuth":{"other|2":{"accessToken":""}}}',
  },
  {
    owner: 'codex',
    key: 'mine|1',
    file: '.codex/.credentials.json',
    before: (t) =>
      `{"mine|1":{"server_name":"mine","server_url":"${rig.mcpUrl}","issuer":"${rig.issuer}","client_id":"${t.clientId}","access_token":"${t.accessToken}","refresh_token":"${t.refreshToken}"},"other|2":{"access_token":"x"}}`,
    after: '{"other|2":{"access_token":"x"}}',
  },
  {
    owner: 'copilot-cli',
    key: 'a'.repeat(64),
    file: `.copilot/mcp-oauth-config/${'a'.repeat(64)}.tokens.json`,
    before: (t) => `{"accessToken":"${t.accessToken}","refreshToken":"${t.refreshToken}"}`,
    after: '',
    more: (t) => ({
      [`.copilot/mcp-oauth-config/${'a'.repeat(64)}.json`]: `{"serverUrl":"${rig.mcpUrl}","authorizationServerUrl":"${rig.issuer}","clientId":"${t.clientId}","clientSecret":null}`,
    }),
  },
  {
    owner: 'kimi-code',
    key: `mine-${'c'.repeat(24)}`,
    file: `.kimi-code/credentials/mcp/mine-${'c'.repeat(24)}-tokens.json`,
    before: (t) => `{"access_token":"${t.accessToken}","refresh_token":"${t.refreshToken}"}`,
    after: '',
    more: (t) => ({
      [`.kimi-code/credentials/mcp/mine-${'c'.repeat(24)}-client.json`]: `{"client_id":"${t.clientId}"}`,
      [`.kimi-code/credentials/mcp/mine-${'c'.repeat(24)}-discovery.json`]: `{"authorizationServerUrl":"${rig.issuer}"}`,
      [`.kimi-code/credentials/mcp/mine-${'c'.repeat(24)}-meta.json`]: `{"serverName":"mine","serverUrl":"${rig.mcpUrl}"}`,
    }),
  },
  {
    owner: 'kiro',
    key: 'd'.repeat(64),
    file: `.aws/sso/cache/${'d'.repeat(64)}.token.json`,
    before: (t) => `{"access_token":"${t.accessToken}","refresh_token":"${t.refreshToken}"}`,
    after: '',
    more: (t) => ({
      [`.aws/sso/cache/${'d'.repeat(64)}.registration.json`]: `{"client_id":"${t.clientId}"}`,
    }),
  },
  {
    owner: 'cursor',
    key: 'srv-app/mine',
    file: '.cursor/projects/srv-app/mcp-auth.json',
    before: (t) =>
      `{"other": {"tokens": {}},\n "mine": {"tokens": {"access_token": "${t.accessToken}", "refresh_token": "${t.refreshToken}"}, "clientInfo": {"client_id": "${t.clientId}"}}}`,
    after: '{"other": {"tokens": {}}}',
  },
  {
    owner: 'goose',
    key: 'mine',
    file: '.config/goose/secrets.yaml',
    before: (t) =>
      `# by hand\nOPENAI_API_KEY:   'sk # kept'\noauth_creds_mine:\n  client_id: ${t.clientId}\n  token_response:\n    access_token: ${t.accessToken}\n    refresh_token: ${t.refreshToken}\n  issuer: ${rig.issuer}\noauth_creds_other:\n  client_id: é\n`,
    after: `# by hand\nOPENAI_API_KEY:   'sk # kept'\noauth_creds_other:\n  client_id: é\n`,
  },
  {
    owner: 'mcp-remote',
    key: `mcp-remote-v1/${'b'.repeat(32)}`,
    file: `.mcp-auth/mcp-remote-v1/${'b'.repeat(32)}_tokens.json`,
    before: (t) => `{"access_token":"${t.accessToken}","refresh_token":"${t.refreshToken}"}`,
    after: '',
    more: (t) => ({
      [`.mcp-auth/mcp-remote-v1/${'b'.repeat(32)}_client_info.json`]: `{"client_id":"${t.clientId}","issuer":"${rig.issuer}"}`,
      [`.mcp-auth/mcp-remote-v1/${'b'.repeat(32)}_code_verifier_x.txt`]: 'verifier',
    }),
  },
];

describe.each(STORES)('a sign-in of $owner', ({ owner, key, file, before, after, more }) => {
  it('is revoked and cut out; nothing else changes and nothing of it is kept by us', async () => {
    const tokens = await signInSomewhere();
    await home.write(file, before(tokens));
    const beside = Object.entries(more?.(tokens) ?? {});
    for (const [path, text] of beside) await home.write(path, text);
    expect(rig.openGrants()).toBe(1);
    const { fetch, posted } = watched();
    const receipt = await disconnect(`${owner}/${key}`, { fetch });
    expect(receipt).toEqual({
      complete: true,
      sentences: [
        `Revoked at ${new URL(rig.issuer).host}.`,
        expect.stringMatching(
          /^[\w.:]+ does not revoke access tokens; this one stays valid until \d\d:\d\d\.$/,
        ) as string,
        `Removed from ${owner}.`,
      ],
    });
    expect(rig.openGrants()).toBe(0);
    expect(posted.every((body) => !body.includes('grant_type'))).toBe(true);
    expect(await home.read(file).catch(() => '')).toBe(after.replace('URL', rig.mcpUrl));
    const left = await Promise.all(beside.map(([path]) => home.read(path).catch(() => null)));
    expect(left).toEqual(beside.map(() => null));
    expect(await ourFiles()).not.toMatch(new RegExp(`${tokens.accessToken}|${tokens.refreshToken}`));
    expect(await disconnect(`${owner}/${key}`)).toEqual({
      complete: true,
      sentences: [`${owner} has no such sign-in any more.`],
    });
  });
});

describe('an app that was given a secret it does not need', () => {
  it('is not taken for one that the service has forgotten', async () => {
    const { accessToken, refreshToken, clientId } = await signInSomewhere();
    const oauth = {
      tokens: { access_token: accessToken, refresh_token: refreshToken },
      clientInformation: { client_id: clientId, client_secret: 'unused' },
      discoveryState: { authorizationServerUrl: rig.issuer },
    };
    const settings = { mcpServers: { mine: { url: rig.mcpUrl, oauth } } };
    await home.write('.cline/data/settings/cline_mcp_settings.json', JSON.stringify(settings));
    const receipt = await disconnect('cline/mine');
    expect(receipt).toMatchObject({ complete: true });
    expect(receipt.sentences[0]).toBe(`Revoked at ${new URL(rig.issuer).host}.`);
    expect(rig.openGrants()).toBe(0);
  });

  it('is called forgotten when the service knows it in no way', async () => {
    const oauth = {
      tokens: { access_token: 'at', refresh_token: 'rt' },
      clientInformation: { client_id: 'nobody', client_secret: 'unused' },
      discoveryState: { authorizationServerUrl: rig.issuer },
    };
    const settings = { mcpServers: { mine: { url: rig.mcpUrl, oauth } } };
    await home.write('.cline/data/settings/cline_mcp_settings.json', JSON.stringify(settings));
    const { sentences } = await disconnect('cline/mine');
    expect(sentences[0]).toBe(`${new URL(rig.issuer).host} has already forgotten it.`);
  });
});

describe('a sign-in of Grok Build', () => {
  it('is revoked and cut out under the lock that Grok takes', async () => {
    const tokens = await signInSomewhere();
    const other = `"other:${rig.mcpUrl}": {"client_id": "x", "token_response": null}`;
    const mine = `"mine:${rig.mcpUrl}": {"client_id": "${tokens.clientId}", "issuer": "${rig.issuer}", "token_response": {"access_token": "${tokens.accessToken}", "refresh_token": "${tokens.refreshToken}"}}`;
    await home.write('.grok/mcp_credentials.json', `{\n  ${other},\n  ${mine}\n}`);
    const store = SIGN_IN_STORES.find(({ owner }) => owner === 'grok-build');
    const listed = await store?.list(home.env);
    const record =
      listed?.ok === true ? listed.value.find(({ serverName }) => serverName === 'mine') : undefined;
    expect(await disconnect(`grok-build/${record?.key}`)).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(0);
    expect(await home.read('.grok/mcp_credentials.json')).toBe(`{\n  ${other}\n}`);
    expect(await home.names('.grok')).toEqual(['mcp_credentials.json', 'mcp_credentials.lock']);
  });
});

const openCodeRecord = (tokens: object, clientId: string): string =>
  JSON.stringify({ mine: { tokens, clientInfo: { clientId }, serverUrl: rig.mcpUrl } });

describe('a store that keeps no issuer', () => {
  const FILE = '.local/share/opencode/mcp-auth.json';

  it('is revoked where the access token itself says that it came from', async () => {
    const { accessToken, refreshToken, clientId } = await signInSomewhere();
    await home.write(FILE, openCodeRecord({ accessToken, refreshToken }, clientId));
    expect(await disconnect('opencode/mine')).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(0);
    expect(await home.read(FILE)).toBe('{}');
  });

  it('sends nothing to another issuer, whatever the server announces now', async () => {
    const named = Buffer.from(JSON.stringify({ iss: 'https://login.example.test' })).toString('base64url');
    await home.write(FILE, openCodeRecord({ accessToken: `e30.${named}.x`, refreshToken: 'rt' }, 'c'));
    const refusing: typeof globalThis.fetch = async (input) => {
      asked.push(input instanceof Request ? input.url : String(input));
      throw new TypeError('fetch failed');
    };
    const asked: string[] = [];
    const receipt = await disconnect('opencode/mine', { fetch: refusing });
    expect(receipt.sentences[0]).toContain('login.example.test could not be asked');
    expect(new Set(asked.map((url) => new URL(url).host))).toEqual(new Set(['login.example.test']));
  });

  it('is emptied when nothing tells the issuer, and the receipt does not claim more', async () => {
    await home.write(FILE, openCodeRecord({ accessToken: 'opaque', refreshToken: 'rt' }, 'c'));
    const { fetch, posted } = watched();
    expect(await disconnect('opencode/mine', { fetch })).toMatchObject({
      complete: false,
      sentences: [
        'opencode does not keep where it signed in, and the token does not tell, so it could not be revoked there.',
        expect.stringContaining('An access token') as string,
        'Removed from opencode.',
      ],
    });
    expect(posted).toEqual([]);
    expect(await home.read(FILE)).toBe('{}');
  });
});

const codexRecord = (fields: object): string =>
  JSON.stringify({
    'mine|1': { server_name: 'mine', client_id: 'c', access_token: 'at', refresh_token: 'rt', ...fields },
  });

describe('an issuer that is not what it was', () => {
  const cases = [
    { name: 'over http elsewhere', issuer: 'http://login.example.test' },
    {
      name: 'on this computer for a server elsewhere',
      issuer: 'http://127.0.0.1:1',
      serverUrl: 'https://x.test',
    },
    { name: 'with a password in its address', issuer: 'https://a:b@login.example.test' },
  ];
  it.each(cases)('is sent nothing: $name', async ({ issuer, serverUrl = 'https://x.test/mcp' }) => {
    await home.write('.codex/.credentials.json', codexRecord({ issuer, server_url: serverUrl }));
    const { fetch, asked } = watched();
    const known = () => ({ serverUrl, expiresAt: null, entries: [], inKeychain: false });
    const receipt = await disconnect('codex/mine|1', { fetch, known });
    expect(receipt.complete).toBe(false);
    expect(receipt.sentences[0]).toContain('nothing was sent there');
    expect(asked).toEqual([]);
    expect(await home.read('.codex/.credentials.json')).toBe('{}');
  });

  it('is sent no token when it calls itself by another name', async () => {
    rig.options.wrongIssuer = true;
    await home.write('.codex/.credentials.json', codexRecord({ issuer: rig.issuer }));
    const { fetch, posted } = watched();
    const receipt = await disconnect('codex/mine|1', { fetch });
    expect(receipt.sentences[0]).toContain('nothing was sent there');
    expect(posted).toEqual([]);
  });

  it.each([
    { status: 503, words: 'could not be asked' },
    { status: 400, words: 'refused to revoke it' },
  ])('is quoted truly when it answers $status', async ({ status, words }) => {
    rig.options.revocationStatus = status;
    await home.write('.codex/.credentials.json', codexRecord({ issuer: rig.issuer }));
    const receipt = await disconnect('codex/mine|1');
    expect(receipt.complete).toBe(false);
    expect(receipt.sentences[0]).toContain(words);
    expect(receipt.sentences.at(-1)).toBe('Removed from codex.');
  });
});

/** The kernel lists who waits for a lock, by the file's inode. */
async function untilSomebodyWaits(lock: string): Promise<void> {
  const { ino } = await stat(lock);
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const locks = await readFile('/proc/locks', 'utf8');
    if (locks.split('\n').some((line) => line.includes('-> FLOCK') && line.includes(`:${ino} `))) return;
    await delay(50);
  }
  throw new Error('Nobody waits for the lock.');
}

describe('a client that is at work at the same moment', () => {
  it('loses nothing it wrote, and what it renewed is ended too', async () => {
    const path = '.codex/.credentials.json';
    const at = { issuer: rig.issuer };
    await home.write(path, codexRecord(at));
    let writes = 0;
    const { fetch, posted } = watched(async () => {
      writes += 1;
      if (writes > 1) return;
      const renewed = JSON.parse(codexRecord({ ...at, refresh_token: 'renewed' })) as object;
      await home.write(path, JSON.stringify({ ...renewed, 'new|2': { access_token: 'x' } }));
    });
    await disconnect('codex/mine|1', { fetch });
    expect(posted.map((body) => new URLSearchParams(body).get('token'))).toEqual([
      'rt',
      'at',
      'renewed',
      'at',
    ]);
    expect(await home.read(path)).toBe('{"new|2":{"access_token":"x"}}');
  });

  it('is waited for while it holds its lock', async () => {
    await home.write('.codex/mcp-oauth-locks/file-store.lock', '');
    await home.write('.codex/.credentials.json', codexRecord({}));
    const lock = home.path('.codex/mcp-oauth-locks/file-store.lock');
    const holder = spawn('flock', ['--exclusive', lock, 'cat'], { stdio: ['pipe', 'pipe', 'ignore'] });
    holder.stdin.write('held\n');
    await once(holder.stdout, 'data');
    const order: string[] = [];
    const done = disconnect('codex/mine|1').then((receipt) => {
      order.push('disconnected');
      return receipt;
    });
    await untilSomebodyWaits(lock);
    expect(await home.read('.codex/.credentials.json')).toContain('mine|1');
    order.push('released');
    holder.stdin.end();
    await once(holder, 'close');
    expect((await done).sentences).toContain('Removed from codex.');
    expect(order).toEqual(['released', 'disconnected']);
    expect(await home.read('.codex/.credentials.json')).toBe('{}');
  });
});

const yes = () => Promise.resolve(true);
const signedOut = () => Promise.resolve(ok(null));

describe('a client that may bring it back', () => {
  it('is said to, when it runs and did not sign out itself', async () => {
    const words = 'codex is running and may write it back: quit it, then look here again.';
    await home.write('.codex/.credentials.json', codexRecord({}));
    expect((await disconnect('codex/mine|1', { runs: yes })).sentences.at(-1)).toBe(words);
    await home.write('.codex/.credentials.json', codexRecord({}));
    expect(
      (await disconnect('codex/mine|1', { runs: yes, clientLogout: signedOut })).sentences,
    ).not.toContain(words);
  });
});

const known = () => ({ serverUrl: null, expiresAt: null, entries: [], inKeychain: true });
const locked = () => Promise.resolve(fail('KeychainLocked', 'Your keyring is locked.'));

describe('a sign-in in a keychain that shows nothing', () => {
  it('is not called gone while the keychain is locked', async () => {
    expect(await disconnect('codex/mine|1', { known, keychain: locked })).toEqual({
      complete: false,
      sentences: [
        expect.stringMatching(
          /^Nothing was done: the sign-ins of codex cannot be read\. Your keyring is locked\./,
        ) as string,
      ],
    });
  });

  it('is gone when the keychain is open', async () => {
    expect(await disconnect('codex/mine|1', { known })).toMatchObject({ complete: true });
  });
});

describe('a store that cannot be changed', () => {
  it('is named with the reason, after what could be done was done', async () => {
    const { accessToken, refreshToken, clientId } = await signInSomewhere();
    const fields = { issuer: rig.issuer, client_id: clientId };
    const text = codexRecord({ ...fields, access_token: accessToken, refresh_token: refreshToken });
    await chmod(await home.write('.codex/.credentials.json', text), 0o400);
    const receipt = await disconnect('codex/mine|1');
    expect(receipt.complete).toBe(false);
    expect(receipt.sentences.at(-1)).toMatch(/^codex still keeps it: .*write-protected/);
    expect(rig.openGrants()).toBe(0);
    expect(await home.read('.codex/.credentials.json')).toBe(text);
  });

  it('is left alone when it cannot be read', async () => {
    await home.write('.codex/.credentials.json', '{"mine|1":{"access_token":"s3cr3t"');
    const receipt = await disconnect('codex/mine|1');
    expect(receipt.sentences[0]).toMatch(/^Nothing was done/);
    expect(JSON.stringify(receipt)).not.toContain('s3cr3t');
  });
});

describe('our own sign-in', () => {
  it('ends by its own reference, and is gone when asked again', async () => {
    await signInSomewhere();
    const own = engine();
    const listed = await own.list();
    const [credential] = listed.ok ? listed.value : [];
    const ref = `mcp-tray/${credential?.resource}|${credential?.issuer}`;
    expect(await disconnect(ref, { engine: own })).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(0);
    expect(await disconnect(ref, { engine: own })).toMatchObject({
      sentences: ['MCP Tray has no such sign-in any more.'],
    });
  });
});
