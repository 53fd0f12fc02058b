import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, skipAloud, test } from './app.ts';
import { row } from './page-parts.ts';
import { writeSampleHome } from './sample-home.ts';

test('a page that is loaded again is still signed in to MCP Tray', async ({ machine, open }) => {
  await writeSampleHome(machine);
  const { page } = await open();
  await expect(row(page, 'kfuse')).toBeVisible();
  await page.reload();
  await expect(row(page, 'kfuse')).toBeVisible();
});

test('another program of this computer that the person opens gets nothing of the session', async ({
  machine,
  open,
}, info) => {
  if (info.project.name === 'desktop') skipAloud(info, 'The desktop has no session and no other pages.');
  await writeSampleHome(machine);
  const seen: (string | undefined)[] = [];
  const other = createServer((request, response) => {
    seen.push(request.headers.cookie);
    response.end('another program');
  });
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  try {
    const { page } = await open();
    await expect(row(page, 'kfuse')).toBeVisible();
    const tab = await page.context().newPage();
    await tab.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/bridge/`);
    await expect(tab.getByText('another program')).toBeVisible();
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.filter((cookie) => cookie !== undefined)).toEqual([]);
  } finally {
    other.closeAllConnections();
    other.close();
  }
});
