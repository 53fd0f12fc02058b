import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ok } from '../../../shared/errors.ts';
import { createBench, failure } from './__fixtures__/bench.ts';
import type { Bench } from './__fixtures__/bench.ts';

let bench: Bench;
const DOCS = fileURLToPath(new URL('../../../docs/auth.md', import.meta.url));

/** The client identifier metadata document as the documentation tells people to host it. */
async function documented(): Promise<{ client_id: string } & Record<string, unknown>> {
  const [, json = ''] = /```json\n(.*?)```/s.exec(await readFile(DOCS, 'utf8')) ?? [];
  return JSON.parse(json) as { client_id: string };
}

const publicClient = {
  client_id: 'from-the-admin',
  redirect_uris: ['http://127.0.0.1/callback'],
  application_type: 'native',
  token_endpoint_auth_method: 'none',
};
const confidentialClient = {
  ...publicClient,
  client_id: 'with a:secret',
  client_secret: 'p%+ q&=',
  token_endpoint_auth_method: 'client_secret_basic',
};

beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.stop());

describe('a client ID that was entered', () => {
  it('is used before anything else, and kept with its issuer in the keychain', async () => {
    const rig = await bench.rig({ clients: [publicClient] });
    const { engine } = bench;
    expect(await engine.setRegistration(rig.mcpUrl, { clientId: 'from-the-admin' })).toEqual(ok(null));
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(0);
    expect(rig.log.count('token', { clientId: 'from-the-admin' })).toBe(1);
    expect([...bench.secrets.values.keys()]).toContain(`registration|${rig.issuer}`);
    expect(await bench.accepted(rig, await bench.token(rig))).toBe(200);
  });

  it('makes a sign-in possible where apps cannot register themselves', async () => {
    const rig = await bench.rig({ noDcr: true, clients: [publicClient] });
    expect(await bench.signIn(rig)).toMatchObject(failure('RegistrationUnavailable'));
    await bench.engine.setRegistration(rig.mcpUrl, { clientId: 'from-the-admin' });
    expect(await bench.engine.fact(rig.mcpUrl)).toEqual(ok(null));
    expect(await bench.signIn(rig)).toEqual(ok(null));
  });

  it('proves itself with its secret, form-encoded, also when the token is renewed', async () => {
    const rig = await bench.rig({ clients: [confidentialClient], accessTokenTtl: 60 });
    const given = { clientId: 'with a:secret', clientSecret: 'p%+ q&=' };
    await bench.engine.setRegistration(rig.mcpUrl, given);
    expect(await bench.signIn(rig)).toEqual(ok(null));
    const old = await bench.token(rig);
    bench.later(61_000);
    expect(await bench.token(rig)).not.toBe(old);
  });

  it('stays when the service does not accept it, and so do the tokens, until it is corrected', async () => {
    const rig = await bench.rig({ clients: [confidentialClient], accessTokenTtl: 60 });
    const { engine } = bench;
    await engine.setRegistration(rig.mcpUrl, { clientId: 'with a:secret', clientSecret: 'p%+ q&=' });
    await bench.signIn(rig);
    await engine.setRegistration(rig.mcpUrl, { clientId: 'with a:secret', clientSecret: 'wrong' });
    bench.later(61_000);
    const refused = await engine.accessToken(rig.mcpUrl);
    expect(refused).toMatchObject(failure('SignInFailed'));
    expect(JSON.stringify(refused)).toContain('does not accept the client ID you entered');
    expect(await engine.fact(rig.mcpUrl)).toMatchObject({ value: { state: 'renewal-failed' } });
    const again = await bench.signIn(rig);
    expect(JSON.stringify(again)).toContain('does not accept the client ID you entered');
    expect(rig.log.count('registration')).toBe(0);
    await engine.setRegistration(rig.mcpUrl, { clientId: 'with a:secret', clientSecret: 'p%+ q&=' });
    bench.later(11_000);
    expect(await bench.token(rig)).not.toBe('');
  });

  it('is never sent to another issuer, and the person is told', async () => {
    const rig = await bench.rig({ clients: [publicClient] });
    const other = await bench.rig();
    await bench.engine.setRegistration(rig.mcpUrl, { clientId: 'from-the-admin' });
    await bench.signIn(rig);
    rig.options.prmIssuers = [other.issuer];
    const moved = await bench.signIn(rig);
    expect(moved).toMatchObject(failure('RegistrationUnavailable'));
    expect(JSON.stringify(moved)).toContain(rig.issuer);
    expect(JSON.stringify(moved)).toContain(other.issuer);
    expect(other.log.events).toEqual([]);
    expect(await bench.engine.setRegistration(rig.mcpUrl, null)).toEqual(ok(null));
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(other.log.count('registration')).toBe(1);
  });

  it('outlives a sign-out', async () => {
    const rig = await bench.rig({ clients: [publicClient] });
    await bench.engine.setRegistration(rig.mcpUrl, { clientId: 'from-the-admin' });
    await bench.signIn(rig);
    await bench.engine.signOut(rig.mcpUrl);
    expect([...bench.secrets.values.keys()]).toEqual([`registration|${rig.issuer}`]);
    expect(await bench.engine.setRegistration(rig.mcpUrl, null)).toEqual(ok(null));
    expect(bench.secrets.values.size).toBe(0);
  });
});

describe('a client metadata document', () => {
  it('as documented is accepted by a real service, with no registration at all', async () => {
    const clientDocument = await documented();
    await bench.stop();
    bench = await createBench({ clientMetadataUrl: clientDocument.client_id });
    const rig = await bench.rig({ clientDocument });
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(0);
    expect(rig.log.count('token', { clientId: clientDocument.client_id })).toBe(1);
    expect(await bench.accepted(rig, await bench.token(rig))).toBe(200);
  });

  it('gives way to a registration where the service cannot read it', async () => {
    const clientDocument = await documented();
    await bench.stop();
    bench = await createBench({
      clientMetadataUrl: 'https://not-served.example/app.json',
      browserTimeout: 500,
    });
    const rig = await bench.rig({ clientDocument });
    expect(await bench.signIn(rig)).toMatchObject(failure('AuthTimeout'));
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(1);
  });

  it('is not used where the service does not say that it reads them', async () => {
    await bench.stop();
    bench = await createBench({ clientMetadataUrl: 'https://tray.example/app.json' });
    const rig = await bench.rig();
    expect(await bench.signIn(rig)).toEqual(ok(null));
    expect(rig.log.count('registration')).toBe(1);
  });
});
