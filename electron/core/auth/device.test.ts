import { describe, expect, it } from 'vitest';
import { testCredential } from './__fixtures__/credential.ts';
import { awaitDeviceTokens, requestDeviceCode } from './device.ts';
import type { Discovery } from './metadata.ts';
import { createOAuthHttp } from './oauth-http.ts';

const { registration } = testCredential();
const discovery: Discovery = {
  server: 'https://mcp.example/mcp',
  resource: 'https://mcp.example/mcp',
  issuer: 'https://as.example',
  announcedIssuers: ['https://as.example'],
  metadata: {
    issuer: 'https://as.example',
    token_endpoint: 'https://as.example/token',
    device_authorization_endpoint: 'https://as.example/device',
  },
  documented: true,
  challengeScope: null,
  resourceScopes: undefined,
};
const answer = {
  device_code: 'device-secret',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://as.example/enter',
  expires_in: 120,
};

type Scripted = { status?: number; body?: unknown } | 'no network';

/** A service that gives these answers one after the other, and a clock that only waiting moves. */
function service(answers: readonly Scripted[]) {
  const forms: URLSearchParams[] = [];
  const waits: number[] = [];
  let now = 1_000_000;
  const left = [...answers];
  const controller = new AbortController();
  const http = createOAuthHttp(async (_url, init) => {
    forms.push(init?.body as URLSearchParams);
    const next = left.shift() ?? { status: 400, body: { error: 'authorization_pending' } };
    if (next === 'no network') throw new TypeError('fetch failed');
    return Response.json(next.body ?? {}, { status: next.status ?? 200 });
  });
  const ports = {
    http,
    now: () => now,
    signal: controller.signal,
    wait: async (milliseconds: number) => {
      waits.push(milliseconds / 1000);
      now += milliseconds;
    },
  };
  return { ports, forms, waits, controller };
}

const ask = (body: unknown, status = 200) => {
  const { ports, forms } = service([{ status, body }]);
  const parameters = { scope: 'octo_api', acr_values: 'tenant:acme' };
  const result = requestDeviceCode(
    discovery,
    'https://as.example/device',
    { registration, parameters },
    ports,
  );
  return { result, forms };
};

async function poll(answers: readonly Scripted[], more: { interval?: number } = {}) {
  const { ports, forms, waits } = service(answers);
  const shown = {
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://as.example/enter',
    verificationUriComplete: null,
    expiresAt: 1_000_000 + 120_000,
    interval: more.interval ?? 5,
  };
  const pending = { shown, deviceCode: 'device-secret', registration };
  return { result: await awaitDeviceTokens(discovery, pending, ports), forms, waits };
}

const pendingAnswer = { status: 400, body: { error: 'authorization_pending' } };
const tokens = { body: { access_token: 'a', token_type: 'Bearer', expires_in: 60 } };

describe('asking for a code', () => {
  it('sends who we are, for which server, and the tenant as it was given', async () => {
    const { result, forms } = ask(answer);
    expect(await result).toMatchObject({
      ok: true,
      value: {
        shown: {
          userCode: 'WDJB-MJHT',
          verificationUri: 'https://as.example/enter',
          verificationUriComplete: null,
          expiresAt: 1_120_000,
          interval: 5,
        },
      },
    });
    expect(Object.fromEntries(forms[0] ?? [])).toEqual({
      scope: 'octo_api',
      acr_values: 'tenant:acme',
      resource: 'https://mcp.example/mcp',
      client_id: 'app',
    });
  });

  it('takes the pace and the filled-in page of the service', async () => {
    const complete = 'https://as.example/enter?user_code=WDJB-MJHT';
    const { result } = ask({ ...answer, interval: 12, verification_uri_complete: complete });
    expect(await result).toMatchObject({
      value: { shown: { interval: 12, verificationUriComplete: complete } },
    });
  });

  it('leaves out a filled-in page that is not a safe address', async () => {
    const { result } = ask({ ...answer, verification_uri_complete: 'javascript:alert(1)' });
    expect(await result).toMatchObject({ value: { shown: { verificationUriComplete: null } } });
  });

  it.each([
    ['InsecureEndpoint', { ...answer, verification_uri: 'file:///etc/passwd' }, 200],
    ['SignInFailed', { ...answer, user_code: 'two\nlines' }, 200],
    ['SignInFailed', { ...answer, expires_in: 0 }, 200],
    ['SignInFailed', { error: 'invalid_scope' }, 400],
    ['HttpError', {}, 503],
  ])('fails with %s at %j', async (code, body, status) => {
    const result = await ask(body, status).result;
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(result)).not.toContain('device-secret');
  });

  it('says when the service does not know the app', async () => {
    expect(await ask({ error: 'invalid_client' }, 401).result).toBe('unknown-client');
  });
});

describe('waiting for the person', () => {
  it('asks at the pace of the service until there are tokens, always for this server', async () => {
    const { result, waits, forms } = await poll([pendingAnswer, pendingAnswer, tokens], { interval: 7 });
    expect(result).toMatchObject({ ok: true, value: { accessToken: 'a' } });
    expect(waits).toEqual([7, 7, 7]);
    expect(Object.fromEntries(forms[2] ?? [])).toMatchObject({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'device-secret',
      resource: 'https://mcp.example/mcp',
    });
  });

  it('asks five seconds slower each time the service says so, and stays slower', async () => {
    const slow = { status: 400, body: { error: 'slow_down' } };
    const { waits } = await poll([slow, pendingAnswer, slow, tokens]);
    expect(waits).toEqual([5, 10, 10, 15]);
  });

  it('doubles the pause while the service cannot be reached', async () => {
    const { result, waits } = await poll(['no network', { status: 503 }, tokens]);
    expect(result.ok).toBe(true);
    expect(waits).toEqual([5, 10, 20]);
  });

  it('ends when the code has run out by our clock', async () => {
    const { result, waits } = await poll([]);
    expect(result).toMatchObject({ ok: false, error: { code: 'AuthTimeout' } });
    expect(waits.length).toBe(24);
  });

  it.each([
    ['AuthTimeout', 'expired_token'],
    ['AuthDenied', 'access_denied'],
    ['SignInFailed', 'invalid_scope'],
    ['SignInFailed', 'invalid_grant'],
    ['SignInFailed', 'invalid_client'],
  ])('ends with %s at %s', async (code, error) => {
    const { result, waits } = await poll([pendingAnswer, { status: 400, body: { error } }]);
    expect(result).toMatchObject({ ok: false, error: { code } });
    expect(waits).toHaveLength(2);
  });
});
