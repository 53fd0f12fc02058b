import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import { goTo, row, showDetails } from './page-parts.ts';

/** Knows nothing of one system's folders or keychain: what every system runs before a release. */
test('starts, lists what is set up, shows a change, and ends', async ({ machine, open }, info) => {
  await machine.write('.codex/config.toml', '[mcp_servers.docs]\ncommand = "docs-mcp"\nargs = ["--stdio"]\n');
  const { page, log } = await open();
  await expect(row(page, 'docs')).toBeVisible();
  await expect(await showDetails(page, 'docs')).toContainText('docs-mcp --stdio');
  await machine.write('.codex/config.toml', '[mcp_servers.fresh]\ncommand = "fresh-mcp"\n');
  await expect(row(page, 'fresh')).toBeVisible();
  await expect(row(page, 'docs')).toHaveCount(0);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Pause for an hour' }).click();
  await expect(page.getByText(/^Paused until /)).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: `artifacts/screens/${info.project.name}-start-${process.platform}.png` });
  expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
});
