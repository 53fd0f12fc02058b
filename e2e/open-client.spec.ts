import { chmod, readFile } from 'node:fs/promises';
import { violations } from './accessibility.ts';
import { expect, skipAloud, test } from './app.ts';
import { dialog, row, showDetails } from './page-parts.ts';
import { startOAuthRig } from './rig/oauth-rig.ts';

test('the steps for a client without a command open it, on a click, at its very file', async ({
  machine,
  open,
}, info) => {
  if (process.platform !== 'linux') {
    skipAloud(info, 'Elsewhere the system opens the address, which no test can see.');
  }
  const rig = await startOAuthRig();
  try {
    const code = await machine.write('bin/code', `#!/bin/sh\necho "$@" > "${machine.path('called')}"\n`);
    await chmod(code, 0o755);
    machine.env['PATH'] = `${machine.path('bin')}:${machine.env['PATH'] ?? ''}`;
    // There is a screen to open apps on.
    machine.env['DISPLAY'] ??= ':0';
    const file = await machine.write(
      '.config/Code/User/mcp.json',
      JSON.stringify({ servers: { rig: { type: 'http', url: rig.mcpUrl } } }, null, 2),
    );
    const { page } = await open();
    await expect(row(page, 'rig')).toBeVisible();
    const details = await showDetails(page, 'rig');
    await details.getByRole('button', { name: 'How to sign in with VS Code…' }).first().click();
    const steps = dialog(page, 'Sign in to rig with VS Code');
    await expect(steps.getByRole('button', { name: /^Open the file in VS Code/ })).toBeVisible();
    expect((await violations(page)).map(({ id }) => id)).toEqual([]);
    await expect(readFile(machine.path('called'))).rejects.toThrow('ENOENT');
    await steps.getByRole('button', { name: /^Open the file in VS Code/ }).click();
    await expect
      .poll(() => readFile(machine.path('called'), 'utf8').catch(() => ''))
      .toBe(`--reuse-window --goto ${file}:3\n`);
  } finally {
    await rig.stop();
  }
});
