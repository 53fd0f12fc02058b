import { expect, test } from './app.ts';
import { row, showDetails } from './page-parts.ts';
import { startKeyring } from './rig/keyring.ts';
import { startStateServers } from './rig/state-servers.ts';
import type { StateServers } from './rig/state-servers.ts';

/** Which words stand in a row, and the button beside them; `states.integration.test.ts` has evidence and time. */
const SHOWN: Readonly<Record<string, readonly [words: readonly string[], button: RegExp | null]>> = {
  open: [['Connected', 'No sign-in needed'], null],
  optional: [['Connected', 'Sign-in optional'], null],
  'needs-sign-in': [['Reachable', 'Sign-in needed'], /^Sign in/],
  'client-signed-in': [['Reachable', 'Signed in', 'Gemini CLI'], null],
  'client-ends-soon': [['Sign-in ends soon'], /^Sign in/],
  'client-expired': [['Sign-in expired'], /^Sign in/],
  'ours-signed-in': [['Connected', 'Signed in', 'MCP Tray'], null],
  'ours-ends-soon': [['Connected', 'Sign-in ends soon', 'ends in'], /^Sign in/],
  'ours-expired': [['Sign-in expired'], /^Sign in/],
  'ours-renewal-fails': [['Renewal delayed', 'has a problem right now'], null],
  'ours-ended-there': [['Sign-in rejected', 'does not know this app any more'], /^Sign in/],
  'ours-for-another': [['Sign-in is for another server'], /^Sign in/],
  'wants-more': [['More access needed', 'rows:write'], /^Sign in/],
  'not-permitted': [['Not permitted', 'HTTP 403'], /^Details/],
  'app-refused': [['App not accepted', 'Keycloak'], /^Details/],
  'app-unknown': [['Client ID needed'], /^Details/],
  'token-in-file': [['Connected', 'Token in file', 'accepted'], null],
  'token-refused': [['Token rejected', 'Authorization header in the file'], /^Details/],
  'token-variable': [['Connected', 'Token in environment'], null],
  'no-variable': [['Token missing', 'STATE_TOKEN_NOT_SET'], /^Details/],
  program: [['Not checked', 'No sign-in'], /^Check/],
  'nobody-there': [['Unreachable', 'connection refused'], /^Diagnose/],
  'self-signed': [['Certificate problem'], /^Diagnose/],
  'not-mcp': [['Not an MCP server'], /^Diagnose/],
  'too-many': [['Server error', 'HTTP 429'], /^Diagnose/],
};

let servers: StateServers;
test.beforeEach(async ({ machine }) => {
  servers = await startStateServers();
  Object.assign(machine.env, servers.vars);
  for (const [path, text] of Object.entries(servers.files)) await machine.write(path, text);
});
test.afterEach(() => servers.stop());

test('every state of the model is in the list with its words and what helps', async ({
  machine,
  open,
}, info) => {
  test.setTimeout(240_000);
  for (const name of servers.signIns) await machine.cli('login', name, '--own');
  await servers.afterSignIn();
  const { page } = await open({ height: 2600 });
  await expect(row(page, 'silent')).toContainText('Unreachable', { timeout: 30_000 });
  for (const [name, [words, button]] of Object.entries(SHOWN)) {
    for (const word of words) await expect(row(page, name)).toContainText(word);
    const offered = row(page, name).getByRole('button').filter({ hasText: /\S/ });
    if (button === null) await expect(offered).toHaveCount(0);
    else await expect(offered.first()).toHaveText(button);
  }
  await page.screenshot({ path: `artifacts/screens/${info.project.name}-states.png` });
  const details = await showDetails(page, 'app-refused');
  await expect(details.getByRole('button', { name: /client ID/i }).first()).toBeVisible();
  await page.screenshot({ path: `artifacts/screens/${info.project.name}-states-refused.png` });
});

test('a sign-in behind a locked keychain says so, in the window and on the command line', async ({
  machine,
  open,
}, info) => {
  test.setTimeout(120_000);
  const keyring = await startKeyring();
  try {
    const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
    Object.assign(machine.env, { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
    expect((await machine.cli('login', 'ours-signed-in', '--own')).code).toBe(0);
    await keyring.lock();
    const { page } = await open({ height: 2600 });
    await expect(row(page, 'ours-signed-in')).toContainText('Keychain unavailable', { timeout: 30_000 });
    await expect(page.getByText(/keyring is locked/).first()).toBeVisible();
    await page.screenshot({ path: `artifacts/screens/${info.project.name}-states-locked.png` });
    expect((await machine.cli('list')).stdout).toMatch(/ours-signed-in .*Keychain unavailable · .*locked/);
    await keyring.unlock();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await expect(row(page, 'ours-signed-in')).toContainText('Signed in', { timeout: 30_000 });
  } finally {
    await keyring.stop();
  }
});

test('without any keychain everything else is told as before', async ({ machine, open }) => {
  const keyring = await startKeyring('absent');
  try {
    const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
    Object.assign(machine.env, { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
    const login = await machine.cli('login', 'ours-signed-in', '--own');
    expect(login.code).toBe(8);
    const { page } = await open({ height: 2600 });
    await expect(page.getByText('This computer offers no keychain')).toBeVisible();
    await expect(row(page, 'ours-signed-in')).toContainText('Sign-in needed');
    await expect(row(page, 'client-signed-in')).toContainText('Signed in');
    expect((await machine.cli('sign-ins')).stdout).toContain('client-signed-in');
  } finally {
    await keyring.stop();
  }
});
