import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import { dialog, row, showDetails } from './page-parts.ts';
import { CLAUDE_JSON, CODEX_TOML, writeSampleHome } from './sample-home.ts';

test.beforeEach(async ({ machine }) => writeSampleHome(machine));

test('editing shows the exact lines while typing, writes only them, and Undo gives the bytes back', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  const details = await showDetails(page, 'kfuse');
  await details.getByRole('button', { name: 'Codex', exact: false }).first().click();
  await details.getByRole('button', { name: 'Edit…' }).click();
  const form = dialog(page, 'Edit kfuse in Codex');
  const address = form.getByRole('textbox', { name: 'Address' });
  await expect(address).toHaveValue('http://127.0.0.1:41999/kfuse/mcp');
  await address.fill('http://127.0.0.1:41999/kfuse/v2/mcp');
  await expect(form).toContainText('url = "http://127.0.0.1:41999/kfuse/v2/mcp"');
  const found = await violations(page);
  expect(found.map(({ id }) => id)).toEqual([]);
  await form.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(form).toHaveCount(0);
  expect(await machine.read('.codex/config.toml')).toBe(CODEX_TOML.replace('/kfuse/mcp', '/kfuse/v2/mcp'));
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => machine.read('.codex/config.toml')).toBe(CODEX_TOML);
});

test('a stored secret stays in the file and never comes into the window', async ({ machine, open }) => {
  const { page } = await open();
  const secret = '0123456789abcdef'.repeat(4);
  await showDetails(page, 'kruxos');
  await row(page, 'kruxos').focus();
  await page.keyboard.press('e');
  const form = dialog(page, 'Edit kruxos in Claude Code');
  await expect(form).toContainText('•••••• (kept)');
  await form.getByRole('button', { name: 'Add variable' }).click();
  await form.getByRole('textbox', { name: 'Environment variables: Name' }).last().fill('KRUXOS_LEVEL');
  await form.getByRole('textbox', { name: 'KRUXOS_LEVEL: Value' }).fill('debug');
  await expect(form).toContainText('"KRUXOS_LEVEL": "debug"');
  expect(await page.content()).not.toContain(secret);
  await form.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(form).toHaveCount(0);
  expect(JSON.parse(await machine.read('.claude.json')).mcpServers.kruxos.env).toEqual({
    KRUXOS_AGENT_TOKEN: secret,
    KRUXOS_LEVEL: 'debug',
  });
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => machine.read('.claude.json')).toBe(CLAUDE_JSON);
});

test('renaming changes the name alone', async ({ machine, open }) => {
  const { page } = await open();
  const details = await showDetails(page, 'docs');
  await details.getByRole('button', { name: 'Edit…' }).click();
  const form = dialog(page, 'Edit docs in Codex');
  await form.getByRole('textbox', { name: 'Name' }).fill('handbook');
  await expect(form).toContainText('[mcp_servers.handbook]');
  await form.getByRole('button', { name: 'Rename', exact: true }).click();
  await expect(row(page, 'handbook')).toBeVisible();
  await expect(row(page, 'docs')).toHaveCount(0);
  expect(await machine.read('.codex/config.toml')).toBe(
    CODEX_TOML.replace('[mcp_servers.docs]', '[mcp_servers.handbook]'),
  );
});

test('copying sets a server up in another client, secrets included, with one undo', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  const details = await showDetails(page, 'kruxos');
  await details.getByRole('button', { name: 'Copy to…' }).click();
  const form = dialog(page, 'Copy kruxos to…');
  await form.getByRole('checkbox', { name: 'Codex', exact: true }).check();
  await expect(form).toContainText('[mcp_servers.kruxos]');
  const found = await violations(page);
  expect(found.map(({ id }) => id)).toEqual([]);
  await form.getByRole('button', { name: 'Copy to 1 client' }).click();
  await expect(form).toHaveCount(0);
  const written = await machine.read('.codex/config.toml');
  expect(written).toContain('[mcp_servers.kruxos]');
  expect(written).toContain('0123456789abcdef'.repeat(4));
  expect(written.startsWith(CODEX_TOML.slice(0, CODEX_TOML.indexOf('[projects')))).toBe(true);
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => machine.read('.codex/config.toml')).toBe(CODEX_TOML);
});

test('folder and time-out are written in Codex’s own keys and units, by keyboard alone', async ({
  machine,
  open,
}) => {
  const { page } = await open({ width: 640 });
  // Where a row stands depends on what the first check has found by then.
  const current = page.getByRole('row', { selected: true });
  const docs = row(page, 'docs');
  await current.focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 5 && (await docs.getAttribute('aria-selected')) !== 'true'; step += 1) {
    await page.keyboard.press('ArrowDown');
    await expect(current).toBeFocused();
  }
  await expect(docs).toBeFocused();
  await page.keyboard.press('e');
  const form = dialog(page, 'Edit docs in Codex');
  await form.getByRole('button', { name: 'More settings in Codex' }).focus();
  await page.keyboard.press('Enter');
  await form.getByRole('textbox', { name: 'Folder it starts in' }).focus();
  await page.keyboard.type('/srv/docs');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('1.5');
  await expect(form).toContainText('tool_timeout_sec = 1.5');
  const found = await violations(page);
  expect(found.map(({ id }) => id)).toEqual([]);
  await form.getByRole('button', { name: 'Change', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(form).toHaveCount(0);
  expect(await machine.read('.codex/config.toml')).toBe(
    CODEX_TOML.replace(
      'args = ["--stdio"]\n',
      'args = ["--stdio"]\ncwd = "/srv/docs"\ntool_timeout_sec = 1.5\n',
    ),
  );
});

test('another kind of server takes out what only the old kind has, and Undo gives the bytes back', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  const details = await showDetails(page, 'docs');
  await details.getByRole('button', { name: 'Edit…' }).click();
  const form = dialog(page, 'Edit docs in Codex');
  await form.getByRole('combobox', { name: 'Kind' }).selectOption({ label: 'Web address (HTTP)' });
  await expect(form).toContainText('Fill in the address.');
  await form.getByRole('textbox', { name: 'Address' }).fill('https://docs.test/mcp');
  await expect(form).toContainText('are taken out: command, args.');
  await form.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(form).toHaveCount(0);
  const text = await machine.read('.codex/config.toml');
  expect(text).toBe(
    CODEX_TOML.replace('command = "docs-mcp"\nargs = ["--stdio"]\n', 'url = "https://docs.test/mcp"\n'),
  );
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => machine.read('.codex/config.toml')).toBe(CODEX_TOML);
});

test('an address that Claude Desktop skips becomes a bridge', async ({ machine, open }) => {
  const { page } = await open();
  const details = await showDetails(page, 'octomesh');
  await details.getByRole('button', { name: 'Edit…' }).click();
  const form = dialog(page, 'Edit octomesh in Claude Desktop');
  await form
    .getByRole('combobox', { name: 'Kind' })
    .selectOption({ label: 'Web address (HTTP), through a bridge' });
  await expect(form).toContainText('Settings → Connectors');
  await expect(form).toContainText('mcp-remote');
  await form.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(form).toHaveCount(0);
  const written = JSON.parse(await machine.read('.config/Claude/claude_desktop_config.json'));
  expect(written.mcpServers.octomesh).toEqual({
    command: 'npx',
    args: ['-y', 'mcp-remote', 'http://127.0.0.1:41999/octo/mcp'],
  });
});
