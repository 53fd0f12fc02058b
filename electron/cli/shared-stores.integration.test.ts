import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../e2e/rig/oauth-rig.ts';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';

let rig: Rig;
let scratch: ScratchHome;
beforeEach(async () => {
  [rig, scratch] = await Promise.all([startOAuthRig(), scratchHome()]);
});
afterEach(async () => {
  await rig.stop();
  await scratch.remove();
});

async function tray(...argv: readonly string[]): Promise<unknown> {
  const { out } = await scratch.run([...argv, '--json']);
  return JSON.parse(out || 'null');
}

const servers = (...names: string[]): string =>
  JSON.stringify({
    mcpServers: Object.fromEntries(names.map((name) => [name, { url: `${rig.mcpUrl}?of=${name}` }])),
  });

describe('the sign-ins that Kiro CLI and Amazon Q CLI share', () => {
  it('belong to entries of both, under the entry’s name, and are nobody’s without any', async () => {
    const hash = createHash('sha256').update(rig.mcpUrl).digest('hex');
    const tokens = JSON.stringify({ access_token: 'at', refresh_token: 'rt', expires_in: 3600 });
    await scratch.write(`.aws/sso/cache/${hash}.token.json`, tokens);
    await scratch.write(`.aws/sso/cache/${hash}.registration.json`, '{"client_id":"c"}');
    await scratch.write('.aws/amazonq/mcp.json', servers('mine'));
    expect(await tray('sign-ins')).toMatchObject({
      signIns: [{ ref: `kiro/${hash}`, server: 'mine', entries: ['amazon-q:user:mine'], stale: null }],
    });
    expect(await tray('check', 'amazon-q:user:mine')).toMatchObject({
      auth: { state: 'client-managed', evidence: 'signed in with Amazon Q CLI · renews by itself' },
    });
    await scratch.write('.aws/amazonq/mcp.json', servers());
    expect(await tray('sign-ins', '--stale')).toMatchObject({
      signIns: [{ entries: [], stale: 'No server that MCP Tray knows of uses it.' }],
    });
    await scratch.write('.aws/amazonq/mcp.json', '{"mcpServers":');
    expect(await tray('sign-ins', '--stale')).toMatchObject({ signIns: [] });
  });
});

describe('a client of which only one part can be looked into', () => {
  it('is not said to lack a sign-in that its other part may have', async () => {
    const auth = JSON.stringify({ seen: { tokens: { access_token: 'at' } } });
    await scratch.write('.cursor/projects/srv-app/mcp-auth.json', auth);
    await scratch.write('.cursor/mcp.json', servers('seen', 'unseen'));
    expect(await tray('check', 'cursor:user:seen')).toMatchObject({
      auth: { state: 'client-managed', evidence: 'signed in with Cursor CLI' },
    });
    expect(await tray('check', 'cursor:user:unseen')).toMatchObject({
      auth: {
        state: 'client-managed',
        evidence: 'the server wants a sign-in; Cursor keeps its own where MCP Tray does not look',
      },
    });
  });
});

describe('a client whose sign-ins nobody else can see', () => {
  it('is not said to have none; the answer is how to sign out in it', async () => {
    await scratch.write('.warp/.mcp.json', servers('mine'));
    await scratch.write('.gemini/settings.json', servers('seen'));
    const there = 'To sign out, open Settings → MCP Servers in Warp and press “Log out” on mine.';
    expect(await tray('disconnect', 'warp:user:mine', '--yes')).toMatchObject({
      complete: false,
      sentences: [expect.stringContaining('nothing of "mine" was ended') as string, there],
    });
    expect(await tray('disconnect', 'gemini-cli:user:seen', '--yes')).toMatchObject({
      complete: true,
      sentences: ['There is no sign-in for "seen" to end.'],
    });
  });
});

describe('a sign-in that only its client can end', () => {
  it('is shown, and the receipt says what to do there', async () => {
    const provider = {
      isDynamicAuthProvider: true,
      authProviderId: `${rig.issuer} ${rig.mcpUrl}`,
      clientId: 'c',
    };
    const path = await scratch.write('.config/Code/User/globalStorage/state.vscdb', '');
    const database = new DatabaseSync(path);
    database.exec('CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
    const row = database.prepare('INSERT INTO ItemTable VALUES (?, ?)');
    row.run(`secret://${JSON.stringify(provider)}`, 'x'.repeat(900));
    database.close();
    const server = { mine: { type: 'http', url: rig.mcpUrl } };
    await scratch.write('.config/Code/User/mcp.json', JSON.stringify({ servers: server }));
    expect(await tray('sign-ins')).toMatchObject({
      signIns: [{ owner: 'vscode', server: 'mine', entries: ['vscode:user:mine'], stale: null }],
    });
    expect(await tray('check', 'vscode:user:mine')).toMatchObject({
      auth: { state: 'client-managed', evidence: 'signed in with VS Code' },
    });
    expect(await tray('disconnect', 'vscode:user:mine', '--yes')).toMatchObject({
      complete: false,
      sentences: [
        'Nothing was done: VS Code keeps its tokens encrypted, so only VS Code can end this sign-in. In VS Code: run “Authentication: Remove Dynamic Authentication Providers” from the Command Palette, and choose this one.',
      ],
    });
  });
});
