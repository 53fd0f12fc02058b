import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Rig, RigOptions } from '../../../e2e/rig/oauth-rig.ts';
import { diagnose } from '../connections/diagnose.ts';
import { createBench } from './__fixtures__/bench.ts';
import type { Bench } from './__fixtures__/bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await createBench({ browserTimeout: 1500 });
});
afterEach(() => bench.stop());

/** A sign-in is tried; then the first stage that fails, as "stage: text → next". */
async function finding(options: RigOptions, token: string | null = null): Promise<string> {
  const rig = await bench.rig(options);
  if (token === null) await bench.signIn(rig);
  const auth = await bench.engine.fact(rig.mcpUrl);
  const { stages } = await diagnose({
    ref: 'codex:user:x',
    subject: {
      kind: 'http',
      target: { url: rig.mcpUrl, transport: 'http', headers: {}, token },
      auth: auth.ok ? auth.value : null,
      attempt: bench.failures.of(rig.mcpUrl),
      roots: null,
    },
    env: { platform: 'linux', home: '/', vars: {} },
    fetch: globalThis.fetch,
    now: Date.now,
    signal: new AbortController().signal,
    timeoutMs: 4000,
  });
  const found =
    stages.find(({ state }) => state === 'failed') ??
    stages.find(({ name, next }) => next !== null && name !== 'Registration');
  return found === undefined ? 'nothing' : `${found.name}: ${found.text} → ${found.next ?? ''}`;
}

const keycloak = (details: string): RigOptions => ({
  dcrError: 'insufficient_scope',
  dcrDescription: details,
});

describe('each way a sign-in fails has a stage, words and a next step', () => {
  it.each<[string, RigOptions, RegExp]>([
    [
      'Keycloak’s trusted hosts',
      { dcr403: true },
      /^Registration: Keycloak at http.* not your account and not a scope\. The redirect address sent was http:\/\/127\.0\.0\.1:\d+\/callback\. \(“403 insufficient_scope Policy 'Trusted Hosts'.*→ .*"Trusted Hosts".*Add the host 127\.0\.0\.1, and/,
    ],
    [
      'Keycloak’s allowed client scopes',
      keycloak(
        "Policy 'Allowed Client Scopes' rejected request. Details: Not permitted to use specified clientScope",
      ),
      /^Registration: Keycloak at http.* refuses a permission.*→ .*allow its default client scopes/,
    ],
    [
      'Keycloak’s limit of clients',
      keycloak("Policy 'Max Clients Limit' rejected request"),
      /^Registration: Keycloak at http.* has no room for more registered apps.*→ .*raise the limit/,
    ],
    [
      'a redirect address that is refused',
      { dcrError: 'invalid_redirect_uri' },
      /^Registration: The sign-in service http.* refuses the address http:\/\/127\.0\.0\.1.*→ .*loopback addresses/,
    ],
    [
      'no registration',
      { noDcr: true },
      /^Registration: .* wants a fixed client ID\. Last tried: \d\d:\d\d\. → Ask whoever runs the server for a client ID/,
    ],
    ['no PKCE', { missingPkce: true }, /^Sign-in service: .* PKCE with S256.* → Ask .* to enable it/],
    [
      'another issuer',
      { wrongIssuer: true },
      /^Sign-in service: The server names “http.*but the service calls itself “https:\/\/somebody-else\.example”\. → .*to the letter/,
    ],
    [
      'another resource',
      { prmResource: 'https://other.example/mcp' },
      /^Sign-in metadata: The metadata is for another address \(“https:\/\/other\.example\/mcp”\)\. → /,
    ],
    ['metadata that fails', { prm500: true }, /^Sign-in metadata: .*HTTP 500.* → /],
    [
      'no metadata at all',
      { noPrm: true },
      /^Sign-in metadata: The server publishes none \(http.*HTTP 404.*→ .*enable sign-in/,
    ],
    [
      'an answer from somebody else',
      { wrongIss: true },
      /^Sign-in: The answer does not come from http.*stopped for your safety\. Last tried: \d\d:\d\d\. → Start the sign-in again/,
    ],
    [
      'another state',
      { wrongState: true },
      /^Sign-in: The answer does not belong to the sign-in you started/,
    ],
    [
      'a person who declines',
      { deny: true },
      /^Sign-in: You, or a policy, declined the sign-in\. Last tried: \d\d:\d\d\. → /,
    ],
    [
      'a connector that is not enabled',
      { callbackError: 'start_error' },
      /^Sign-in: The MCP connector is not enabled at .* → Ask its operator to enable the connector/,
    ],
    [
      'a page that never comes back',
      { stall: true },
      /^Sign-in: The browser did not come back in time\. Last tried: \d\d:\d\d\. → Start the sign-in again/,
    ],
    [
      'a server that is no known resource',
      { tokenError: { error: 'invalid_target' } },
      /^Sign-in: The sign-in service .* does not know the server http:.*\/mcp\. .*→ .*as a resource/,
    ],
    [
      'a permission that is not known',
      { tokenError: { error: 'invalid_scope' } },
      /^Sign-in: .*does not know a permission that the server asks for.*→ .*scopes_supported/,
    ],
    [
      'Microsoft Entra and a slash too many',
      {
        tokenError: { error: 'invalid_request', error_description: 'AADSTS9010010: The resource parameter' },
      },
      /^Sign-in: Microsoft Entra says that the permissions asked for do not belong to http.*→ .*one slash too many/,
    ],
    [
      'Microsoft Entra without permissions',
      {
        tokenError: { error: 'invalid_request', error_description: 'AADSTS90009: Application is requesting' },
      },
      /^Sign-in: Microsoft Entra wants the permissions to be named.*→ /,
    ],
    [
      'a consent that an administrator must give',
      { tokenError: { error: 'invalid_grant', error_description: 'AADSTS65001: not consented' } },
      /^Sign-in: Your organisation has not approved this app yet\..*→ Ask the administrator of Microsoft Entra/,
    ],
    [
      'a service that has a problem',
      { tokenStatus: 503 },
      /^Sign-in: The sign-in service .* has a problem right now\..*→ Try again in a moment; nothing is lost/,
    ],
    ['too many requests there', { tokenStatus: 429 }, /^Sign-in: .* has a problem right now\..*→ Try again/],
  ])('%s', async (_name, options, expected) => {
    expect(await finding(options)).toMatch(expected);
  });

  it.each<[string, RegExp]>([
    [
      'Token rejected due to invalid audience claim.',
      /^Sign-in: The server does not accept .*HTTP 401 invalid_token · the token is for another server · “Token rejected due to invalid audience claim\.”.* → .*mapper “Audience”/,
    ],
    ['The access token expired', /^Sign-in: .* the token has run out .* → Sign in again/],
    [
      'Issuer is not trusted',
      /^Sign-in: .* comes from another sign-in service .* → .*which sign-in service it trusts/,
    ],
    ['Signature verification failed', /^Sign-in: .* cannot be verified .* → .*look into its log/],
  ])('a server that says “%s”', async (words, expected) => {
    expect(await finding({ rejectTokens: words }, 'a-token')).toMatch(expected);
  });
});

describe('a sign-in that works', () => {
  it.each<[string, RigOptions]>([
    ['JWT', {}],
    ['opaque', { opaque: true }],
    ['a slow service', { slow: 150 }],
  ])('has nothing to be mended with tokens: %s', async (_name, options) => {
    const rig = await bench.rig(options);
    await bench.signIn(rig);
    const accessToken = await bench.token(rig);
    expect(await bench.accepted(rig, accessToken)).toBe(200);
    expect(await finding({ ...options, authOptional: true })).toBe('nothing');
  });

  it('is told with the number of tools that it opens', async () => {
    const rig = await bench.rig();
    await bench.signIn(rig);
    const target = {
      url: rig.mcpUrl,
      transport: 'http' as const,
      headers: {},
      token: await bench.token(rig),
    };
    const { stages } = await diagnose({
      ref: 'codex:user:x',
      subject: { kind: 'http', target, auth: null, attempt: null, roots: null },
      env: { platform: 'linux', home: '/', vars: {} },
      fetch: globalThis.fetch,
      now: Date.now,
      signal: new AbortController().signal,
    });
    expect(stages.at(-1)).toEqual({
      name: 'Tools',
      state: 'ok',
      text: 'The server has 2 tools.',
      next: null,
    });
    expect(stages.map(({ name }) => name)).toEqual([
      'Name lookup',
      'Connection',
      'HTTP headers',
      'HTTP',
      'MCP',
      'Sign-in metadata',
      'Sign-in service',
      'Registration',
      'Token',
      'Sign-in',
      'Tools',
    ]);
    expect(JSON.stringify(stages)).not.toContain(target.token);
  });
});

async function tried(options: RigOptions, accessToken: (rig: Rig) => Promise<string>) {
  const rig = await bench.rig(options);
  const target = {
    url: rig.mcpUrl,
    transport: 'http' as const,
    headers: {},
    token: await accessToken(rig),
  };
  return diagnose({
    ref: 'codex:user:x',
    subject: { kind: 'http', target, auth: null, attempt: null, roots: null, typed: true },
    env: { platform: 'linux', home: '/', vars: {} },
    fetch: globalThis.fetch,
    now: Date.now,
    signal: new AbortController().signal,
  });
}

async function tokenElsewhere(): Promise<string> {
  const elsewhere = await bench.rig();
  await bench.signIn(elsewhere);
  return bench.token(elsewhere);
}

describe('a token from elsewhere', () => {
  it('is tried, and its words are told when the server takes it', async () => {
    const { stages } = await tried({}, async (rig) => {
      await bench.signIn(rig);
      return bench.token(rig);
    });
    expect(stages.find(({ name }) => name === 'Sign-in')?.text).toBe('The server accepts this token.');
    expect(stages.find(({ name }) => name === 'Token')?.text).toMatch(
      /^From http.* for http.*\/mcp .* until /,
    );
    expect(stages.some(({ name }) => name.startsWith('Token: '))).toBe(false);
  });

  it('of another server is told apart from one of another service', async () => {
    const { stages } = await tried({}, tokenElsewhere);
    expect(stages.find(({ state }) => state === 'failed')).toMatchObject({
      name: 'Token: service',
      text: expect.stringMatching(/^It comes from http.*, the server names http/),
    });
    expect(stages.find(({ name }) => name === 'Token: server')?.state).toBe('skipped');
  });
});
