import { rm } from 'node:fs/promises';
import { writeDroidStore } from '../electron/core/sign-ins/test-droid-store.ts';
import { expect, test } from './app.ts';
import { goTo, row } from './page-parts.ts';
import { realClients, scratchEnv } from './rig/real-clients.ts';
import { CODEX_TOML, writeSampleHome } from './sample-home.ts';

/** "Within a second, without a click", with room for a busy machine. */
const SOON = { timeout: 5_000 };

test('an edit by hand shows up by itself, and so does its mistake', async ({ machine, open }) => {
  await writeSampleHome(machine);
  const { page } = await open();
  await expect(row(page, 'docs')).toBeVisible();
  await machine.write('.codex/config.toml', `${CODEX_TOML}\n[mcp_servers.fresh]\ncommand = "fresh-mcp"\n`);
  await expect(row(page, 'fresh')).toBeVisible(SOON);
  await machine.write('.codex/config.toml', '[mcp_servers.fresh\n');
  await expect(page.getByText('One file cannot be used.')).toBeVisible(SOON);
  await expect(row(page, 'docs')).toBeVisible();
  await machine.write('.codex/config.toml', CODEX_TOML);
  await expect(page.getByText('One file cannot be used.')).toBeHidden(SOON);
  await expect(row(page, 'fresh')).toHaveCount(0);
});

test('what the real clients add and remove shows up without a click', async ({ machine, open }) => {
  const { claude, codex } = await realClients();
  const env = { ...scratchEnv(machine.home) };
  Object.assign(machine.env, { CODEX_HOME: env['CODEX_HOME'] });
  await machine.write('.codex/config.toml', 'mcp_oauth_credentials_store = "file"\n');
  const { page } = await open();
  Object.assign(machine.env, env);
  await machine.run(claude, [
    'mcp',
    'add',
    '--transport',
    'http',
    '--scope',
    'user',
    'one',
    'http://127.0.0.1:41999/one/mcp',
  ]);
  await expect(row(page, 'one')).toBeVisible(SOON);
  await machine.run(codex, ['mcp', 'add', 'two', '--', 'two-mcp', '--flag']);
  await expect(row(page, 'two')).toContainText('two-mcp --flag', SOON);
  await machine.run(codex, ['mcp', 'remove', 'two']);
  await expect(row(page, 'two')).toHaveCount(0, SOON);
});

test('a sign-in that a client makes or ends by itself shows up, also in a folder that was not there', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  await goTo(page, 'Sign-ins');
  const signIns = page.getByRole('checkbox');
  await expect(signIns).toHaveCount(0);
  const record = { clientId: 'c', accessToken: 'at', serverName: 'x', serverUrl: 'https://x.test/mcp' };
  await writeDroidStore(machine.home, JSON.stringify({ mcpOAuth: { 'x|1': record } }));
  await expect(signIns).toHaveCount(1, SOON);
  const tokens = `.kimi-code/credentials/mcp/x-${'0'.repeat(24)}-tokens.json`;
  await machine.write(tokens, '{"access_token":"at"}');
  await expect(signIns).toHaveCount(2, SOON);
  await writeDroidStore(machine.home, '{"mcpOAuth":{}}');
  await expect(signIns).toHaveCount(1, SOON);
  await rm(machine.path(tokens));
  await expect(signIns).toHaveCount(0, SOON);
});

test('a project folder added in the window brings its servers along', async ({ machine, open }) => {
  await machine.write('app/.mcp.json', '{"mcpServers":{"shared-docs":{"command":"docs-mcp"}}}');
  const { page } = await open();
  await goTo(page, 'Clients');
  await page.getByRole('textbox', { name: 'Folder path' }).fill(machine.path('app'));
  await page.getByRole('button', { name: 'Add folder' }).click();
  await goTo(page, 'Servers');
  await expect(row(page, 'shared-docs')).toBeVisible(SOON);
});
