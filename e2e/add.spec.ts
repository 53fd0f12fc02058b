import { expect, test } from './app.ts';
import { dialog, row, showDetails } from './page-parts.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';
import { CODEX_TOML, writeSampleHome } from './sample-home.ts';

test.beforeEach(async ({ machine }) => writeSampleHome(machine));

test('a pasted command is recognised, previewed per client and written in each client’s own shape', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  await expect(row(page, 'kfuse')).toBeVisible();
  await page.keyboard.press('Control+n');
  const add = dialog(page, 'Add server');
  await add
    .getByRole('textbox')
    .first()
    .fill('claude mcp add --transport http --scope user linear http://127.0.0.1:41999/linear/mcp');
  await expect(add.getByText(/a Claude Code command/)).toBeVisible();
  await add.getByRole('checkbox', { name: 'Codex' }).check();
  await expect(add.getByText('[mcp_servers.linear]')).toBeVisible();
  await add.getByRole('button', { name: 'Add to 2 clients' }).click();
  await dialog(page, 'Added').getByRole('button', { name: 'Done' }).click();
  await expect(row(page, 'linear')).toBeVisible();
  expect(JSON.parse(await machine.read('.claude.json')).mcpServers.linear).toEqual({
    type: 'http',
    url: 'http://127.0.0.1:41999/linear/mcp',
  });
  const toml = await machine.read('.codex/config.toml');
  expect(toml).toContain('[mcp_servers.linear]\nurl = "http://127.0.0.1:41999/linear/mcp"\n');
  expect(toml).toContain(CODEX_TOML.slice(0, CODEX_TOML.indexOf('[projects')));
});

test('a placeholder blocks saving and says why', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Add server' }).click();
  const add = dialog(page, 'Add server');
  await add.getByRole('textbox').first().fill('codex mcp add kfuse2 --url https://<KLOUDFUSE_URL>/mcp');
  await expect(add.getByText(/Replace <KLOUDFUSE_URL>/)).toBeVisible();
  await expect(add.getByRole('button', { name: /^Add to/ })).toBeDisabled();
});

test('Claude Desktop gets a bridge for a web address, and only when asked', async ({ machine, open }) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Add server' }).click();
  const add = dialog(page, 'Add server');
  await add.getByRole('textbox').first().fill('http://127.0.0.1:41999/linear/mcp');
  await add.getByRole('textbox', { name: 'Name', exact: true }).fill('linear');
  await expect(add.getByText('Two ways to connect it').first()).toBeVisible();
  await add.getByRole('checkbox', { name: 'Claude Desktop' }).check();
  await add.getByRole('checkbox', { name: 'Claude Code', exact: true }).uncheck();
  await add.getByRole('checkbox', { name: 'Codex' }).uncheck();
  await add.getByRole('button', { name: /^Add to 1 client/ }).click();
  await expect(dialog(page, 'Added')).toBeVisible();
  const config = JSON.parse(await machine.read('.config/Claude/claude_desktop_config.json'));
  expect(config.mcpServers.linear.args).toEqual(['-y', 'mcp-remote', 'http://127.0.0.1:41999/linear/mcp']);
});

test('several servers in one paste become several entries in one change', async ({ machine, open }) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Add server' }).click();
  const add = dialog(page, 'Add server');
  const lines = ['prod', 'staging'].map(
    (name) => `claude mcp add --transport http --scope user ${name} http://127.0.0.1:41999/${name}/mcp`,
  );
  await add.getByRole('textbox').first().fill(lines.join('\n'));
  await add.getByRole('button', { name: /^Add to 1 client/ }).click();
  await expect(dialog(page, 'Added')).toBeVisible();
  expect(Object.keys(JSON.parse(await machine.read('.claude.json')).mcpServers)).toEqual(
    expect.arrayContaining(['prod', 'staging']),
  );
  expect((await machine.cli('undo')).code).toBe(0);
  expect(JSON.parse(await machine.read('.claude.json')).mcpServers).not.toHaveProperty('prod');
});

test('of a whole page, the servers that are only examples are left out with one click', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Add server' }).click();
  const add = dialog(page, 'Add server');
  await add
    .getByRole('textbox')
    .first()
    .fill(
      [
        'Register the server (the CLI must be on your $PATH):',
        'claude mcp add --transport http --scope user sample https://sample.example.com/mcp',
        'claude mcp add --transport http --scope user real http://127.0.0.1:41999/real/mcp \\',
        '  --header "X-Team: $TEAM"',
        '/plugin install sample@sample',
      ].join('\n'),
    );
  await expect(add).toContainText('Replace the marked placeholders of sample first, or leave it out.');
  await expect(add).toContainText('“/plugin install sample@sample” is typed inside Claude Code');
  await add.getByRole('checkbox', { name: 'Add sample' }).uncheck();
  await add.getByRole('button', { name: /^Add to 1 client/ }).click();
  await expect(dialog(page, 'Added')).toBeVisible();
  const { mcpServers } = JSON.parse(await machine.read('.claude.json'));
  expect(mcpServers.real).toEqual({
    type: 'http',
    url: 'http://127.0.0.1:41999/real/mcp',
    headers: { 'X-Team': '${TEAM}' },
  });
  expect(mcpServers).not.toHaveProperty('sample');
});

test('a file with a table of servers is read like a pasted text', async ({ machine, open }) => {
  const path = await machine.write(
    'clusters.csv',
    'name,url\neu,http://127.0.0.1:41999/eu\nus,http://127.0.0.1:41999/us\n',
  );
  const { page } = await open();
  await page.getByRole('button', { name: 'Add server' }).click();
  const add = dialog(page, 'Add server');
  const chooser = page.waitForEvent('filechooser');
  await add.getByRole('button', { name: 'From a file…' }).click();
  await (await chooser).setFiles(path);
  await expect(add.getByRole('checkbox', { name: 'Add eu' })).toBeChecked();
  await expect(add.getByRole('checkbox', { name: 'Add us' })).toBeChecked();
  await expect(add.getByRole('button', { name: 'Add to 2 clients' })).toBeEnabled();
});

test('after adding, each client says what happens without a sign-in, and signing in can wait', async ({
  open,
}) => {
  const rig = await startOAuthRig();
  try {
    const { page } = await open();
    await page.getByRole('button', { name: 'Add server' }).click();
    const add = dialog(page, 'Add server');
    await add.getByRole('textbox').first().fill(`codex mcp add rig --url ${rig.mcpUrl}`);
    await add.getByRole('checkbox', { name: 'Claude Code', exact: true }).check();
    await add.getByRole('button', { name: 'Add to 2 clients' }).click();
    const done = dialog(page, 'Added');
    await expect(done).toContainText(
      'Sign in with Claude Code. Until then its tools are not available there, and it does not ask by itself.',
    );
    await expect(done).toContainText('its app may ask at the first use of a tool');
    await done.getByRole('button', { name: 'Later' }).click();
    await expect(row(page, 'rig')).toContainText('Sign-in needed');
    expect(rig.log.count('authorize')).toBe(0);
  } finally {
    await rig.stop();
  }
});

test('another server like one that is there: own name and address, hidden values asked for anew', async ({
  machine,
  open,
}) => {
  const { page } = await open();
  const details = await showDetails(page, 'kruxos');
  await details.getByRole('button', { name: 'Add another like this…' }).click();
  const form = dialog(page, 'Add another like kruxos');
  const name = form.getByRole('textbox', { name: 'Name', exact: true });
  await expect(name).toHaveValue('kruxos-2');
  await expect(name).toBeFocused();
  await expect(form.getByRole('checkbox', { name: 'Claude Code' })).toBeChecked();
  await expect(form).toContainText('Replace the marked placeholders first.');
  await expect(form).toContainText('Replace <KRUXOS_AGENT_TOKEN> with your own value.');
  expect(await page.content()).not.toContain('0123456789abcdef');
  const secret = 'fedcba9876543210'.repeat(4);
  const value = form.getByLabel('KRUXOS_AGENT_TOKEN: Value');
  await value.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(secret);
  await expect(value).toHaveAttribute('type', 'password');
  await form.getByRole('button', { name: 'Add to 1 client' }).click();
  await expect(form).toHaveCount(0);
  const { mcpServers } = JSON.parse(await machine.read('.claude.json'));
  expect(mcpServers['kruxos-2']).toMatchObject({
    command: '/opt/kruxos/bin/mcp-bridge',
    env: { KRUXOS_AGENT_TOKEN: secret },
  });
  expect(mcpServers.kruxos.env.KRUXOS_AGENT_TOKEN).toBe('0123456789abcdef'.repeat(4));
});
