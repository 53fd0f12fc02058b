import type { Locator, Page } from '@playwright/test';
import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import { row, showDetails } from './page-parts.ts';
import { startTenantServer } from './rig/tenant-server.ts';
import type { TenantServer } from './rig/tenant-server.ts';

let octo: TenantServer;
test.beforeEach(async ({ machine }) => {
  octo = await startTenantServer();
  const servers = { octo: { type: 'http', url: octo.mcpUrl } };
  await machine.write('.claude.json', JSON.stringify({ mcpServers: servers }));
});
test.afterEach(async () => octo.stop());

/** The card, which is there once the tools were listed. */
async function openCard(page: Page): Promise<Locator> {
  await expect(row(page, 'octo')).toContainText('Connected');
  const details = await showDetails(page, 'octo');
  await details.getByText('Tools', { exact: true }).click();
  await details.getByRole('button', { name: 'List tools' }).click();
  const card = details.getByRole('region', { name: 'This server signs people in by itself' });
  await expect(card).toBeVisible();
  return card;
}

const rules = async (page: Page) => (await violations(page)).map(({ id }) => id);

test('a sign-in inside a server’s session: code, second step, who it is, and a tool that uses it', async ({
  open,
}) => {
  const { page, log } = await open();
  const card = await openCard(page);
  const details = page.getByRole('complementary', { name: 'Details' });
  await card.getByRole('textbox', { name: 'Tenant' }).fill('acme');
  await expect(card.getByText('Authenticate me to tenant acme.')).toBeVisible();
  expect(octo.calls).toEqual([]);
  await card.getByRole('button', { name: 'Get a code' }).click();
  await expect(card.getByText(/^CODE-\d+$/)).toBeVisible();
  await expect(card).toContainText('The code runs out in');
  expect(await rules(page)).toEqual([]);
  const link = card.getByRole('link', { name: 'Open the page' });
  const address = (await link.getAttribute('href')) ?? '';
  expect(address).toContain(`${octo.origin}/device?userCode=CODE-`);
  octo.decide(new URL(address).searchParams.get('userCode') ?? '', 'approved');
  await card.getByRole('button', { name: 'I have signed in' }).click();
  await expect(card).toContainText('Signed in, 1 h left', { timeout: 15_000 });
  await expect(card).toContainText('Ada Lovelace (ada@example.com) · roles: Reader, Writer · tenants: acme');
  await expect(card).toContainText('Claude Code is not.');
  await expect(row(page, 'octo')).not.toContainText('Signed in');
  expect(await rules(page)).toEqual([]);

  await details
    .getByRole('button', { name: /^list_things/ })
    .first()
    .click();
  await details.getByRole('button', { name: 'Call tool' }).click();
  await expect(details.getByText('"one"')).toBeVisible();
  await card.getByRole('button', { name: 'End session' }).click();
  await expect(card.getByRole('button', { name: 'Get a code' })).toBeFocused();
  await expect.poll(() => octo.sessions()).toBe(0);
  await details.getByRole('button', { name: 'Call tool' }).click();
  await expect(details).toContainText('Refused by the server');
  expect(log.filter((line) => line.startsWith('error'))).toEqual([]);
});

test('by keyboard alone, on a small dark window, and cancelled', async ({ open }) => {
  const { page } = await open({ width: 640, dark: true });
  const card = await openCard(page);
  await card.getByRole('textbox', { name: 'Tenant' }).focus();
  await page.keyboard.type('acme');
  await page.keyboard.press('Enter');
  await expect(card.getByText(/^CODE-\d+$/)).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(card.getByRole('button', { name: 'Copy prompt' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(card.getByRole('button', { name: 'Get a new code' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(card.getByRole('link', { name: 'Open the page' })).toBeFocused();
  expect(await rules(page)).toEqual([]);
  const width = await page.locator('html').evaluate((html) => html.scrollWidth);
  expect(width).toBeLessThanOrEqual(640);
  await card.getByRole('button', { name: 'Cancel sign-in' }).focus();
  await page.keyboard.press('Space');
  await expect(card.getByRole('button', { name: 'Get a code' })).toBeFocused();
  await expect.poll(() => octo.sessions()).toBe(0);
});

test('a window that is loaded again finds the code, and a refusal is quoted', async ({ open }) => {
  const { page } = await open();
  const card = await openCard(page);
  await card.getByRole('button', { name: 'Get a code' }).click();
  const code = await card.getByText(/^CODE-\d+$/).textContent();
  await page.reload();
  await showDetails(page, 'octo');
  await expect(page.getByText(code ?? '', { exact: true })).toBeVisible();
  expect(octo.sessions()).toBe(1);
  octo.decide(code ?? '', 'denied');
  await page.getByRole('button', { name: 'I have signed in' }).click();
  await expect(page.getByText('access_denied')).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('<b>no</b>')).toBeVisible();
  await expect.poll(() => octo.sessions()).toBe(0);
});
