import { once } from 'node:events';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { enterDeviceCode, followLogin } from '../../e2e/rig/fake-browser.ts';
import { startKeyring } from '../../e2e/rig/keyring.ts';
import type { Keyring } from '../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig, RigOptions } from '../../e2e/rig/oauth-rig.ts';
import { realClients } from '../../e2e/rig/real-clients.ts';
import type { SignInCode } from '../../shared/snapshot.ts';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';

const SECRET = 'rig secret/with+odd%chars';
const CODE_MS = 15_000;

let keyring: Keyring;
let scratch: ScratchHome;
let rig: Rig;

beforeAll(async () => {
  keyring = await startKeyring();
});
afterAll(() => keyring.stop());
beforeEach(async () => {
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
  scratch = await scratchHome({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
  const follow = fileURLToPath(new URL('../../e2e/rig/fake-browser.ts', import.meta.url));
  const browser = await scratch.write(
    'browser.sh',
    `#!/bin/sh\nexec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1\n`,
  );
  await chmod(browser, 0o755);
  scratch.vars['BROWSER'] = browser;
});
afterEach(async () => {
  await rig.stop();
  await scratch.remove();
});

async function startRig(options: RigOptions): Promise<void> {
  rig = await startOAuthRig(options);
  await scratch.write('.codex/config.toml', `[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`);
}

const STATIC_CLIENT = {
  client_id: 'given-app',
  client_secret: SECRET,
  redirect_uris: ['http://127.0.0.1/callback'],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  token_endpoint_auth_method: 'client_secret_basic',
  application_type: 'native',
};

/** Starts `login --device --json` and enters the code it tells. */
async function loginWithCode(argv: readonly string[], input = '') {
  const child = scratch.spawn(['login', 'rig', '--device', '--json', ...argv]);
  const ended = once(child, 'close');
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.end(input);
  try {
    await expect.poll(() => err, { timeout: CODE_MS }).toContain('\n');
    const { code } = JSON.parse(err.split('\n')[0] ?? '') as { code: SignInCode };
    await enterDeviceCode(code.verificationUri, code.userCode);
    await ended;
    return { code, out, err, exitCode: child.exitCode };
  } finally {
    child.kill('SIGKILL');
  }
}

const auth = (out: string): unknown => (JSON.parse(out) as { auth: unknown }).auth;

async function expectSecretNowhere(...outputs: readonly string[]): Promise<void> {
  for (const output of outputs) expect(output).not.toContain(SECRET);
  for (const file of await readdir(scratch.home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    expect(await readFile(join(file.parentPath, file.name), 'latin1')).not.toContain(SECRET);
  }
}

describe('a service that wants a fixed client ID', () => {
  it('says how to give one, and takes it with its secret from stdin', async () => {
    await startRig({ noDcr: true, clients: [STATIC_CLIENT] });
    const refused = await scratch.run(['login', 'rig', '--own']);
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toContain('--client-id');

    const argv = ['login', 'rig', '--client-id', 'given-app', '--client-secret-stdin', '--json'];
    const signedIn = await scratch.run(argv, `${SECRET}\n`);
    expect(signedIn).toMatchObject({ exitCode: 0, err: '' });
    expect(auth(signedIn.out)).toMatchObject({ state: 'signed-in', owner: 'mcp-tray' });
    expect(rig.log.count('token', { clientId: 'given-app' })).toBe(1);

    // It is kept: the next sign-in needs only the server.
    expect(await scratch.run(['login', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
    expect(rig.log.count('token', { clientId: 'given-app' })).toBe(2);
    await expectSecretNowhere(refused.out, refused.err, signedIn.out, signedIn.err);
    expect(await scratch.run(['logout', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
  });

  it('is asked again for a registration after a wrong client ID was forgotten', async () => {
    await startRig({});
    // The service shows an error page without a way back, so the person gives up.
    const child = scratch.spawn(['login', 'rig', '--client-id', 'nobody', '--json']);
    const ended = once(child, 'close');
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    try {
      await expect.poll(() => err, { timeout: CODE_MS }).toContain('client_id=nobody');
      child.kill('SIGINT');
      await ended;
    } finally {
      child.kill('SIGKILL');
    }
    expect(child.exitCode).toBe(130);
    expect(rig.registeredClients()).toBe(0);
    const again = await scratch.run(['login', 'rig', '--forget-client-id', '--json']);
    expect(again).toMatchObject({ exitCode: 0, err: '' });
    expect(rig.registeredClients()).toBe(1);
    expect(await scratch.run(['logout', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
  });
});

describe('a sign-in with a code', () => {
  it('tells address and code, opens nothing, and ends signed in at the tenant', async () => {
    await startRig({ challengeScope: 'openid mcp:tools' });
    const { code, out, err, exitCode } = await loginWithCode(['--acr-values', 'tenant:acme']);
    expect(code.verificationUri).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(code.expiresAt).toBeGreaterThan(Date.now());
    expect(exitCode).toBe(0);
    expect(auth(out)).toMatchObject({ state: 'signed-in', owner: 'mcp-tray', refreshable: true });
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(rig.log.count('device', { acrValues: 'tenant:acme' })).toBe(1);
    expect(rig.log.count('authorize')).toBe(0);
    expect(await scratch.run(['logout', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
  });

  it('proves a given client ID with its secret, and does not keep it for the browser', async () => {
    await startRig({ noDcr: true, clients: [STATIC_CLIENT] });
    const argv = ['--client-id', 'given-app', '--client-secret-stdin'];
    const { out, err, exitCode } = await loginWithCode(argv, SECRET);
    expect(exitCode).toBe(0);
    expect(rig.log.count('token', { clientId: 'given-app' })).toBe(1);
    await expectSecretNowhere(out, err);
    expect(await scratch.run(['logout', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
    expect((await scratch.run(['login', 'rig', '--own'])).err).toContain('--client-id');
  });
});

describe('another account', () => {
  it('makes the service ask who is there', async () => {
    await startRig({});
    expect(await scratch.run(['login', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
    const other = await scratch.run(['login', 'rig', '--another-account']);
    expect(other).toMatchObject({ exitCode: 0 });
    const prompts = rig.log.events
      .filter(({ kind }) => kind === 'authorize')
      .map(({ detail }) => detail['prompt']);
    expect(prompts[0] ?? '').not.toMatch(/login|select_account/);
    expect(prompts.at(-1)).toMatch(/login|select_account/);
    expect(await scratch.run(['logout', 'rig', '--own'])).toMatchObject({ exitCode: 0 });
  });
});

describe('login with the client’s own command, where no browser can be opened', () => {
  it('prints the address that the command prints, and goes on when the person has signed in there', async () => {
    const { codex } = await realClients();
    await startRig({});
    const config = `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`;
    await scratch.write('.codex/config.toml', config);
    delete scratch.vars['BROWSER'];
    scratch.vars['PATH'] = `${dirname(codex)}:${scratch.vars['PATH'] ?? ''}`;
    const child = scratch.spawn(['login', 'rig', '--client']);
    const ended = once(child, 'close');
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    try {
      await expect
        .poll(() => err, { timeout: 20_000 })
        .toMatch(/Open this address in your browser:\nhttp\S+\n/);
      await followLogin(/http\S+/.exec(err)?.[0] ?? '');
      await ended;
      expect(child.exitCode).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
