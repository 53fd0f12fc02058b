import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  livingDroidRecord,
  readDroidStore,
  writeDroidStore,
} from '../electron/core/sign-ins/test-droid-store.ts';
import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import { dialog, goTo } from './page-parts.ts';
import { npmClients } from './rig/npm-clients.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';
import { OFFLINE, realClients, run } from './rig/real-clients.ts';

test.beforeAll(async () => {
  test.setTimeout(600_000);
  await Promise.all([realClients(), npmClients()]);
});

test('what Codex left behind is shown as stale, revoked, and gone from its store', async ({
  machine,
  open,
}) => {
  const rig = await startOAuthRig();
  try {
    const { codex } = await realClients();
    const follow = fileURLToPath(new URL('rig/fake-browser.ts', import.meta.url));
    const script = `#!/bin/sh\nexec "${process.execPath}" "${follow}" "$1" >/dev/null 2>&1\n`;
    await machine.write('browser.sh', script);
    const browser = join(machine.home, 'browser.sh');
    await chmod(browser, 0o755);
    await machine.write('.codex/config.toml', 'mcp_oauth_credentials_store = "file"\n');
    const options = { home: machine.home, env: { BROWSER: browser } };
    for (const name of ['keep', 'left-behind']) {
      await run(codex, ['mcp', 'add', name, '--url', rig.mcpUrl], options);
    }
    await run(codex, ['mcp', 'remove', 'left-behind'], options);
    expect(rig.openGrants()).toBe(2);

    const { page, log } = await open();
    await goTo(page, 'Sign-ins');
    await expect(page.getByText('No server uses it any more.')).toBeVisible();
    await page.getByRole('button', { name: 'Select all stale' }).click();
    await page.getByRole('button', { name: 'Disconnect 1…' }).click();
    const preview = dialog(page, 'Disconnect this sign-in?');
    await expect(preview.getByRole('button', { name: 'Cancel' })).toBeFocused();
    const found = await violations(page);
    expect(found.map(({ id }) => id)).toEqual([]);
    await preview.getByRole('button', { name: 'Disconnect' }).click();
    const receipt = dialog(page, 'Disconnected');
    await expect(receipt).toContainText(`Revoked at ${new URL(rig.issuer).host}.`);
    await expect(receipt).toContainText('Removed from Codex.');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('checkbox')).toHaveCount(1);
    expect(rig.openGrants()).toBe(1);

    const stored = await machine.read('.codex/.credentials.json');
    expect(Object.keys(JSON.parse(stored) as object)).toEqual([expect.stringMatching(/^keep\|/)]);
    const [token = ''] = /eyJ[\w.-]{60,}/.exec(stored) ?? [];
    expect(token).not.toBe('');
    expect(`${await page.content()}${log.join('\n')}`).not.toContain(token.slice(-40));
  } finally {
    await rig.stop();
  }
});

test('what droid left behind in its encrypted store is revoked, and droid finds itself signed out', async ({
  machine,
  open,
}) => {
  const rig = await startOAuthRig();
  try {
    const { droid } = await npmClients();
    const droidSays = async (...args: readonly string[]): Promise<string> => {
      const options = { home: machine.home, env: OFFLINE, timeoutMs: 120_000 };
      return (await run(droid, ['mcp', ...args], options)).stdout;
    };
    for (const name of ['keep', 'left-behind']) await droidSays('add', name, rig.mcpUrl, '--type', 'http');
    const records = [await livingDroidRecord(rig, 'keep'), await livingDroidRecord(rig, 'left-behind')];
    await writeDroidStore(machine.home, JSON.stringify({ mcpOAuth: Object.fromEntries(records) }));
    expect(await droidSays('list')).toMatch(/left-behind\s+http\s+connected \(authenticated\)/);
    expect(rig.openGrants()).toBe(2);

    const { page, log } = await open();
    await goTo(page, 'Sign-ins');
    await expect(page.getByRole('checkbox')).toHaveCount(2);
    const unused = page.getByText('No server that MCP Tray knows of uses it.');
    await expect(unused).toBeHidden();
    await droidSays('remove', 'left-behind');
    await expect(unused).toBeVisible();
    await page.getByRole('button', { name: 'Select all stale' }).click();
    await page.getByRole('button', { name: 'Disconnect 1…' }).click();
    await dialog(page, 'Disconnect this sign-in?').getByRole('button', { name: 'Disconnect' }).click();
    const receipt = dialog(page, 'Disconnected');
    await expect(receipt).toContainText(`Revoked at ${new URL(rig.issuer).host}.`);
    await expect(receipt).toContainText('Removed from Factory droid.');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('checkbox')).toHaveCount(1);
    expect(rig.openGrants()).toBe(1);

    await droidSays('add', 'left-behind', rig.mcpUrl, '--type', 'http');
    const listed = await droidSays('list');
    expect(listed).toMatch(/left-behind\s+http\s+needs authentication/);
    expect(listed).toMatch(/keep\s+http\s+connected \(authenticated\)/);
    const [token = ''] = /eyJ[\w.-]{60,}/.exec(await readDroidStore(machine.home)) ?? [];
    expect(token).not.toBe('');
    expect(`${await page.content()}${log.join('\n')}`).not.toContain(token.slice(-40));
  } finally {
    await rig.stop();
  }
});
