import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterDeviceCode } from '../../../e2e/rig/fake-browser.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import { ok } from '../../../shared/errors.ts';
import { createBench, failure } from './__fixtures__/bench.ts';
import type { Bench } from './__fixtures__/bench.ts';
import type { DeviceCode, DeviceOptions } from './types.ts';

let bench: Bench;
let codes: DeviceCode[];

beforeEach(async () => {
  codes = [];
  // The service asks for five seconds between two questions: here a tenth of one is enough.
  bench = await createBench({ wait: (ms, signal) => waitOrAbort(ms / 50, signal) });
});
afterEach(() => bench.stop());

function waitOrAbort(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('aborted'));
    });
  });
}

function start(rig: Rig, more: Partial<DeviceOptions> = {}) {
  return bench.engine.signInWithCode(rig.mcpUrl, {
    signal: new AbortController().signal,
    onPhase: () => undefined,
    onCode: (code) => codes.push(code),
    ...more,
  });
}

async function shownCode(): Promise<DeviceCode> {
  await expect.poll(() => codes.length).toBe(1);
  const [code] = codes;
  if (!code) throw new Error('no code');
  return code;
}

describe('a sign-in with a code', () => {
  it('ends with tokens the server accepts, and opens nothing by itself', async () => {
    const rig = await bench.rig();
    // Only OpenID requests know acr_values (OpenID Connect Core section 3.1.2.1).
    const running = start(rig, { acrValues: 'tenant:acme', scope: 'openid mcp:tools' });
    const { verificationUri, userCode, verificationUriComplete } = await shownCode();
    expect(verificationUriComplete).toContain(userCode);
    await enterDeviceCode(verificationUri, userCode);
    expect(await running).toEqual(ok(null));
    expect(await bench.accepted(rig, await bench.token(rig))).toBe(200);
    expect(bench.opened).toEqual([]);
    const scope = 'openid mcp:tools offline_access';
    expect(rig.log.count('device', { resource: rig.mcpUrl, scope, acrValues: 'tenant:acme' })).toBe(1);
    expect(rig.log.count('registration')).toBe(1);
    expect(await bench.engine.fact(rig.mcpUrl)).toMatchObject({
      value: { state: 'signed-in', refreshable: true },
    });
  });

  it('is renewed and ended like any other', async () => {
    const rig = await bench.rig({ accessTokenTtl: 60 });
    const running = start(rig);
    const { verificationUri, userCode } = await shownCode();
    await enterDeviceCode(verificationUri, userCode);
    await running;
    const old = await bench.token(rig);
    bench.later(61_000);
    expect(await bench.token(rig)).not.toBe(old);
    expect(await bench.engine.signOut(rig.mcpUrl)).toMatchObject({ value: { complete: true } });
    expect(rig.openGrants()).toBe(0);
    expect(rig.registeredClients()).toBe(0);
    expect(bench.secrets.values.size).toBe(0);
  });

  it('takes a client ID of its own', async () => {
    const client = {
      client_id: 'device-app',
      redirect_uris: [],
      response_types: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    };
    const rig = await bench.rig({ noDcr: true, clients: [client] });
    const running = start(rig, { clientId: 'device-app' });
    const { verificationUri, userCode } = await shownCode();
    await enterDeviceCode(verificationUri, userCode);
    expect(await running).toEqual(ok(null));
    expect(rig.log.count('token', { clientId: 'device-app' })).toBe(1);
  });

  it('keeps what was there until the person has agreed', async () => {
    const rig = await bench.rig();
    await bench.signIn(rig);
    const old = await bench.token(rig);
    const running = start(rig);
    const { verificationUri, userCode } = await shownCode();
    expect(await bench.token(rig)).toBe(old);
    await enterDeviceCode(verificationUri, userCode, { answer: 'abort' });
    expect(await running).toMatchObject(failure('AuthDenied'));
    expect(await bench.token(rig)).toBe(old);
  });

  it('ends at once when cancelled', async () => {
    const rig = await bench.rig();
    const controller = new AbortController();
    const running = start(rig, { signal: controller.signal });
    await shownCode();
    controller.abort();
    expect(await running).toMatchObject(failure('AuthCancelled'));
  });

  it('registers anew after the service has forgotten the app', async () => {
    const rig = await bench.rig();
    const first = start(rig);
    const { verificationUri, userCode } = await shownCode();
    await enterDeviceCode(verificationUri, userCode);
    await first;
    rig.restartAuthServer();
    codes = [];
    const second = start(rig);
    const again = await shownCode();
    await enterDeviceCode(again.verificationUri, again.userCode);
    expect(await second).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(2);
  });

  it('is not offered where the service has none, in words', async () => {
    const rig = await bench.rig({ noDeviceFlow: true });
    expect(await start(rig)).toMatchObject(failure('Unsupported'));
    expect(rig.log.events.filter(({ kind }) => kind === 'registration')).toEqual([]);
  });
});
