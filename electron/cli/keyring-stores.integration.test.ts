import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKeyring } from '../../e2e/rig/keyring.ts';
import type { Keyring } from '../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../e2e/rig/oauth-rig.ts';
import { signInSomewhere } from '../core/auth/test-support/sign-in-somewhere.ts';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';

let keyring: Keyring;
let rig: Rig;
let scratch: ScratchHome;

beforeAll(async () => {
  keyring = await startKeyring();
});
afterAll(() => keyring.stop());
beforeEach(async () => {
  rig = await startOAuthRig();
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
  scratch = await scratchHome({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
});
afterEach(async () => {
  await rig.stop();
  await scratch.remove();
});

async function tray(...argv: readonly string[]): Promise<unknown> {
  const { out } = await scratch.run([...argv, '--json']);
  return JSON.parse(out || 'null');
}

/** In a process of its own: the module keeps the bus that it met first. The secret goes over stdin. */
async function inKeyring(script: string, input = ''): Promise<string> {
  const code = `const { AsyncEntry } = await import('@napi-rs/keyring');
    const text = await new Response(process.stdin).text();
    const entry = (s, a) => new AsyncEntry(s, a, { linux: { store: 'secret-service' } });
    process.stdout.write(String(await (${script})));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, ...keyring.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(input);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
  await once(child, 'close');
  return out;
}

const put = (text: string) => inKeyring(`entry('goose', 'secrets').setPassword(text)`, text);
const stored = () => inKeyring(`entry('goose', 'secrets').getPassword()`);

async function prepareGoose(): Promise<string> {
  const { accessToken, refreshToken, clientId } = await signInSomewhere(rig);
  const tokens = { access_token: accessToken, refresh_token: refreshToken, expires_in: 3600 };
  const at = Math.floor(Date.now() / 1000);
  const mine = { client_id: clientId, token_response: tokens, token_received_at: at, issuer: rig.issuer };
  const kept =
    '"OPENAI_API_KEY": "sk-é", "oauth_creds_used":{"client_id":"c","token_response":{"access_token":"x"}}';
  const text = `{${kept},"oauth_creds_orphan":${JSON.stringify(mine)}}`;
  await put(text);
  const server = (name: string) =>
    `  ${name}:\n    name: ${name}\n    type: streamable_http\n    uri: ${rig.mcpUrl}\n    enabled: true\n`;
  await scratch.write('.config/goose/config.yaml', `extensions:\n${server('used')}${server('unused')}`);
  return `{${kept}}`;
}

describe('Goose’s sign-ins in its one keychain item', () => {
  it('are listed, the orphan is revoked and cut out, and every other secret keeps its bytes', async () => {
    const after = await prepareGoose();
    expect(await tray('sign-ins', '--stale')).toMatchObject({
      signIns: [{ owner: 'goose', server: 'orphan', entries: [], refreshable: true }],
    });
    expect(await tray('check', 'goose:user:used')).toMatchObject({
      auth: { state: 'client-managed', owner: 'goose' },
    });
    expect(await tray('disconnect', 'goose/orphan', '--yes')).toMatchObject({
      complete: true,
      sentences: expect.arrayContaining([
        `Revoked at ${new URL(rig.issuer).host}.`,
        'Removed from Goose.',
      ]) as string[],
    });
    expect(rig.openGrants()).toBe(0);
    expect(await stored()).toBe(after);
    expect(await tray('sign-ins', '--stale')).toMatchObject({ signIns: [] });
  });
});
