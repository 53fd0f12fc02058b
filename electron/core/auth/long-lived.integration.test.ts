import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import { createBench, failure } from './__fixtures__/bench.ts';
import type { Bench } from './__fixtures__/bench.ts';

let bench: Bench;
const asks = { signal: new AbortController().signal, onPhase: () => undefined };

beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.stop());

describe('a token in use', () => {
  it('is renewed before it runs out', async () => {
    const rig = await bench.rig({ accessTokenTtl: 3600 });
    await bench.signIn(rig);
    const old = await bench.token(rig);
    bench.later(54 * 60_000);
    expect(await bench.token(rig)).toBe(old);
    bench.later(4 * 60_000);
    const tokens = await Promise.all(Array.from({ length: 6 }, () => bench.token(rig)));
    expect(tokens).not.toContain(old);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(1);
  });

  it('is renewed with the scopes it has, because some services insist on them', async () => {
    const rig = await bench.rig({ accessTokenTtl: 60 });
    await bench.signIn(rig);
    bench.later(61_000);
    await bench.token(rig);
    expect(rig.log.count('token', { grantType: 'refresh_token', scope: 'mcp:tools' })).toBe(1);
  });

  it('goes on working while early renewals fail, without asking again at once', async () => {
    const rig = await bench.rig({ accessTokenTtl: 3600 });
    await bench.signIn(rig);
    const old = await bench.token(rig);
    rig.options.tokenStatus = 503;
    bench.later(58 * 60_000);
    expect(await bench.token(rig)).toBe(old);
    bench.later(20_000);
    expect(await bench.token(rig)).toBe(old);
    expect(rig.log.count('token-error')).toBe(1);
    delete rig.options.tokenStatus;
    bench.later(45_000);
    expect(await bench.token(rig)).not.toBe(old);
    expect(bench.opened).toHaveLength(1);
  });
});

describe('a renewal', () => {
  it('is waited for before the program ends, and what it brought is kept', async () => {
    const rig = await bench.rig({ accessTokenTtl: 60, slowAnswer: 200 });
    await bench.signIn(rig);
    bench.later(61_000);
    void bench.engine.accessToken(rig.mcpUrl);
    await expect.poll(() => rig.log.count('token', { grantType: 'refresh_token' })).toBe(1);
    await bench.engine.settled();
    const item = bench.secrets.values.get(`${rig.mcpUrl}|${rig.issuer}`) ?? '{}';
    const kept = JSON.parse(item) as { accessToken: string; renewing: number | null };
    expect(kept.renewing).toBeNull();
    expect(await bench.accepted(rig, kept.accessToken)).toBe(200);
    expect(await bench.token(rig)).toBe(kept.accessToken);
  });

  it('is not asked for where its answer could not be kept', async () => {
    const rig = await bench.rig({ accessTokenTtl: 60 });
    await bench.signIn(rig);
    bench.later(61_000);
    bench.secrets.become('locked');
    expect(await bench.engine.accessToken(rig.mcpUrl)).toMatchObject(failure('KeychainLocked'));
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(0);
    bench.secrets.become('ready');
    bench.engine.reload();
    expect(await bench.accepted(rig, await bench.token(rig))).toBe(200);
  });

  it('leaves a service alone for as long as it asks', async () => {
    const rig = await bench.rig({ accessTokenTtl: 60 });
    await bench.signIn(rig);
    bench.later(61_000);
    rig.options.tokenStatus = 429;
    rig.options.retryAfter = 120;
    expect(await bench.engine.accessToken(rig.mcpUrl)).toMatchObject(failure('HttpError'));
    delete rig.options.tokenStatus;
    bench.later(60_000);
    expect(await bench.engine.accessToken(rig.mcpUrl)).toMatchObject(failure('HttpError'));
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(0);
    bench.later(61_000);
    expect(await bench.accepted(rig, await bench.token(rig))).toBe(200);
  });
});

describe('a renewal that failed', () => {
  it('is no longer told after a new sign-in', async () => {
    const rig = await bench.rig({ accessTokenTtl: 60 });
    await bench.signIn(rig);
    rig.options.tokenStatus = 503;
    bench.later(61_000);
    expect(await bench.engine.accessToken(rig.mcpUrl)).toMatchObject(failure('HttpError'));
    expect(await bench.engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'renewal-failed' } });
    delete rig.options.tokenStatus;
    bench.later(1000);
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(await bench.engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'signed-in' } });
  });
});

describe('twelve callers that are refused at the same time', () => {
  it('cost one renewal, also when some refusals come late', async () => {
    const rig = await bench.rig();
    await bench.signIn(rig);
    const old = await bench.token(rig);
    bench.later(120_000);
    const call = async (delay: number) => {
      await new Promise((resolve) => setTimeout(resolve, delay));
      bench.later(1);
      bench.engine.noteRejection(rig.mcpUrl, 'invalid-token', null, old);
      return bench.token(rig);
    };
    const tokens = await Promise.all(Array.from({ length: 12 }, (_, index) => call(index * 15)));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens).not.toContain(old);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(1);
    expect(rig.openGrants()).toBe(1);
    expect(await bench.engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'signed-in' } });
  });
});

describe('a server that has moved to another sign-in service', () => {
  it('is noticed at its refusal; nothing of the old service is used again', async () => {
    const rig = await bench.rig();
    const other = await bench.rig();
    await bench.signIn(rig);
    rig.options.prmIssuers = [other.issuer];
    bench.later(120_000);
    bench.engine.noteRejection(rig.mcpUrl, 'invalid-token', null);
    const answers = await Promise.all([1, 2, 3].map(() => bench.engine.accessToken(rig.mcpUrl)));
    for (const answer of answers) expect(answer).toMatchObject(failure('InvalidGrant'));
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(0);
    const fact = await bench.engine.fact(rig.mcpUrl);
    expect(fact).toMatchObject({ value: { state: 'rejected', next: 'Sign in again.' } });
    expect(JSON.stringify(fact)).toContain(`now signs people in at ${other.issuer}`);
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(other.log.count('registration')).toBe(1);
    const list = await bench.engine.list();
    expect(list).toMatchObject({ ok: true, value: [{ issuer: other.issuer }] });
    expect(rig.openGrants()).toBe(0);
  });
});

describe('more access', () => {
  it('is asked for together with what was asked for before, at most twice per operation', async () => {
    const rig = await bench.rig();
    await bench.signIn(rig);
    const stepUp = (operation: string) =>
      bench.engine.stepUp(rig.mcpUrl, 'mcp:write', { ...asks, operation });
    expect(await stepUp('tools/call')).toEqual(ok(null));
    expect(new URL(bench.opened[1] ?? '').searchParams.get('scope')).toBe(
      'mcp:tools offline_access mcp:write',
    );
    expect(await stepUp('tools/call')).toEqual(ok(null));
    expect(await stepUp('tools/call')).toMatchObject(failure('InsufficientScope'));
    expect(bench.opened).toHaveLength(3);
    expect(await stepUp('resources/read')).toEqual(ok(null));
    bench.later(61 * 60_000);
    expect(await stepUp('tools/call')).toEqual(ok(null));
  });

  it('keeps the old tokens when the person declines', async () => {
    const rig = await bench.rig();
    await bench.signIn(rig);
    const old = await bench.token(rig);
    rig.options.deny = true;
    const refused = await bench.engine.stepUp(rig.mcpUrl, 'mcp:write', { ...asks, operation: 'tools/call' });
    expect(refused).toMatchObject(failure('AuthDenied'));
    expect(await bench.token(rig)).toBe(old);
  });
});

describe('another account', () => {
  it('makes the service ask who is there', async () => {
    const rig = await bench.rig();
    await bench.signIn(rig);
    expect(await bench.signIn(rig, { anotherAccount: true })).toEqual(ok(null));
    const prompts = bench.opened.map((url) => new URL(url).searchParams.get('prompt'));
    expect(prompts).toEqual(['consent', 'login consent']);
  });
});

describe('an app that signs in for itself', () => {
  const clients = [
    {
      client_id: 'nightly',
      client_secret: 'a secret',
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
  ];
  const nightly = { clientId: 'nightly', clientSecret: 'a secret' };

  it('gets tokens for the server without a browser, and new ones by asking again', async () => {
    const rig = await bench.rig({ clients, accessTokenTtl: 60 });
    expect(await bench.engine.signInAsApp(rig.mcpUrl, nightly, asks)).toEqual(ok(null));
    const old = await bench.token(rig);
    expect(await bench.accepted(rig, old)).toBe(200);
    expect(rig.log.count('token', { grantType: 'client_credentials', resource: rig.mcpUrl })).toBe(1);
    expect(await bench.engine.fact(rig.mcpUrl)).toMatchObject({
      value: { state: 'signed-in', refreshable: true },
    });
    bench.later(61_000);
    expect(await bench.token(rig)).not.toBe(old);
    expect(bench.opened).toEqual([]);
  });

  it('proves itself with a key that never leaves this computer', async () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const [client] = clients;
    const keyed = {
      ...client,
      client_id: 'keyed',
      client_secret: undefined,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [pair.publicKey.export({ format: 'jwk' })] },
    };
    const rig = await bench.rig({ clients: [keyed] });
    const given = { clientId: 'keyed', privateKey: { pem, algorithm: 'ES256' as const } };
    expect(await bench.engine.signInAsApp(rig.mcpUrl, given, asks)).toEqual(ok(null));
    expect(await bench.accepted(rig, await bench.token(rig))).toBe(200);
  });

  it('is refused in plain words with a wrong secret, and nothing is kept', async () => {
    const rig = await bench.rig({ clients });
    const wrong = { ...nightly, clientSecret: 'no' };
    const refused = await bench.engine.signInAsApp(rig.mcpUrl, wrong, asks);
    expect(refused.ok).toBe(false);
    expect(bench.secrets.values.size).toBe(0);
  });
});
