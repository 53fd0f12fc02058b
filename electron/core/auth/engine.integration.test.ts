import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followLogin } from '../../../e2e/rig/fake-browser.ts';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig, RigOptions } from '../../../e2e/rig/oauth-rig.ts';
import { ok } from '../../../shared/errors.ts';
import { createInMemorySecrets } from '../secrets/in-memory.ts';
import type { InMemorySecrets } from '../secrets/in-memory.ts';
import { createAuthEngine } from './engine.ts';
import type { AuthEngineOptions, OwnAuthEngine } from './engine.ts';

let stateDir: string;
let rig: Rig;
let secrets: InMemorySecrets;
let now: number;
/** Addresses the "browser" was asked to open. */
let opened: string[];
let pages: { status: number; body: string }[];
let browsing: Promise<unknown>[];

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'mcp-tray-auth-'));
  secrets = createInMemorySecrets();
  now = Date.now();
  opened = [];
  pages = [];
  browsing = [];
});
afterEach(async () => {
  await Promise.allSettled(browsing);
  await rig.stop();
  await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
});

async function setUp(
  options: RigOptions = {},
  more: Partial<AuthEngineOptions> = {},
): Promise<OwnAuthEngine> {
  rig = await startOAuthRig(options);
  return engineOn(more);
}

function engineOn(more: Partial<AuthEngineOptions> = {}): OwnAuthEngine {
  return createAuthEngine({
    secrets,
    fetch,
    now: () => now,
    stateDir,
    browserTimeout: 5000,
    openUrl: async (url) => {
      opened.push(url);
      browsing.push(
        followLogin(url).then(
          (page) => pages.push(page),
          () => undefined,
        ),
      );
      return ok(null);
    },
    ...more,
  });
}

const phases: string[] = [];
function signIn(engine: OwnAuthEngine, more: { scope?: string; signal?: AbortSignal } = {}) {
  return engine.signIn(rig.mcpUrl, {
    signal: new AbortController().signal,
    onPhase: (phase) => phases.push(phase),
    ...more,
  });
}

/** Whether the server takes the token. */
async function accepted(token: string | null): Promise<number> {
  const response = await fetch(rig.mcpUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  await response.body?.cancel();
  return response.status;
}

async function token(engine: OwnAuthEngine): Promise<string> {
  const result = await engine.accessToken(rig.mcpUrl);
  if (!result.ok || result.value === null) throw new Error(`No token: ${JSON.stringify(result)}`);
  return result.value;
}

const failure = (code: string) => ({ ok: false, error: { code } });

const byHand: AuthEngineOptions['openUrl'] = async (url) => {
  browsing.push(followLogin(url));
  return ok('by-hand');
};

describe('a sign-in', () => {
  it('says where the address stands when no browser can be opened from here, and goes on', async () => {
    phases.length = 0;
    const engine = await setUp({}, { openUrl: byHand });
    expect(await signIn(engine)).toEqual(ok(null));
    expect(phases).toContainEqual(expect.stringContaining('in the terminal where MCP Tray runs'));
    expect(phases.join(' ')).not.toContain('http');
  });

  it('ends with tokens in the keychain that the server accepts', async () => {
    const engine = await setUp();
    expect(await engine.fact(rig.mcpUrl)).toEqual(ok(null));
    expect(await engine.accessToken(rig.mcpUrl)).toEqual(ok(null));
    expect(await signIn(engine)).toEqual(ok(null));
    expect(await accepted(await token(engine))).toBe(200);
    const fact = await engine.fact(rig.mcpUrl);
    expect(fact).toMatchObject({
      ok: true,
      value: { state: 'signed-in', owner: 'mcp-tray', refreshable: true },
    });
    const list = await engine.list();
    expect(list).toMatchObject({ ok: true, value: [{ resource: rig.mcpUrl, issuer: rig.issuer }] });
    await Promise.all(browsing);
    expect(pages[0]?.body).toContain('You are signed in');
  });

  it('sends PKCE S256, the resource, a native loopback redirect and the scopes of the metadata', async () => {
    const engine = await setUp();
    await signIn(engine);
    const [registration] = rig.log.events.filter(({ kind }) => kind === 'registration');
    expect(registration?.detail).toMatchObject({ applicationType: 'native' });
    expect(registration?.detail['redirectUris']).toMatch(/^\["http:\/\/127\.0\.0\.1:\d+\/callback"\]$/);
    const [authorize] = rig.log.events.filter(({ kind }) => kind === 'authorize');
    expect(authorize?.detail).toMatchObject({ method: 'S256', resource: rig.mcpUrl, prompt: 'consent' });
    expect(authorize?.detail['scope']).toBe('mcp:tools offline_access');
    expect(rig.log.count('token', { grantType: 'authorization_code', resource: rig.mcpUrl })).toBe(1);
  });

  it('takes the scope of the challenge before that of the metadata', async () => {
    const engine = await setUp({ challengeScope: 'mcp:write' });
    await signIn(engine);
    expect(rig.log.count('authorize', { scope: 'mcp:write offline_access' })).toBeGreaterThan(0);
  });

  it('uses its registration again for the next sign-in', async () => {
    const engine = await setUp();
    await signIn(engine);
    await signIn(engine);
    expect(rig.log.count('registration')).toBe(1);
    expect(rig.log.count('token', { grantType: 'authorization_code' })).toBe(2);
    expect(await accepted(await token(engine))).toBe(200);
  });

  it.each([
    ['metadata only at the root', { prmRootOnly: true }],
    ['metadata without a header', { prmNoHeader: true }],
    ['several schemes before Bearer', { manySchemes: true }],
    ['a realm as issuer', { issuerPath: '/realms/kcp' }],
    ['a realm with OpenID metadata inserted', { issuerPath: '/realms/kcp', metadataAt: 'oidc-insert' }],
    ['a realm with OpenID metadata appended', { issuerPath: '/realms/kcp', metadataAt: 'oidc-append' }],
    ['the 2025-03-26 shape with metadata', { sameOrigin: true, noPrm: true }],
    ['the 2025-03-26 shape without any metadata', { sameOrigin: true, noPrm: true, metadataAt: 'none' }],
    ['an issuer that does not promise iss', { issNotAdvertised: true }],
    ['an issuer that neither promises nor sends iss', { issNotAdvertised: true, missingIss: true }],
    ['an optional sign-in', { authOptional: true }],
    ['a dead issuer named first', { deadIssuers: ['http://127.0.0.1:1/dead', 'http://127.0.0.1:2'] }],
  ] satisfies [string, RigOptions][])('works with %s', async (_name, options) => {
    const engine = await setUp(options);
    expect(await signIn(engine)).toEqual(ok(null));
    const [authorize] = rig.log.events.filter(({ kind }) => kind === 'authorize');
    expect(authorize?.detail['resource']).toBe(rig.mcpUrl);
    expect(await accepted(await token(engine))).toBe(200);
  });
});

describe('a sign-in that must not happen', () => {
  it.each([
    ['DiscoveryFailed', 'no metadata anywhere', { noPrm: true }],
    ['DiscoveryFailed', 'a server without sign-in', { open: true }],
    ['HttpError', 'metadata that answers 500', { prm500: true }],
    ['WrongAudience', 'metadata of another server', { prmResource: 'https://other.example/mcp' }],
    ['IssuerMismatch', 'metadata of another issuer', { wrongIssuer: true }],
    ['PkceUnsupported', 'no PKCE', { missingPkce: true }],
    ['PkceUnsupported', 'plain PKCE only', { plainPkceOnly: true }],
    ['RegistrationUnavailable', 'no registration', { noDcr: true }],
    ['RegistrationRejected', 'a refused registration', { dcr403: true }],
    ['RegistrationRejected', 'a refused redirect address', { dcrError: 'invalid_redirect_uri' }],
    [
      'InsecureEndpoint',
      'a plain http login page',
      { endpoints: { authorization: 'http://login.example/a' } },
    ],
    ['InsecureEndpoint', 'a script as login page', { endpoints: { authorization: 'javascript:alert(1)' } }],
    ['InsecureEndpoint', 'a plain http token endpoint', { endpoints: { token: 'http://login.example/t' } }],
  ] satisfies [string, string, RigOptions][])(
    'stops with %s at %s, before the browser opens',
    async (code, _name, options) => {
      const engine = await setUp(options);
      expect(await signIn(engine)).toMatchObject(failure(code));
      expect(opened).toEqual([]);
      expect(rig.log.count('registration')).toBe(0);
      expect(secrets.values.size).toBe(0);
    },
  );

  it.each([
    ['IssuerMismatch', { wrongIss: true }],
    ['IssuerMismatch', { missingIss: true }],
    ['StateMismatch', { wrongState: true }],
    ['AuthDenied', { deny: true }],
  ] satisfies [string, RigOptions][])(
    'stops with %s at the callback %j, before the code is used',
    async (code, options) => {
      const engine = await setUp(options);
      const result = await signIn(engine);
      expect(result).toMatchObject(failure(code));
      expect(rig.log.count('token')).toBe(0);
      expect(await engine.list()).toEqual(ok([]));
      await Promise.all(browsing);
      expect(pages[0]?.body).toContain('The sign-in did not work');
      expect(pages[0]?.body).not.toContain('declined');
    },
  );

  it('explains Keycloak’s trusted hosts with the address that was sent', async () => {
    const engine = await setUp({ dcr403: true });
    const result = await signIn(engine);
    if (result.ok) throw new Error('must fail');
    const [event] = rig.log.events.filter(({ kind }) => kind === 'registration-error');
    const [sent] = JSON.parse(event?.detail['redirectUris'] ?? '[]') as string[];
    expect(result.error.message).toContain(sent);
    expect(result.error.message).toContain('not a scope');
    expect(result.error.next).toContain('Add the host 127.0.0.1, and');
    expect(result.error.next).toContain('"Trusted Hosts"');
  });

  it('shows both names when the issuer calls itself differently', async () => {
    const engine = await setUp({ wrongIssuer: true });
    const result = await signIn(engine);
    if (result.ok) throw new Error('must fail');
    expect(result.error.message).toContain(rig.issuer);
    expect(result.error.message).toContain('https://somebody-else.example');
  });

  it('refuses more than 256 KB from a sign-in service, and a redirect from the token endpoint', async () => {
    const engine = await setUp({ tokenBodyBytes: 300_000 });
    expect(await signIn(engine)).toMatchObject(failure('HttpError'));
    delete rig.options.tokenBodyBytes;
    rig.options.tokenStatus = 307;
    expect(await signIn(engine)).toMatchObject(failure('SignInFailed'));
  });

  it('ends at once when cancelled, and frees the port', async () => {
    const engine = await setUp({ stall: true });
    const controller = new AbortController();
    const running = signIn(engine, { signal: controller.signal });
    await expect.poll(() => opened.length).toBe(1);
    controller.abort();
    expect(await running).toMatchObject(failure('AuthCancelled'));
    const redirectUri = new URL(opened[0] ?? '').searchParams.get('redirect_uri') ?? '';
    await expect(fetch(redirectUri)).rejects.toThrow('fetch failed');
  });

  it('gives way to a second click', async () => {
    const engine = await setUp({ stall: true });
    const first = signIn(engine);
    await expect.poll(() => opened.length).toBe(1);
    delete rig.options.stall;
    expect(await signIn(engine)).toEqual(ok(null));
    expect(await first).toMatchObject(failure('AuthCancelled'));
  });

  it('is not disturbed by the tab of an earlier one that comes back late', async () => {
    const engine = await setUp();
    await signIn(engine);
    rig.options.stall = true;
    const first = signIn(engine);
    await expect.poll(() => opened.length).toBe(2);
    const second = signIn(engine);
    await expect.poll(() => opened.length).toBe(3);
    const [old, current] = opened.slice(1).map((page) => new URL(page).searchParams);
    const late = new URL(current?.get('redirect_uri') ?? '');
    late.search = String(
      new URLSearchParams({ code: 'old', state: old?.get('state') ?? '', iss: rig.issuer }),
    );
    expect(await (await fetch(late)).text()).toContain('This was an earlier sign-in');
    delete rig.options.stall;
    await followLogin(opened[2] ?? '');
    expect(await second).toEqual(ok(null));
    expect(await first).toMatchObject(failure('AuthCancelled'));
  });

  it('times out when the browser never comes back, and registers anew the next time', async () => {
    const engine = await setUp({}, { browserTimeout: 300 });
    expect(await signIn(engine)).toEqual(ok(null));
    rig.options.stall = true;
    const silent = await signIn(engine);
    expect(silent).toMatchObject(failure('AuthTimeout'));
    expect(silent).toMatchObject({ error: { next: expect.stringContaining('registers anew') } });
    delete rig.options.stall;
    expect(await signIn(engine)).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(2);
  });

  it('does not start without a keychain, and keeps the old sign-in while a new one fails', async () => {
    const engine = await setUp();
    await signIn(engine);
    const before = await token(engine);
    rig.options.deny = true;
    expect(await signIn(engine)).toMatchObject(failure('AuthDenied'));
    expect(await token(engine)).toBe(before);
    secrets.become('locked');
    expect(await signIn(engine)).toMatchObject(failure('KeychainLocked'));
    engine.reload();
    expect(await engine.fact(rig.mcpUrl)).toMatchObject(failure('KeychainLocked'));
    expect(opened).toHaveLength(2);
  });
});

/** The keychain closes when the service has already given new tokens. */
const lockedAfterAnswer: Partial<AuthEngineOptions> = {
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    const form = init?.body instanceof URLSearchParams ? init.body : new URLSearchParams();
    if (form.get('grant_type') === 'refresh_token') secrets.become('locked');
    return response;
  },
};

describe('renewing', () => {
  it('happens exactly once for twelve callers at the same moment', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    await signIn(engine);
    const old = await token(engine);
    now += 61_000;
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'renewable' } });
    const tokens = await Promise.all(Array.from({ length: 12 }, () => token(engine)));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(old);
    expect(rig.log.count('token', { grantType: 'refresh_token', resource: rig.mcpUrl })).toBe(1);
    expect(rig.openGrants()).toBe(1);
    expect(await accepted(tokens[0] ?? null)).toBe(200);
  });

  it('happens exactly once for several programs with one keychain', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    await signIn(engine);
    now += 61_000;
    const others = [engineOn(), engineOn(), engine];
    const tokens = await Promise.all(others.flatMap((other) => [token(other), token(other)]));
    expect(new Set(tokens).size).toBe(1);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(1);
    expect(rig.log.count('token-error')).toBe(0);
  });

  it('stores the new tokens before anybody gets them', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    await signIn(engine);
    now += 61_000;
    const renewed = await token(engine);
    expect([...secrets.values.values()].join('')).toContain(renewed);
    // Another program, started afterwards, goes on with the rotated refresh token.
    now += 61_000;
    expect(await token(engineOn())).not.toBe(renewed);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(2);
  });

  it('loses nothing when the keychain is locked between the answer and the store', async () => {
    const engine = await setUp({ accessTokenTtl: 60 }, lockedAfterAnswer);
    await signIn(engine);
    now += 61_000;
    const renewed = await token(engine);
    expect([...secrets.values.values()].join('')).not.toContain(renewed);
    secrets.become('ready');
    expect(await token(engine)).toBe(renewed);
    expect([...secrets.values.values()].join('')).toContain(renewed);
  });

  it('brings back no sign-in that another program has ended meanwhile', async () => {
    const engine = await setUp({ accessTokenTtl: 60 }, lockedAfterAnswer);
    await signIn(engine);
    now += 61_000;
    await token(engine);
    secrets.become('ready');
    await engineOn().signOut(rig.mcpUrl);
    await engine.settled();
    expect(secrets.values.size).toBe(0);
  });

  it.each([
    ['an error of the service', { tokenStatus: 503 }, 'HttpError'],
    ['too many requests', { tokenStatus: 429 }, 'HttpError'],
  ] satisfies [string, RigOptions, string][])(
    'keeps the tokens through %s and opens no browser',
    async (_name, trouble, code) => {
      const engine = await setUp({ accessTokenTtl: 60 });
      await signIn(engine);
      now += 61_000;
      Object.assign(rig.options, trouble);
      expect(await engine.accessToken(rig.mcpUrl)).toMatchObject(failure(code));
      expect(await engine.accessToken(rig.mcpUrl)).toMatchObject(failure(code));
      expect(rig.log.count('token-error')).toBe(1);
      expect(await engine.fact(rig.mcpUrl)).toMatchObject({
        value: { state: 'renewal-failed', refreshable: true },
      });
      delete rig.options.tokenStatus;
      now += 11_000;
      expect(await accepted(await token(engine))).toBe(200);
      expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'signed-in' } });
      expect(opened).toHaveLength(1);
    },
  );

  it('keeps the tokens while the service is down', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    await signIn(engine);
    now += 61_000;
    await rig.stopAuthServer();
    expect(await engine.accessToken(rig.mcpUrl)).toMatchObject(failure('Unreachable'));
    await rig.resumeAuthServer();
    now += 11_000;
    expect(await accepted(await token(engine))).toBe(200);
  });

  it('ends with "sign in again" when the service refuses, and the reason survives a restart', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    await signIn(engine);
    now += 61_000;
    const [credential] = [...secrets.values].filter(([account]) => account.startsWith('http'));
    const used = JSON.parse(credential?.[1] ?? '') as { refreshToken: string };
    await token(engine);
    // Somebody restores an old copy of the keychain: the refresh token has been used.
    await secrets.set(credential?.[0] ?? '', JSON.stringify(used));
    now += 61_000;
    const restarted = engineOn();
    expect(await restarted.accessToken(rig.mcpUrl)).toMatchObject(failure('InvalidGrant'));
    const fact = await engineOn().fact(rig.mcpUrl);
    expect(fact).toMatchObject({ value: { state: 'rejected', next: 'Sign in again.' } });
    expect(JSON.stringify(fact)).toContain('invalid_grant');
    expect(await signIn(restarted)).toEqual(ok(null));
    expect(await accepted(await token(restarted))).toBe(200);
  });

  it('registers again after the service has forgotten everything', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    await signIn(engine);
    rig.restartAuthServer();
    now += 61_000;
    expect(await engine.accessToken(rig.mcpUrl)).toMatchObject(failure('InvalidGrant'));
    const fact = await engine.fact(rig.mcpUrl);
    expect(JSON.stringify(fact)).toContain('does not know this app any more');
    expect(await signIn(engine)).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(2);
    expect(await accepted(await token(engine))).toBe(200);
  });

  it('is not offered when the service gave no refresh token', async () => {
    const engine = await setUp({ accessTokenTtl: 60, noRefreshToken: true });
    await signIn(engine);
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({
      value: { state: 'expires-soon', refreshable: false },
    });
    now += 61_000;
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'expired' } });
    expect(await engine.accessToken(rig.mcpUrl)).toMatchObject(failure('InvalidGrant'));
  });
});

describe('a token the server refuses', () => {
  it('is renewed once when it was not brand new', async () => {
    const engine = await setUp();
    await signIn(engine);
    const old = await token(engine);
    now += 120_000;
    engine.noteRejection(rig.mcpUrl, 'invalid-token', null);
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'renewable' } });
    expect(await token(engine)).not.toBe(old);
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'signed-in' } });
  });

  it('is not renewed in circles when it was brand new', async () => {
    const engine = await setUp({ rejectTokens: 'Token rejected due to invalid audience claim.' });
    await signIn(engine);
    now += 1000;
    engine.noteRejection(rig.mcpUrl, 'invalid-token', null);
    expect(await engine.accessToken(rig.mcpUrl)).toMatchObject(failure('InvalidGrant'));
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'rejected' } });
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(0);
  });

  it('for lack of a permission asks for the old and the new ones together', async () => {
    const engine = await setUp({ insufficientScope: true });
    await signIn(engine);
    now += 1000;
    engine.noteRejection(rig.mcpUrl, 'insufficient-scope', 'mcp:write');
    const fact = await engine.fact(rig.mcpUrl);
    expect(fact).toMatchObject({ value: { state: 'insufficient-scope' } });
    now += 1000;
    expect(await signIn(engine)).toEqual(ok(null));
    expect(rig.log.count('authorize', { scope: 'mcp:tools offline_access mcp:write' })).toBeGreaterThan(0);
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'signed-in' } });
  });
});

describe('signing out', () => {
  it('revokes at the service, empties the keychain and says what stays', async () => {
    const engine = await setUp();
    await signIn(engine);
    expect(rig.openGrants()).toBe(1);
    const receipt = await engine.signOut(rig.mcpUrl);
    expect(receipt).toMatchObject({ ok: true, value: { complete: true } });
    const host = new URL(rig.issuer).host;
    const sentences = receipt.ok ? receipt.value.sentences : [];
    expect(sentences[0]).toBe(`${host} has ended the sign-in.`);
    expect(sentences[1]).toMatch(
      /^The server may accept the last access token until \d\d:\d\d\.$|^The server may accept/,
    );
    expect(sentences[2]).toBe('The tokens are deleted from your keychain.');
    expect(rig.log.count('revocation', { hint: 'refresh_token', status: '200' })).toBe(1);
    expect(rig.openGrants()).toBe(0);
    expect(rig.registeredClients()).toBe(0);
    expect(secrets.values.size).toBe(0);
    expect(await engine.fact(rig.mcpUrl)).toEqual(ok(null));
    expect(await engine.signOut(rig.mcpUrl)).toMatchObject({ value: { complete: true } });
  });

  it.each([
    ['offers no revocation', { revocationMissing: true }, 'offers no way to end a sign-in'],
    ['fails to revoke', { revocationStatus: 500 }, 'could not be reached'],
    ['refuses to revoke', { revocationStatus: 400 }, 'refused to end the sign-in'],
  ] satisfies [string, RigOptions, string][])(
    'still empties the keychain when the service %s',
    async (_name, options, words) => {
      const engine = await setUp(options);
      await signIn(engine);
      const receipt = await engine.signOut(rig.mcpUrl);
      expect(receipt).toMatchObject({ ok: true, value: { complete: false } });
      expect(JSON.stringify(receipt)).toContain(words);
      expect(secrets.values.size).toBe(0);
    },
  );

  it('still empties the keychain when the service is gone', async () => {
    const engine = await setUp();
    await signIn(engine);
    await rig.stopAuthServer();
    const receipt = await engine.signOut(rig.mcpUrl);
    expect(receipt).toMatchObject({ ok: true, value: { complete: false } });
    expect(secrets.values.size).toBe(0);
  });
});

describe('secrets', () => {
  it('appear neither in our folder nor in any answer or phase', async () => {
    const engine = await setUp({ accessTokenTtl: 60 });
    phases.length = 0;
    const answers: unknown[] = [await signIn(engine), await engine.fact(rig.mcpUrl), await engine.list()];
    const held = new Set([...secrets.values.values()].flatMap(secretsOf));
    now += 61_000;
    await token(engine);
    for (const value of [...secrets.values.values()].flatMap(secretsOf)) held.add(value);
    rig.options.rejectTokens = 'no';
    engine.noteRejection(rig.mcpUrl, 'invalid-token', null);
    answers.push(await engine.fact(rig.mcpUrl), await engine.signOut(rig.mcpUrl), phases, pages);
    expect(held.size).toBeGreaterThanOrEqual(4);
    const said = JSON.stringify(answers);
    for (const secret of held) expect(said).not.toContain(secret);
    expect(await readdir(join(stateDir, 'locks'))).toEqual([]);
  });
});

function secretsOf(item: string): string[] {
  const { accessToken, refreshToken } = JSON.parse(item) as Record<string, unknown>;
  return [accessToken, refreshToken].filter((value) => typeof value === 'string' && value !== '') as string[];
}
