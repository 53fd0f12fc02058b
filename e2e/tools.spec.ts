import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import { dialog, row, showDetails } from './page-parts.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';

test('tools are listed when asked for, and one is called with exactly what was typed', async ({
  machine,
  open,
}) => {
  const rig = await startOAuthRig({ open: true });
  try {
    await machine.write(
      '.claude.json',
      JSON.stringify({ mcpServers: { rig: { type: 'http', url: rig.mcpUrl } } }),
    );
    const { page } = await open();
    await expect(row(page, 'rig')).toContainText('Connected');
    const details = await showDetails(page, 'rig');
    await details.getByText('Tools', { exact: true }).click();
    await details.getByRole('button', { name: 'List tools' }).click();
    await details.getByRole('button', { name: /^echo/ }).first().click();
    await details
      .getByRole('textbox', { name: 'Arguments, as a JSON object' })
      .fill('{"text": "hello from the window"}');
    await details.getByRole('button', { name: 'Call tool' }).click();
    await expect(details.getByText('hello from the window', { exact: true })).toBeVisible();
  } finally {
    await rig.stop();
  }
});

test('tools are chosen for one client in its own lists, comments stay, and a misspelt name is told', async ({
  machine,
  open,
}) => {
  const rig = await startOAuthRig({ open: true });
  const config = (lists: string) =>
    `[mcp_servers.rig]\nurl = "${rig.mcpUrl}"\n${lists}# disabled_tools = ["delete_all_entities"]\n`;
  const before = config('enabled_tools = [\n  "echo", # tried\n  "ehco",\n]\n');
  try {
    await machine.write('.codex/config.toml', before);
    const { page } = await open();
    await expect(row(page, 'rig')).toContainText('Connected');
    const details = await showDetails(page, 'rig');
    await details.getByText('Tools', { exact: true }).click();
    await details.getByRole('button', { name: 'List tools' }).click();
    await expect(details).toContainText('1 name unknown to the server');
    await details.getByRole('button', { name: 'Choose tools…' }).click();
    const form = dialog(page, 'Tools of rig in Codex');
    await expect(form.getByRole('checkbox', { name: 'echo' })).toBeChecked();
    await form.getByRole('button', { name: 'Remove ehco from the list' }).click();
    const other = form.getByRole('checkbox', { checked: false }).first();
    const name = (await other.locator('xpath=ancestor::label').innerText()).split(' ')[0];
    await form.getByText(name ?? '', { exact: true }).click();
    await expect(form).toContainText(`"${name}"`);
    const found = await violations(page);
    expect(found.map(({ id }) => id)).toEqual([]);
    await form.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(form).toHaveCount(0);
    const after = await machine.read('.codex/config.toml');
    expect(after).toContain('  "echo", # tried\n');
    expect(after).toContain(`"${name}"`);
    expect(after).not.toContain('ehco');
    expect(after).toContain('# disabled_tools = ["delete_all_entities"]\n');
    expect(after).not.toContain('enabled =');
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await expect.poll(() => machine.read('.codex/config.toml')).toBe(before);
  } finally {
    await rig.stop();
  }
});
