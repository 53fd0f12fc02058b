import { violations } from './accessibility.ts';
import { expect, test } from './app.ts';
import { dialog, goTo, row, showDetails } from './page-parts.ts';
import { writeSampleHome } from './sample-home.ts';

const VIEWS = ['Servers', 'Sign-ins', 'Clients', 'Activity', 'Settings'] as const;

for (const dark of [false, true]) {
  for (const width of [1280, 640]) {
    const theme = dark ? 'dark' : 'light';
    test(`every view is accessible and quiet: ${theme}, ${width} wide`, async ({ machine, open }, info) => {
      await writeSampleHome(machine);
      await machine.cli('disable', 'files');
      const { page, log } = await open({ width, dark });
      await expect(row(page, 'kfuse')).toBeVisible();
      for (const view of VIEWS) {
        await goTo(page, view);
        await page.screenshot({
          path: `artifacts/screens/${info.project.name}-${view}-${theme}-${width}.png`,
        });
        const found = await violations(page);
        expect(found.map(({ id, nodes }) => `${view}: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
      }
      await goTo(page, 'Servers');
      await showDetails(page, 'kruxos');
      await page.screenshot({ path: `artifacts/screens/${info.project.name}-details-${theme}-${width}.png` });
      if (width === 640) await page.keyboard.press('Escape');
      await page.keyboard.press('Control+n');
      const add = dialog(page, 'Add server');
      await add.getByRole('textbox').first().fill('http://127.0.0.1:41999/linear/mcp');
      await expect(add.getByText(/Recognised/)).toBeVisible();
      await page.screenshot({ path: `artifacts/screens/${info.project.name}-add-${theme}-${width}.png` });
      const found = await violations(page);
      expect(found.map(({ id, nodes }) => `add: ${id} ${nodes[0]?.html ?? ''}`)).toEqual([]);
      expect(log.filter((line) => !line.startsWith('debug') && !line.startsWith('info'))).toEqual([]);
    });
  }
}

test('five hundred servers stay usable: the list renders a window of rows and filters', async ({
  machine,
  open,
}) => {
  const servers = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`server-${index}`, { command: `mcp-${index}` }]),
  );
  await machine.write('.claude.json', JSON.stringify({ mcpServers: servers }));
  const { page } = await open();
  await expect(page.getByRole('button', { name: 'All 500' })).toBeVisible();
  expect(await page.getByRole('rowheader').count()).toBeLessThan(100);
  await page.keyboard.press('/');
  await page.keyboard.type('server-499');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
});
