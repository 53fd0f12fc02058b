import { chmod, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { adapterFor } from '../clients/registry.ts';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { testEntry } from '../status/test-entry.ts';
import { createClientOpener } from './client-opener.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

/** A program of this name on the PATH that writes down how it was called. */
async function program(name: string, exitCode = 0): Promise<() => Promise<string>> {
  const path = await home.write(
    `bin/${name}`,
    `#!/bin/sh\necho "$@" > "${home.path('called')}"\nexit ${exitCode}\n`,
  );
  await chmod(path, 0o755);
  return () => readFile(home.path('called'), 'utf8').catch(() => '');
}

function opener(
  client: string,
  more: { platform?: 'linux' | 'darwin'; installed?: boolean; screen?: boolean; elsewhere?: true } = {},
) {
  const adapter = adapterFor(client);
  if (adapter === null) throw new Error(client);
  const { location } = testEntry();
  const entry = testEntry({
    ref: `${client}:user:kfuse`,
    location: { ...location, client, path: '/home/me/a b.json' },
    line: 3,
  });
  const openApp = vi.fn<(link: string) => Promise<Result<null>>>(async () => ok(null));
  const made = createClientOpener({
    env: { ...home.env, platform: more.platform ?? 'linux', vars: { PATH: home.path('bin') } },
    adapterOf: () => (more.elsewhere === undefined ? adapter : { ...adapter, elsewhere: true }),
    isInstalled: () => more.installed ?? true,
    openApp: more.screen === false ? undefined : openApp,
  });
  return { offer: () => made.offer(entry), open: () => made.open(entry), openApp };
}

test('an app is opened by its own address', async () => {
  const { offer, open, openApp } = opener('warp');
  expect(offer()).toBe('Open Warp’s MCP settings');
  expect(await open()).toEqual(ok(null));
  expect(openApp.mock.calls).toEqual([['warp://settings/mcp']]);
});

test('on Linux its own program comes first, with the file and the line', async () => {
  const called = await program('code');
  const { open, openApp } = opener('vscode');
  expect(await open()).toEqual(ok(null));
  expect(await called()).toBe('--reuse-window --goto /home/me/a b.json:3\n');
  expect(openApp).not.toHaveBeenCalled();
});

test('elsewhere the address does, and where the program fails', async () => {
  const called = await program('code', 1);
  const mac = opener('vscode', { platform: 'darwin' });
  await mac.open();
  expect(await called()).toBe('');
  expect(mac.openApp.mock.calls).toEqual([['vscode://file/home/me/a%20b.json:3']]);
  const linux = opener('vscode');
  await linux.open();
  expect(await called()).not.toBe('');
  expect(linux.openApp).toHaveBeenCalledOnce();
});

test('an app without an address is offered only where its program is', async () => {
  expect(opener('windsurf').offer()).toBeNull();
  const called = await program('windsurf');
  const { offer, open } = opener('windsurf');
  expect(offer()).toBe('Open the file in Windsurf');
  expect(await open()).toEqual(ok(null));
  expect(await called()).toBe('/home/me/a b.json\n');
});

test.each([
  ['not installed', 'warp', { installed: false }],
  ['without a screen, and for the command line', 'warp', { screen: false }],
  ['in another system than ours', 'warp', { elsewhere: true }],
  ['on a system it does not answer on', 'claude-desktop', {}],
  ['a client for the terminal', 'codex', {}],
] as const)('nothing is offered, and nothing opened: %s', async (_why, client, more) => {
  const { offer, open, openApp } = opener(client, more);
  expect(offer()).toBeNull();
  expect(await open()).toMatchObject({ ok: false, error: { code: 'Unsupported' } });
  expect(openApp).not.toHaveBeenCalled();
});

test('what the system answers is passed on', async () => {
  const { open, openApp } = opener('zed');
  openApp.mockResolvedValueOnce(fail('NotInstalled'));
  expect(await open()).toMatchObject({ ok: false, error: { code: 'NotInstalled' } });
});
