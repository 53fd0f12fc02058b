import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startKeyring } from '../../e2e/rig/keyring.ts';
import type { Keyring } from '../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../e2e/rig/oauth-rig.ts';
import { readHostEnv } from '../core/host-env.ts';
import { findSecrets } from '../core/secrets/secret-service.ts';
import { withSessionBus } from '../core/secrets/session-bus.ts';
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

  it('are unknown, not missing, while the keyring is locked; nothing is taken out of it', async () => {
    const after = await prepareGoose();
    const before = await stored();
    expect(before).not.toBe(after);
    await keyring.lock();
    try {
      expect(await tray('sign-ins')).toMatchObject({ signIns: [] });
      expect(await tray('check', 'goose:user:used')).toMatchObject({
        auth: {
          state: 'client-managed',
          evidence: 'the server wants a sign-in; Goose keeps its own where MCP Tray does not look',
        },
      });
    } finally {
      await keyring.unlock();
    }
    expect(await stored()).toBe(before);
  });
});

/** An item as Zed makes it: with attributes of its own, none of them a service. */
async function putZedItem(url: string, username: string, secret: string): Promise<void> {
  const { DBUS_SESSION_BUS_ADDRESS } = keyring.env;
  const env = { ...readHostEnv('0'), platform: 'linux', vars: { DBUS_SESSION_BUS_ADDRESS } } as const;
  await withSessionBus(env, async (bus) => {
    const to = 'org.freedesktop.secrets';
    const path = '/org/freedesktop/secrets';
    const open = { to, path, method: 'org.freedesktop.Secret.Service.OpenSession' };
    const [, session] = z
      .tuple([z.unknown(), z.string()])
      .parse(await bus({ ...open, signature: 'sv', values: ['plain', ['s', '']] }));
    await bus({
      to,
      path: `${path}/aliases/default`,
      method: 'org.freedesktop.Secret.Collection.CreateItem',
      signature: 'a{sv}(oayays)b',
      values: [
        [
          ['org.freedesktop.Secret.Item.Label', ['s', 'zed-github-account']],
          ['org.freedesktop.Secret.Item.Attributes', ['a{ss}', { url, username }]],
        ],
        [session, Buffer.alloc(0), Buffer.from(secret), 'text/plain'],
        true,
      ],
    });
  });
}

async function prepareZed(): Promise<void> {
  const { accessToken, refreshToken, clientId } = await signInSomewhere(rig);
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const session = {
    token_endpoint: `${rig.issuer}/token`,
    resource: rig.mcpUrl,
    client_registration: { client_id: clientId, client_secret: null },
    tokens: {
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_at: { secs_since_epoch: expires, nanos_since_epoch: 0 },
    },
  };
  await putZedItem(`mcp-oauth:${rig.mcpUrl}`, 'mcp-oauth', JSON.stringify(session));
  await putZedItem(
    'mcp-oauth:https://other.test/mcp',
    'mcp-oauth',
    JSON.stringify({ tokens: { access_token: 'o' } }),
  );
  await putZedItem('https://zed.dev', '42', 'own-login');
  const server = { mine: { url: `${rig.mcpUrl}?team=a` } };
  await scratch.write('.config/zed/settings.json', JSON.stringify({ context_servers: server }));
}

describe('Zed’s sign-ins, each an item under its address', () => {
  it('are listed under the entry’s name, revoked where they came from, and deleted alone', async () => {
    await prepareZed();
    expect(await tray('sign-ins')).toMatchObject({
      signIns: expect.arrayContaining([
        expect.objectContaining({ server: 'mine', entries: ['zed:user:mine'], stale: null }),
        expect.objectContaining({ server: 'other.test', entries: [] }),
      ]) as unknown[],
    });
    expect(await tray('disconnect', 'zed:user:mine', '--yes')).toMatchObject({
      complete: true,
      sentences: expect.arrayContaining([
        `Revoked at ${new URL(rig.issuer).host}.`,
        'Removed from Zed.',
      ]) as string[],
    });
    expect(rig.openGrants()).toBe(0);
    const left = (await tray('sign-ins')) as { signIns: readonly { ref: string }[] };
    expect(left.signIns.map(({ ref }) => ref).filter((ref) => ref.startsWith('zed/'))).toEqual([
      'zed/https://other.test/mcp',
    ]);
    const { DBUS_SESSION_BUS_ADDRESS } = keyring.env;
    const env = { ...readHostEnv('0'), platform: 'linux', vars: { DBUS_SESSION_BUS_ADDRESS } } as const;
    expect((await findSecrets(env, { url: 'https://zed.dev' }))?.open).toMatchObject([
      { secret: 'own-login' },
    ]);
  });

  it('are unknown while the keyring is locked', async () => {
    await prepareZed();
    await keyring.lock();
    try {
      expect(await tray('check', 'zed:user:mine')).toMatchObject({ auth: { state: 'client-managed' } });
      expect(await tray('sign-ins')).toMatchObject({ signIns: [] });
    } finally {
      await keyring.unlock();
    }
  });
});
