import { expect, test } from './app.ts';
import { row, showDetails } from './page-parts.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';

test('tools are listed when asked for, and one is called with exactly what was typed', async ({
  machine,
  open,
}) => {
  const rig = await startOAuthRig({ open: true });
  try {
    await machine.write(
      '.claude.json',
      JSON.stringify({ mcpServers: { rig: { type: 'http', url: rig.mcpUrl } } }),
    );
    const { page } = await open();
    await expect(row(page, 'rig')).toContainText('Connected');
    const details = await showDetails(page, 'rig');
    await details.getByText('Tools', { exact: true }).click();
    await details.getByRole('button', { name: 'List tools' }).click();
    await details.getByRole('button', { name: /^echo/ }).first().click();
    await details
      .getByRole('textbox', { name: 'Arguments, as a JSON object' })
      .fill('{"text": "hello from the window"}');
    await details.getByRole('button', { name: 'Call tool' }).click();
    await expect(details.getByText('hello from the window', { exact: true })).toBeVisible();
  } finally {
    await rig.stop();
  }
});
