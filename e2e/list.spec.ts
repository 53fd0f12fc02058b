import { expect, test } from './app.ts';
import { goTo, row, showDetails } from './page-parts.ts';
import { writeSampleHome } from './sample-home.ts';

test('every server of the three clients is listed once, with where it is set up', async ({
  machine,
  open,
}) => {
  await writeSampleHome(machine);
  const { page } = await open();
  await expect(page.getByRole('grid', { name: 'Servers' }).getByRole('rowheader')).toHaveCount(5);
  await expect(row(page, 'kfuse').getByRole('gridcell', { name: 'Used by' })).toHaveAccessibleName(
    /Claude Code, Codex/,
  );
  const details = await showDetails(page, 'kfuse');
  await expect(details.getByText('~/.codex/config.toml')).toBeVisible();
  await expect(details.getByText('~/.claude.json').first()).toBeVisible();
});

test('secrets never reach the page', async ({ machine, open }) => {
  await writeSampleHome(machine);
  const { page } = await open();
  const details = await showDetails(page, 'kruxos');
  await expect(details.getByText('KRUXOS_AGENT_TOKEN').first()).toBeVisible();
  expect(await page.content()).not.toContain('0123456789abcdef');
});

test('a file with a mistake is named with line and column, and the rest stays listed', async ({
  machine,
  open,
}) => {
  await writeSampleHome(machine);
  await machine.write(
    '.config/Claude/claude_desktop_config.json',
    '{\n  "mcpServers": {\n    "a" {}\n  }\n}\n',
  );
  const { page } = await open();
  await expect(page.getByText('One file cannot be used.')).toBeVisible();
  await expect(page.getByText(/claude_desktop_config\.json/).first()).toBeVisible();
  await expect(page.getByText(/line 3/).first()).toBeVisible();
  await expect(row(page, 'kfuse')).toBeVisible();
});

test('an entry that its client ignores says so, and what to do instead', async ({ machine, open }) => {
  await writeSampleHome(machine);
  await machine.write('.claude/settings.json', '{"mcpServers":{"lost":{"command":"lost-mcp"}}}');
  const { page } = await open();
  await expect(row(page, 'octomesh')).toContainText('Ignored by client');
  await expect(row(page, 'lost')).toContainText('Ignored by client');
  const details = await showDetails(page, 'octomesh');
  await expect(details.getByText(/Connectors/).first()).toBeVisible();
});

test('an empty home is a calm start, not an error', async ({ open }) => {
  const { page } = await open();
  await expect(page.getByText('No servers yet')).toBeVisible();
  await goTo(page, 'Activity');
  await expect(page.getByText('No changes yet')).toBeVisible();
});

test('search and the filter for what needs you work from the keyboard', async ({ machine, open }) => {
  await writeSampleHome(machine);
  const { page } = await open();
  await expect(row(page, 'kfuse')).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('kru');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('rowheader')).toHaveCount(5);
});
