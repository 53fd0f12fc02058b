import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { goTo, row, showDetails } from './page-parts.ts';
import { startKeyring } from './rig/keyring.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';
import type { Rig } from './rig/oauth-rig.ts';
import { realClients, scratchEnv } from './rig/real-clients.ts';

let rig: Rig;
test.beforeEach(async () => {
  rig = await startOAuthRig();
});
test.afterEach(async () => rig.stop());

test('check tells that a sign-in is needed; our own sign-in goes to the keychain, and out again', async ({
  machine,
  open,
}) => {
  await machine.write(
    '.claude.json',
    JSON.stringify({ mcpServers: { rig: { type: 'http', url: rig.mcpUrl } } }),
  );
  const { page, log } = await open();
  await expect(row(page, 'rig')).toContainText('Sign-in needed');
  const details = await showDetails(page, 'rig');
  await details.getByRole('button', { name: 'Sign in with MCP Tray' }).first().click();
  await expect(row(page, 'rig')).toContainText('Signed in', { timeout: 20_000 });
  await expect(row(page, 'rig')).toContainText('Connected');
  expect(rig.openGrants()).toBe(1);
  await goTo(page, 'Sign-ins');
  await expect(page.getByText('MCP Tray').first()).toBeVisible();
  await goTo(page, 'Servers');
  await (await showDetails(page, 'rig')).getByRole('button', { name: 'Sign out of MCP Tray' }).click();
  await expect(row(page, 'rig')).toContainText('Sign-in needed', { timeout: 20_000 });
  expect(rig.openGrants()).toBe(0);
  expect(rig.log.count('revocation')).toBeGreaterThan(0);
  const found = await tokensIn(machine.home);
  expect(found).toEqual([]);
  expect(`${await page.content()}${log.join('\n')}`).not.toMatch(TOKEN);
});

test('Codex signs in with its own command, and its record is shown with its end', async ({
  machine,
  open,
}) => {
  const { codex } = await realClients();
  await machine.write(
    '.codex/config.toml',
    `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`,
  );
  Object.assign(machine.env, { CODEX_HOME: scratchEnv(machine.home)['CODEX_HOME'] });
  machine.env['PATH'] = `${join(codex, '..')}:${machine.env['PATH']}`;
  const { page } = await open();
  await expect(row(page, 'rig')).toContainText('Sign-in needed');
  await row(page, 'rig')
    .getByRole('button', { name: /^Sign in/ })
    .click();
  await expect(row(page, 'rig')).toContainText('Signed in', { timeout: 30_000 });
  await expect(row(page, 'rig')).toContainText('Codex');
  expect(await machine.read('.codex/.credentials.json')).toContain('rig|');
  await goTo(page, 'Sign-ins');
  await expect(page.getByText('Codex').first()).toBeVisible();
});

test('a diagnosis names the page that the server has about itself, as a link', async ({ machine, open }) => {
  rig.options.prmDocumentation = 'https://docs.rig.invalid/mcp';
  const servers = { rig: { type: 'http', url: rig.mcpUrl } };
  await machine.write('.claude.json', JSON.stringify({ mcpServers: servers }));
  const { page } = await open();
  const details = await showDetails(page, 'rig');
  await details.getByRole('button', { name: 'Diagnose', exact: true }).first().click();
  const link = details.getByRole('link', { name: 'https://docs.rig.invalid/mcp' });
  await expect(link).toHaveAttribute('rel', 'noreferrer');
  const { stdout } = await machine.cli('doctor', 'rig', '--json');
  expect(JSON.parse(stdout).stages).toContainEqual(
    expect.objectContaining({ name: 'Documentation', link: 'https://docs.rig.invalid/mcp' }),
  );
});

test('a sign-in that waits for the browser can be cancelled', async ({ machine, open }) => {
  rig.options.stall = true;
  await machine.write(
    '.claude.json',
    JSON.stringify({ mcpServers: { rig: { type: 'http', url: rig.mcpUrl } } }),
  );
  const { page } = await open();
  const details = await showDetails(page, 'rig');
  await details.getByRole('button', { name: 'Sign in with MCP Tray' }).first().click();
  await page.getByRole('button', { name: 'Cancel sign-in' }).first().click();
  await expect(page.getByRole('button', { name: 'Cancel sign-in' })).toHaveCount(0);
  expect((await machine.cli('list', '--json')).code).toBe(0);
});

test('a locked keyring is not taken for one without a sign-in', async ({ machine, open }) => {
  await machine.write('.codex/config.toml', `[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`);
  const keyring = await startKeyring('locked');
  const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
  Object.assign(machine.env, { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
  try {
    const { page } = await open();
    await expect(row(page, 'rig')).toContainText('Managed by Codex', { timeout: 20_000 });
    const details = await showDetails(page, 'rig');
    await expect(details).toContainText('Codex keeps its own where MCP Tray does not look');
  } finally {
    await keyring.stop();
  }
});

/** A JWT, as the rig issues them; refresh tokens come beside one. */
const TOKEN = /eyJ[\w-]{20,}\.[\w-]{20,}/;

/** Files below a folder that hold a token; the keyring's own (encrypted) store lives elsewhere. */
async function tokensIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    if (!(await stat(path)).isFile()) continue;
    if (TOKEN.test(await readFile(path, 'latin1'))) found.push(name);
  }
  return found;
}
