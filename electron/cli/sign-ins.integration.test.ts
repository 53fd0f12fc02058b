import { readFileSync, writeFileSync } from 'node:fs';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startKeyring } from '../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../e2e/rig/oauth-rig.ts';
import { realClients, run } from '../../e2e/rig/real-clients.ts';
import type { RealClients } from '../../e2e/rig/real-clients.ts';
import { runClientCommand } from '../core/sign-ins/client-login.ts';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';

const CODEX_STORE = '.codex/.credentials.json';
const CLAUDE_STORE = '.claude/.credentials.json';

let clients: RealClients;
let rig: Rig;
let scratch: ScratchHome;
let browser: string;

beforeAll(async () => {
  clients = await realClients();
}, 600_000);

async function prepare(vars: Record<string, string>, store: 'file' | 'keyring'): Promise<void> {
  const PATH = [dirname(clients.codex), dirname(clients.claude), '/usr/bin', '/bin'].join(':');
  scratch = await scratchHome({ PATH, ...vars });
  const follow = fileURLToPath(new URL('../../e2e/rig/fake-browser.ts', import.meta.url));
  browser = await scratch.write(
    'browser.sh',
    `#!/bin/sh\nexec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1\n`,
  );
  await chmod(browser, 0o755);
  await scratch.write('.codex/config.toml', `mcp_oauth_credentials_store = "${store}"\n`);
}

beforeEach(async () => {
  rig = await startOAuthRig();
});
afterEach(async () => {
  await rig.stop();
  await scratch.remove();
  outputs.length = 0;
});

const codex = (args: readonly string[], vars: Record<string, string> = {}) =>
  run(clients.codex, args, { home: scratch.home, env: { BROWSER: browser, ...vars } });

const text = (path: string): string => readFileSync(join(scratch.home, path), 'utf8');

interface ListedSignIn {
  readonly ref: string;
  readonly owner: string;
  readonly server: string;
  readonly entries: readonly string[];
  readonly stale: string | null;
}

const outputs: string[] = [];
async function tray(...argv: readonly string[]) {
  const ended = await scratch.run([...argv, '--json']);
  outputs.push(ended.out, ended.err);
  return { ...ended, json: JSON.parse(ended.out || 'null') as unknown };
}
async function signIns(...argv: readonly string[]): Promise<readonly ListedSignIn[]> {
  return ((await tray('sign-ins', ...argv)).json as { signIns: readonly ListedSignIn[] }).signIns;
}

/** Every token that stands in a store file, for looking where else one may have got to. */
function tokensIn(stored: string): readonly string[] {
  const pattern = /"(?:access_?token|refresh_?token)":\s*"([^"]+)"/gi;
  return [...stored.matchAll(pattern)].flatMap(([, token]) => token ?? []);
}

async function expectNowhere(tokens: readonly string[], allowed: readonly string[]): Promise<void> {
  expect(tokens.length).toBeGreaterThan(0);
  for (const token of tokens) expect(outputs.join('\n')).not.toContain(token);
  for (const entry of await readdir(scratch.home, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || allowed.some((one) => path.endsWith(one))) continue;
    const content = await readFile(path, 'latin1');
    const found = tokens.some((token) => content.includes(token));
    expect({ path, found }).toEqual({ path, found: false });
  }
}

const without = (stored: string, key: string): unknown => {
  const root = JSON.parse(stored) as Record<string, unknown>;
  delete root[key];
  return root;
};

describe('a sign-in that Codex has forgotten', () => {
  it('is shown as stale, revoked at its service and cut out; the rest of the store keeps every byte', async () => {
    await prepare({}, 'file');
    for (const name of ['keep', 'orphan']) {
      const login = await codex(['mcp', 'add', name, '--url', rig.mcpUrl]);
      expect(login).toMatchObject({ code: 0 });
    }
    expect(rig.openGrants()).toBe(2);
    await codex(['mcp', 'remove', 'orphan']);
    const before = text(CODEX_STORE);
    const [orphan, ...others] = await signIns('--stale');
    expect(others).toEqual([]);
    expect(orphan).toMatchObject({
      owner: 'codex',
      server: 'orphan',
      entries: [],
      stale: 'No server uses it any more.',
    });
    expect(await signIns()).toHaveLength(2);

    const declined = await tray('disconnect', '--stale');
    expect(declined.exitCode).toBe(2);
    expect(text(CODEX_STORE)).toBe(before);
    const done = await tray('disconnect', '--stale', '--yes');
    expect(done.json).toEqual({
      schema: 1,
      complete: true,
      receipts: [
        {
          ref: orphan?.ref,
          complete: true,
          sentences: [
            `Revoked at ${new URL(rig.issuer).host}.`,
            expect.stringMatching(/ does not revoke access tokens; this one stays valid until /) as string,
            'Removed from Codex.',
          ],
        },
      ],
    });
    expect(done.exitCode).toBe(0);
    expect(rig.openGrants()).toBe(1);
    expect(rig.log.count('token', { grantType: 'refresh_token' })).toBe(0);

    const after = text(CODEX_STORE);
    expect(JSON.parse(after)).toEqual(without(before, orphan?.ref.slice('codex/'.length) ?? ''));
    const [kept = ''] = /"keep\|[^}]*\}/.exec(before) ?? [];
    expect(after).toContain(kept);
    expect(await signIns('--stale')).toEqual([]);
    const listed = JSON.parse((await codex(['mcp', 'list', '--json'])).stdout) as readonly object[];
    expect(listed).toMatchObject([{ name: 'keep', auth_status: 'o_auth' }]);
    const left = tokensIn(after);
    await expectNowhere(left, [CODEX_STORE]);
    await expectNowhere(
      tokensIn(before).filter((token) => !left.includes(token)),
      [],
    );
  });

  it('is found and deleted in the keychain too, and the other item stays', async () => {
    const keyring = await startKeyring();
    try {
      const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
      const bus = { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR };
      await prepare(bus, 'keyring');
      for (const name of ['keep', 'orphan']) {
        const login = await codex(['mcp', 'add', name, '--url', rig.mcpUrl], bus);
        expect(login).toMatchObject({ code: 0 });
      }
      await codex(['mcp', 'remove', 'orphan'], bus);
      expect(await readdir(join(scratch.home, '.codex'))).not.toContain('.credentials.json');
      const [orphan] = await signIns('--stale');
      expect(orphan).toMatchObject({ owner: 'codex', server: 'orphan' });
      const done = await tray('disconnect', orphan?.ref ?? '', '--yes');
      expect(done.json).toMatchObject({ ref: orphan?.ref, complete: true });
      expect(rig.openGrants()).toBe(1);
      expect(await signIns()).toMatchObject([{ server: 'keep', stale: null }]);
      const listed = JSON.parse((await codex(['mcp', 'list', '--json'], bus)).stdout) as readonly object[];
      expect(listed).toMatchObject([{ name: 'keep', auth_status: 'o_auth' }]);
    } finally {
      await keyring.stop();
    }
  });
});

describe('a sign-in that is in use', () => {
  it('ends by the client’s own sign-out, after it was revoked', async () => {
    await prepare({}, 'file');
    await codex(['mcp', 'add', 'rig', '--url', rig.mcpUrl]);
    const tokens = tokensIn(text(CODEX_STORE));
    const done = await tray('disconnect', 'rig', '--yes');
    expect(done.json).toMatchObject({
      ref: 'codex:user:rig',
      complete: true,
      sentences: expect.arrayContaining(['Removed from Codex.']) as string[],
    });
    expect(rig.openGrants()).toBe(0);
    expect(await signIns()).toEqual([]);
    await expectNowhere(tokens, []);
  });

  it('stays after a script’s remove, which names it, and ends with --sign-out', async () => {
    await prepare({}, 'file');
    await codex(['mcp', 'add', 'rig', '--url', rig.mcpUrl]);
    const kept = (await tray('remove', 'rig', '--yes')).json as { signInsKept: readonly string[] };
    expect(kept.signInsKept).toEqual([expect.stringMatching(/^codex\/rig\|/)]);
    expect(rig.openGrants()).toBe(1);
    expect(await signIns('--stale')).toMatchObject([{ ref: kept.signInsKept[0] }]);
    expect(await tray('disconnect', ...kept.signInsKept, '--yes')).toMatchObject({ exitCode: 0 });
    expect(rig.openGrants()).toBe(0);

    await codex(['mcp', 'add', 'rig', '--url', rig.mcpUrl]);
    expect((await tray('remove', 'rig', '--yes', '--sign-out')).json).toMatchObject({ signInsKept: [] });
    expect(rig.openGrants()).toBe(0);
    expect(await signIns()).toEqual([]);
  });

  it('tells when the service cannot be asked, and deletes all the same', async () => {
    await prepare({}, 'file');
    await codex(['mcp', 'add', 'rig', '--url', rig.mcpUrl]);
    await rig.stopAuthServer();
    const done = await tray('disconnect', 'rig', '--yes');
    const host = new URL(rig.issuer).host;
    expect(done.json).toMatchObject({
      complete: false,
      sentences: expect.arrayContaining([
        `${host} could not be asked to revoke it; it stays valid there until it runs out.`,
        'Removed from Codex.',
      ]) as string[],
    });
    expect(done.exitCode).toBe(1);
    expect(await signIns()).toEqual([]);
  });
});

/** Claude Code insists on a terminal for this. */
async function claudeLogin(): Promise<void> {
  const server = { type: 'http', url: rig.mcpUrl };
  await scratch.write('.claude.json', JSON.stringify({ mcpServers: { rig: server } }));
  const quiet = {
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  const login = await runClientCommand({
    command: { argv: ['claude', 'mcp', 'login', 'rig'], needsTerminal: true, cwd: null },
    binaryPath: clients.claude,
    env: {
      platform: 'linux',
      home: scratch.home,
      tmp: scratch.home,
      user: 'me',
      vars: { ...scratch.vars, ...quiet, BROWSER: browser },
      stateDir: join(scratch.home, 'state'),
      version: '0',
    },
    signal: new AbortController().signal,
    timeoutMs: 45_000,
    onOutput: () => undefined,
  });
  expect(login).toEqual({ ok: true, value: null });
}

describe('Claude Code’s sign-in', () => {
  it('ends by its own sign-out while it knows the server', async () => {
    await prepare({ DISABLE_TELEMETRY: '1', DISABLE_AUTOUPDATER: '1' }, 'file');
    await claudeLogin();
    const tokens = tokensIn(text(CLAUDE_STORE));
    const done = await tray('disconnect', 'rig', '--yes');
    expect(done.json).toMatchObject({
      complete: true,
      sentences: expect.arrayContaining(['Removed from Claude Code.']) as string[],
    });
    expect(rig.openGrants()).toBe(0);
    expect(await signIns()).toEqual([]);
    await expectNowhere(tokens, []);
  });

  it('goes, when orphaned, without touching the person’s own login in the same file', async () => {
    await prepare({}, 'file');
    await claudeLogin();
    const own = '"claudeAiOauth":{"accessToken":"own-login","scopes":["a", "b"]}';
    const before = text(CLAUDE_STORE).replace('{', `{${own},`);
    writeFileSync(join(scratch.home, CLAUDE_STORE), before, { mode: 0o600 });
    await scratch.write('.claude.json', '{"mcpServers":{}}');
    const [orphan] = await signIns('--stale');
    expect(orphan).toMatchObject({ owner: 'claude-code', server: 'rig' });
    const done = await tray('disconnect', orphan?.ref ?? '', '--yes');
    expect(done.json).toMatchObject({ complete: true });
    expect(rig.openGrants()).toBe(0);
    expect(text(CLAUDE_STORE)).toBe(`{${own},"mcpOAuth":{}}`);
    await expectNowhere(
      tokensIn(before).filter((token) => token !== 'own-login'),
      [],
    );
  });
});
