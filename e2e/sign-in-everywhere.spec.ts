import { dirname } from 'node:path';
import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import type { Machine } from './machine.ts';
import { dialog, row, showDetails } from './page-parts.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';
import type { Rig } from './rig/oauth-rig.ts';
import { realClients, scratchEnv } from './rig/real-clients.ts';

let rig: Rig;
test.beforeEach(async () => {
  rig = await startOAuthRig();
});
test.afterEach(async () => rig.stop());

async function setUp(machine: Machine): Promise<void> {
  const { codex, claude } = await realClients();
  const server = { type: 'http', url: rig.mcpUrl };
  await machine.write(
    '.codex/config.toml',
    `mcp_oauth_credentials_store = "file"\n\n[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n`,
  );
  await machine.write('.claude.json', JSON.stringify({ mcpServers: { rig: server } }));
  await machine.write('.cursor/mcp.json', JSON.stringify({ mcpServers: { rig: { url: rig.mcpUrl } } }));
  Object.assign(machine.env, { CODEX_HOME: scratchEnv(machine.home)['CODEX_HOME'] });
  machine.env['PATH'] = `${dirname(codex)}:${dirname(claude)}:${machine.env['PATH']}`;
}

test('one click signs in with every client in turn, and says what is left for the person', async ({
  machine,
  open,
}) => {
  test.setTimeout(120_000);
  await setUp(machine);
  const { page } = await open();
  await expect(row(page, 'rig')).toContainText('Sign-in needed');
  const details = await showDetails(page, 'rig');
  await details.getByRole('button', { name: 'Sign in everywhere…' }).click();
  const everywhere = dialog(page, 'Sign in to rig everywhere');
  await expect(everywhere.getByRole('button', { name: 'Close' }).last()).toBeFocused();
  await expect(everywhere.getByRole('listitem').filter({ hasText: 'Claude Code' })).toContainText('Waiting');
  expect(rig.openGrants()).toBe(0);
  const found = await violations(page);
  expect(found.map(({ id }) => id)).toEqual([]);

  await everywhere.getByRole('button', { name: 'Sign in with 2 clients' }).click();
  for (const client of ['Claude Code', 'Codex']) {
    const step = everywhere.getByRole('listitem').filter({ hasText: client });
    await expect(step).toContainText('Done', { timeout: 60_000 });
  }
  expect(rig.openGrants()).toBe(2);
  const cursor = everywhere.getByRole('listitem').filter({ hasText: 'Cursor' }).first();
  await expect(cursor).toContainText('Needs you');
  await expect(cursor).toContainText('cursor-agent mcp login rig');
  await page.keyboard.press('Escape');
  await expect(everywhere).toBeHidden();

  // Opened again it is where it was.
  await details.getByRole('button', { name: 'Sign in everywhere…' }).click();
  await expect(everywhere).toContainText('2 of 3 done');
  await everywhere.getByRole('button', { name: 'I have signed in: Cursor' }).click();
  await expect(everywhere).toContainText('You said so; MCP Tray cannot see it.');
  await expect(everywhere).toContainText('Every client is signed in.');
});

test('the command line does the same, and tells programs step by step', async ({ machine }) => {
  test.setTimeout(120_000);
  await setUp(machine);
  const { code, stdout, stderr } = await machine.cli('login', 'rig', '--all', '--json');
  expect(stderr).toBe('');
  expect(code).toBe(7);
  const answer = JSON.parse(stdout) as { complete: boolean; steps: { owner: string; state: string }[] };
  expect(answer).toMatchObject({ schema: 1, server: 'rig', complete: false });
  expect(answer.steps.map(({ owner, state }) => [owner, state])).toEqual([
    ['claude-code', 'done'],
    ['codex', 'done'],
    ['cursor', 'needs-you'],
    ['mcp-tray', 'skipped'],
  ]);
  const again = await machine.cli('login', 'rig', '--all');
  expect(again.stdout).toContain('✓ Codex: Already signed in.');
  expect(again.stdout).toContain('cursor-agent mcp login rig');
  expect(rig.openGrants()).toBe(2);
});
