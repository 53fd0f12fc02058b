import { chmod, stat, writeFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import type { Machine } from './machine.ts';
import { dialog, goTo, row, showDetails } from './page-parts.ts';

const SECRET = 'hunter2-abcdefgh';
const CURSOR = '.cursor/mcp.json';
const TEXT = `{"mcpServers": {
  "wiki": {"url": "http://127.0.0.1:41999/wiki/mcp", "headers": {"X-Api-Key": "${SECRET}"}},
  "local": {"command": "wiki-mcp", "args": ["--api-key", "${SECRET}-2", "--verbose"]}
}}
`;

/** A home that others may enter, with a file that they may read; a stand-in for xclip, which needs a screen. */
async function openHome(machine: Machine): Promise<void> {
  await chmod(machine.home, 0o755);
  await chmod(await machine.write(CURSOR, TEXT), 0o644);
  const program = await machine.write(
    'bin/xclip',
    `#!/bin/sh\ncase "$*" in *-o*) cat "${machine.path('board')}" ;; *) cat > "${machine.path('board')}" ;; esac\n`,
  );
  await chmod(program, 0o755);
  await writeFile(machine.path('board'), '');
  machine.env['PATH'] = `${machine.path('bin')}:${machine.env['PATH'] ?? ''}`;
  machine.env['DISPLAY'] = ':99';
}

/** Everything that reaches the page from now on. */
async function listen(page: Page): Promise<readonly string[]> {
  const frames: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString())),
  );
  await page.reload();
  return frames;
}

async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
}

test('from the finding to the fix and back, and the value never reaches the page', async ({
  machine,
  open,
}) => {
  await openHome(machine);
  const { page, log } = await open();
  const frames = await listen(page);
  await expect(row(page, 'wiki')).toContainText('Others may read a secret');
  const details = await showDetails(page, 'wiki');
  await expect(details).toContainText('in a file that every account on this computer can read');
  await details.getByRole('button', { name: 'Take the secret out…' }).click();

  const fix = dialog(page, /Take secrets of wiki out of Cursor/);
  await expect(fix).toContainText('${env:WIKI_API_KEY}');
  await fix.getByRole('button', { name: 'Copy the value: the header X-Api-Key' }).click();
  await expect(fix).toContainText('Copied for one minute');
  expect(await machine.read('board')).toBe(SECRET);
  await fix.getByRole('textbox', { name: 'Name of the variable' }).fill('1 no');
  await expect(fix).toContainText('no digit first');
  await fix.getByRole('textbox', { name: 'Name of the variable' }).fill('MY_KEY');
  await expect(fix).toContainText('${env:MY_KEY}');
  await fix.getByRole('button', { name: 'Take out', exact: true }).click();
  await expect(fix).toBeHidden();
  expect(await machine.read(CURSOR)).toBe(TEXT.replace(`"${SECRET}"`, '"${env:MY_KEY}"'));
  await expect(details).not.toContainText('every account on this computer');

  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect(details).toContainText('every account on this computer');
  expect(await machine.read(CURSOR)).toBe(TEXT);

  await details.getByRole('button', { name: 'Keep this file private…' }).click();
  const protect = dialog(page, /Keep the file private/);
  await expect(protect).toContainText('rw------- (0600)');
  await protect.getByRole('button', { name: 'Keep private' }).click();
  await expect(protect).toBeHidden();
  expect((await stat(machine.path(CURSOR))).mode & 0o777).toBe(0o600);

  const local = await showDetails(page, 'local');
  await expect(local).toContainText('"--verbose"');
  expect(await page.content()).not.toContain(SECRET);
  expect(frames.length).toBeGreaterThan(3);
  expect(frames.join('\n')).not.toContain(SECRET);
  expect(await page.content()).not.toContain(SECRET);
  expect(log.join('\n')).not.toContain(SECRET);
});

test('the old value is forgotten from Activity', async ({ machine, open }) => {
  await openHome(machine);
  await machine.cli('lint', 'cursor:user:wiki', '--fix', '--yes');
  const state = '.local/state/mcp-tray/history.json';
  expect(await machine.read(state)).toContain(`"${SECRET}"`);
  const { page } = await open();
  await goTo(page, 'Activity');
  await page.getByRole('button', { name: /^Forget the old value/ }).click();
  const forget = dialog(page, 'Forget the old value?');
  await expect(forget.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await forget.getByRole('button', { name: 'Forget', exact: true }).click();
  await expect(forget).toContainText('gone from MCP Tray’s history');
  await forget.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('button', { name: /^Forget the old value/ })).toHaveCount(0);
  expect(await machine.read(state)).not.toContain(`"${SECRET}"`);
});

for (const dark of [false, true]) {
  for (const width of [1280, 640]) {
    const theme = dark ? 'dark' : 'light';
    test(`findings and their fix are accessible: ${theme}, ${width} wide`, async ({
      machine,
      open,
    }, info) => {
      await openHome(machine);
      const { page } = await open({ width, dark });
      const details = await showDetails(page, 'local');
      const button = details.getByRole('button', { name: 'Take the secret out…' }).first();
      await button.scrollIntoViewIfNeeded();
      const shot = `artifacts/screens/${info.project.name}-findings-${theme}-${width}`;
      await page.screenshot({ path: `${shot}.png` });
      await accessible(page);
      await button.press('Enter');
      const fix = dialog(page, /Take secrets of local/);
      await expect(fix).toContainText('only its documentation tells');
      await page.screenshot({ path: `${shot}-fix.png` });
      await accessible(page);
      await page.keyboard.press('Escape');
      await expect(fix).toBeHidden();
    });
  }
}
