import { defineConfig } from '@playwright/test';

/** The same specs for both hosts; `desktop` runs wherever Electron's binary is installed. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts',
  outputDir: 'artifacts/playwright',
  forbidOnly: Boolean(process.env['CI']),
  // Each test has its own HOME, host and page; two at once is what two cores can bear.
  workers: 2,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ?? 'artifacts/reports/e2e.json' }],
  ],
  use: { screenshot: 'only-on-failure', trace: 'retain-on-failure' },
  projects: [{ name: 'browser' }, { name: 'desktop' }],
});
