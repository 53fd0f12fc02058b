import { chmod } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOAuthRig } from '../../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../../e2e/rig/oauth-rig.ts';
import { realClients, scratchEnv } from '../../../e2e/rig/real-clients.ts';
import type { RealClients } from '../../../e2e/rig/real-clients.ts';
import { ok } from '../../../shared/errors.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import type { Core } from '../core.ts';
import { createCore } from '../create-core.ts';

let home: TestHome;
let rig: Rig;
let clients: RealClients;
let core: Core;

beforeEach(async () => {
  [home, rig, clients] = await Promise.all([createTestHome(), startOAuthRig(), realClients()]);
  await home.write(
    '.codex/config.toml',
    `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`,
  );
  const server = { type: 'http', url: rig.mcpUrl };
  await home.write('.claude.json', JSON.stringify({ mcpServers: { rig: server } }));
  await home.write('.cursor/mcp.json', JSON.stringify({ mcpServers: { rig: { url: rig.mcpUrl } } }));
}, 600_000);
afterEach(async () => {
  await core.stop();
  await rig.stop();
  await home.remove();
});

/** A `$BROWSER` that writes down each time it is opened, and signs in unless told to wait. */
async function start({ waits = false } = {}): Promise<void> {
  const follow = fileURLToPath(new URL('../../../e2e/rig/fake-browser.ts', import.meta.url));
  const signIn = waits ? 'exec sleep 60' : `exec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1`;
  const browser = await home.write('bin/browser', `#!/bin/sh\necho opened >> "$HOME/opened"\n${signIn}\n`);
  await chmod(browser, 0o755);
  const vars = scratchEnv(home.home, { BROWSER: browser });
  vars['PATH'] = `${dirname(clients.codex)}:${dirname(clients.claude)}:${vars['PATH']}`;
  core = createCore(
    { ...home.env, vars },
    {
      openUrl: async () => ok(null),
      revealPath: async () => ok(null),
      chooseFolder: async () => ok(null),
      now: Date.now,
      fetch,
      isOnline: () => true,
      hostKind: 'cli',
    },
  );
  await core.load();
}

const states = () =>
  Object.fromEntries((core.snapshot().signInRound?.steps ?? []).map(({ owner, state }) => [owner, state]));

function until(fits: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(JSON.stringify(states()))), 60_000);
    const look = (): void => {
      if (!fits()) return;
      clearTimeout(timer);
      stop();
      resolve();
    };
    const stop = core.onChange(look);
    look();
  });
}

it('signs the real Codex and Claude Code in, one browser each, and leaves Cursor to the person', async () => {
  await start();
  expect(await core.handlers['sign-in-round:open']({ ref: 'codex:user:rig' })).toMatchObject({ ok: true });
  const told: string[] = [];
  const stop = core.onChange(({ signInRound }) => {
    const running = signInRound?.steps.filter(({ state }) => state === 'running') ?? [];
    expect(running.length).toBeLessThan(2);
    told.push(...running.map(({ owner }) => owner).filter((owner) => told.at(-1) !== owner));
  });
  expect(await core.handlers['sign-in-round:start'](null)).toEqual(ok(null));
  stop();
  expect(told.toSorted()).toEqual(['claude-code', 'codex']);
  expect(states()).toEqual({
    'claude-code': 'done',
    codex: 'done',
    cursor: 'needs-you',
    'mcp-tray': 'skipped',
  });
  expect((await home.read('opened')).trim().split('\n')).toHaveLength(2);
  expect(rig.openGrants()).toBe(2);
  expect(core.snapshot().signIns.map(({ owner, stale }) => [owner, stale])).toEqual(
    expect.arrayContaining([
      ['claude-code', null],
      ['codex', null],
    ]),
  );
  const cursor = core.snapshot().signInRound?.steps.find(({ owner }) => owner === 'cursor');
  expect(cursor?.guide).toMatchObject({ command: 'cursor-agent mcp login rig' });
}, 120_000);

it('stops in the middle: the client’s program has ended, nothing was signed in, and it can go on', async () => {
  await start({ waits: true });
  await core.handlers['sign-in-round:open']({ ref: 'codex:user:rig' });
  const all = core.handlers['sign-in-round:start'](null);
  await until(() => Object.values(states()).includes('running'));
  await core.handlers['sign-in-round:stop'](null);
  expect(await all).toEqual(ok(null));
  expect(states()).toMatchObject({ 'claude-code': 'waiting', codex: 'waiting' });
  expect(core.snapshot().operations).toEqual([]);
  expect(core.snapshot().signIns).toEqual([]);
}, 120_000);

it('goes on past a service that refuses, and says why', async () => {
  await start();
  await rig.stopAuthServer();
  await core.handlers['sign-in-round:open']({ ref: 'codex:user:rig' });
  await core.handlers['sign-in-round:start'](null);
  expect(states()).toMatchObject({ 'claude-code': 'failed', codex: 'failed' });
  await rig.resumeAuthServer();
  await core.handlers['sign-in-round:step']({ id: 'codex:user:rig', what: 'retry' });
  expect(states()).toMatchObject({ 'claude-code': 'failed', codex: 'done' });
}, 120_000);
