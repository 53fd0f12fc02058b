import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { followLogin } from '../../e2e/rig/fake-browser.ts';
import { startKeyring } from '../../e2e/rig/keyring.ts';
import type { Keyring } from '../../e2e/rig/keyring.ts';
import { startOAuthRig } from '../../e2e/rig/oauth-rig.ts';
import type { Rig } from '../../e2e/rig/oauth-rig.ts';
import { ok } from '../../shared/errors.ts';
import { scratchHome } from '../cli/test-support/cli-process.ts';
import type { ScratchHome } from '../cli/test-support/cli-process.ts';
import type { Core } from './core.ts';
import { createCore } from './create-core.ts';
import { readHostEnv } from './host-env.ts';

/** A window that runs, and the command line beside it: what one of them does or meets, the other tells. */

let keyring: Keyring;
let rigs: readonly Rig[];
let scratch: ScratchHome;
let window: Core;

beforeAll(async () => {
  keyring = await startKeyring();
  Object.assign(process.env, keyring.env, { HOME: process.env['HOME'], PATH: process.env['PATH'] });
});
afterAll(() => keyring.stop());

beforeEach(async () => {
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
  scratch = await scratchHome({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
  rigs = await Promise.all([startOAuthRig(), startOAuthRig()]);
  const follow = fileURLToPath(new URL('../../e2e/rig/fake-browser.ts', import.meta.url));
  const text = `#!/bin/sh\nexec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1\n`;
  scratch.vars['BROWSER'] = await scratch.write('browser.sh', text);
  await chmod(scratch.vars['BROWSER'], 0o755);
  const servers = rigs.map(({ mcpUrl }, index) => `[mcp_servers.rig${index}]\nurl = "${mcpUrl}"\n`);
  const config = ['mcp_oauth_credentials_store = "file"\n', ...servers].join('\n');
  await scratch.write('.codex/config.toml', config);
  window = createCore(readHostEnv('0.0.0', scratch.vars), {
    openUrl: async (url) => {
      void followLogin(url).catch(() => undefined);
      return ok(null);
    },
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    now: Date.now,
    fetch,
    isOnline: () => true,
    hostKind: 'browser',
  });
  await window.start({ monitor: false });
});
afterEach(async () => {
  await window.stop();
  await Promise.all(rigs.map((rig) => rig.stop()));
  await scratch.remove();
});

const ref = (index: number): string => `codex:user:rig${index}`;
const inWindow = (index: number) => window.snapshot().entries.find((entry) => entry.ref === ref(index))?.auth;
const shows = (index: number, state: string) =>
  vi.waitFor(() => expect(inWindow(index)?.state).toBe(state), { timeout: 5_000, interval: 20 });

it('the window shows at once what the command line has signed in and out', async () => {
  // Each begins within the seconds for which a look into the keychain is remembered.
  expect(await scratch.run(['login', ref(0), '--own'])).toMatchObject({ exitCode: 0 });
  await shows(0, 'signed-in');
  expect(await scratch.run(['login', ref(1), '--own'])).toMatchObject({ exitCode: 0 });
  await shows(1, 'signed-in');
  expect(window.snapshot().signIns).toHaveLength(2);
  expect(await scratch.run(['logout', ref(0), '--own'])).toMatchObject({ exitCode: 0 });
  await vi.waitFor(() => expect(window.snapshot().signIns).toHaveLength(1), { timeout: 5_000 });
  expect(inWindow(0)?.state).not.toBe('signed-in');
  expect(await scratch.run(['logout', ref(1), '--own'])).toMatchObject({ exitCode: 0 });
  await vi.waitFor(() => expect(window.snapshot().signIns).toEqual([]), { timeout: 5_000 });
});

it('how a sign-in failed in the window is told by list and doctor, until one works anywhere', async () => {
  const [rig] = rigs;
  if (rig === undefined) throw new Error('no rig');
  rig.options.dcr403 = true;
  await window.handlers['sign-in:start']({ ref: ref(0), via: 'own' });
  expect(inWindow(0)).toMatchObject({ state: 'registration-rejected', checkedAt: expect.any(Number) });

  const listed = JSON.parse((await scratch.run(['list', '--json'])).out) as {
    entries: readonly { ref: string; auth: unknown }[];
  };
  expect(listed.entries.find((entry) => entry.ref === ref(0))?.auth).toMatchObject({
    state: 'registration-rejected',
    evidence: expect.stringMatching(/^Keycloak at http.* Last tried: \d\d:\d\d\.$/) as string,
  });
  const doctor = await scratch.run(['doctor', ref(0)]);
  expect(doctor.exitCode).toBe(1);
  expect(doctor.out).toMatch(/✗ Registration +Keycloak at http.*Trusted Hosts.* Last tried: \d\d:\d\d\./);

  rig.options.dcr403 = false;
  expect(await scratch.run(['login', ref(0), '--own'])).toMatchObject({ exitCode: 0 });
  await shows(0, 'signed-in');
  expect((await scratch.run(['doctor', ref(0)])).out).not.toContain('Last tried');
  expect(await scratch.run(['logout', ref(0), '--own'])).toMatchObject({ exitCode: 0 });
});

it('how one failed on the command line shows in the window that runs, and in the next', async () => {
  const [, rig] = rigs;
  if (rig === undefined) throw new Error('no rig');
  rig.options.noDcr = true;
  expect(await scratch.run(['login', ref(1), '--own'])).toMatchObject({ exitCode: 1 });
  await shows(1, 'registration-unavailable');
  expect(inWindow(1)?.next).toMatch(/client ID/);
});
