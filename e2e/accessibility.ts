import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** What axe finds wrong with the page as it is. */
export async function violations(page: Page) {
  // Its ordinary way opens a second page, which Electron's context cannot.
  const legacy = page.url().startsWith('app:');
  return (await new AxeBuilder({ page }).setLegacyMode(legacy).analyze()).violations;
}
