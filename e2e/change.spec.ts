import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { dialog, goTo, row, showDetails } from './page-parts.ts';
import { CLAUDE_JSON, CODEX_TOML, DESKTOP_JSON, writeSampleHome } from './sample-home.ts';

test.beforeEach(async ({ machine }) => writeSampleHome(machine));

async function undoFromToast(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true });
  if (await confirm.isVisible({ timeout: 2_000 }).catch(() => false)) await confirm.click();
}

test('Codex: disable shows the exact line, writes only it, and enable gives the same bytes back', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  const details = await showDetails(page, 'docs');
  await details.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect(dialog(page, /Disable docs/)).toContainText('enabled = false');
  await dialog(page, /Disable docs/)
    .getByRole('button', { name: 'Disable', exact: true })
    .click();
  await expect(row(page, 'docs')).toContainText('Disabled');
  expect(await machine.read('.codex/config.toml')).toBe(
    CODEX_TOML.replace('args = ["--stdio"]\n', 'args = ["--stdio"]\nenabled = false\n'),
  );
  await row(page, 'docs')
    .getByRole('button', { name: /^Enable/ })
    .click();
  await dialog(page, /Enable docs/)
    .getByRole('button', { name: 'Enable', exact: true })
    .click();
  await expect(row(page, 'docs')).not.toContainText('Disabled');
  expect(await machine.read('.codex/config.toml')).toBe(CODEX_TOML);
});

test('Claude Desktop has no switch: the entry is parked and comes back byte for byte', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  const details = await showDetails(page, 'files');
  await details.getByRole('button', { name: 'Disable', exact: true }).click();
  await dialog(page, /Disable files/)
    .getByRole('button', { name: 'Disable', exact: true })
    .click();
  await expect(row(page, 'files')).toContainText('Disabled');
  await expect(row(page, 'files')).toContainText(/parked by MCP Tray/i);
  expect(await machine.read('.config/Claude/claude_desktop_config.json')).not.toContain('"files"');
  await row(page, 'files')
    .getByRole('button', { name: /^Enable/ })
    .click();
  await dialog(page, /Enable files/)
    .getByRole('button', { name: 'Enable', exact: true })
    .click();
  await expect(row(page, 'files')).not.toContainText('Disabled');
  expect(await machine.read('.config/Claude/claude_desktop_config.json')).toBe(DESKTOP_JSON);
});

test('Claude Code: remove and undo leave the file as it was', async ({ machine, open }) => {
  const { page } = await open();
  const details = await showDetails(page, 'kruxos');
  await details.getByRole('button', { name: /^Remove/ }).click();
  const confirm = dialog(page, /Remove kruxos/);
  await expect(confirm.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await confirm.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(row(page, 'kruxos')).toHaveCount(0);
  expect(JSON.parse(await machine.read('.claude.json')).mcpServers).not.toHaveProperty('kruxos');
  await undoFromToast(page);
  await expect(row(page, 'kruxos')).toBeVisible();
  expect(await machine.read('.claude.json')).toBe(CLAUDE_JSON);
});

test('a change is in Activity and can be undone from there', async ({ machine, open }) => {
  const { page } = await open();
  const details = await showDetails(page, 'docs');
  await details.getByRole('button', { name: /^Remove/ }).click();
  await dialog(page, /Remove docs/)
    .getByRole('button', { name: 'Remove', exact: true })
    .click();
  await expect(row(page, 'docs')).toHaveCount(0);
  await goTo(page, 'Activity');
  const item = page.getByRole('listitem').filter({ hasText: 'docs' }).first();
  await item.getByRole('button', { name: /Undo/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
  await goTo(page, 'Servers');
  await expect(row(page, 'docs')).toBeVisible();
  expect(await machine.read('.codex/config.toml')).toBe(CODEX_TOML);
});

test('a file that changes behind an open preview is not overwritten', async ({ machine, open }) => {
  const { page } = await open();
  const details = await showDetails(page, 'docs');
  await details.getByRole('button', { name: 'Disable', exact: true }).click();
  const confirm = dialog(page, /Disable docs/);
  await expect(confirm).toContainText('enabled = false');
  const edited = CODEX_TOML.replace('args = ["--stdio"]', 'args = ["--stdio", "--verbose"]');
  await machine.write('.codex/config.toml', edited);
  await confirm.getByRole('button', { name: 'Disable', exact: true }).click();
  await expect.poll(() => machine.read('.codex/config.toml')).toContain('--verbose');
});

test('an entry that its client ignores is mended from where that is said', async ({ machine, open }) => {
  const settings =
    '{\n  "mcpServers": { "notes": { "command": "notes-mcp", "env": { "DOCS_TOKEN": "abcd1234" } } }\n}\n';
  await machine.write('.claude/settings.json', settings);
  const { page, log } = await open();
  const notes = await showDetails(page, 'notes');
  await notes.getByRole('button', { name: 'Copy to Claude Code’s own servers…' }).click();
  await dialog(page, 'Copy').getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(notes.getByRole('button', { name: 'Copy to Claude Code’s own servers…' })).toHaveCount(0);
  expect(JSON.parse(await machine.read('.claude.json')).mcpServers.notes).toMatchObject({
    command: 'notes-mcp',
    env: { DOCS_TOKEN: 'abcd1234' },
  });
  expect(await machine.read('.claude/settings.json')).toBe(settings);
  const octo = await showDetails(page, 'octomesh');
  await octo.getByRole('button', { name: 'Convert to a bridge…' }).click();
  const change = dialog(page, 'octomesh');
  await expect(change).toContainText('mcp-remote');
  await change.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(row(page, 'octomesh')).not.toContainText('Ignored by client');
  const { mcpServers } = JSON.parse(await machine.read('.config/Claude/claude_desktop_config.json'));
  expect(mcpServers.octomesh).toEqual({
    command: 'npx',
    args: ['-y', 'mcp-remote', 'http://127.0.0.1:41999/octo/mcp'],
  });
  expect(`${await page.content()}${log.join('')}`).not.toContain('abcd1234');
});

test('other clusters of the same owner stand together, to go there or to switch between them', async ({
  machine,
  open,
}) => {
  const clusters = ['prod', 'staging'].map(
    (name) => `[mcp_servers.kf-${name}]\nurl = "https://${name}.kf.invalid/mcp"\n`,
  );
  await machine.write('.codex/config.toml', clusters.join('\n'));
  const { page } = await open();
  const details = await showDetails(page, 'kf-prod');
  const more = details.getByRole('region', { name: 'More of kf.invalid in Codex' });
  await more.getByRole('button', { name: 'Disable: kf-staging' }).click();
  await dialog(page, /Disable kf-staging/)
    .getByRole('button', { name: 'Disable', exact: true })
    .click();
  await expect(more.getByRole('button', { name: 'Enable: kf-staging' })).toBeVisible();
  expect(await machine.read('.codex/config.toml')).toMatch(/kf-staging\]\nurl = .*\nenabled = false\n$/);
  await more.getByRole('button', { name: 'kf-staging', exact: true }).click();
  await expect(details.getByRole('heading', { name: 'kf-staging' })).toBeVisible();
});
