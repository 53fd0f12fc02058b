import type { Locator, Page } from '@playwright/test';

/** The row of a server in the list. */
export function row(page: Page, name: string): Locator {
  return page
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${name}\\b`) }) });
}

/** Selects a server and gives its detail pane. */
export async function showDetails(page: Page, name: string): Promise<Locator> {
  await row(page, name).getByRole('rowheader').click();
  return page.getByRole('complementary', { name: 'Details' });
}

export function dialog(page: Page, name: string | RegExp): Locator {
  return page.getByRole('dialog', { name });
}

export async function goTo(page: Page, view: 'Servers' | 'Sign-ins' | 'Clients' | 'Activity' | 'Settings') {
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: new RegExp(`^${view}`) })
    .click();
}
