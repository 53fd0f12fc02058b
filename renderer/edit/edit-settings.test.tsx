import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ServerEntry } from '../../shared/domain.ts';
import { codexSettings, makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const program = makeEntry('codex', 'bridge', {
  command: '/opt/bridge',
  args: ['--fast'],
  settings: codexSettings({ callTimeout: 1500 }),
  otherKinds: ['http'],
  bearerField: true,
});

async function openEdit(entry: ServerEntry) {
  const app = renderApp(makeSnapshot(NOW, { entries: [entry] }));
  await app.user.click(await screen.findByRole('button', { name: 'Edit…' }));
  const dialog = screen.getByRole('dialog');
  const field = (name: string) => within(dialog).getByRole<HTMLInputElement>('textbox', { name });
  const asked = async (changes: object) =>
    waitFor(() => expect(app.inputs('change:preview').at(-1)).toMatchObject({ action: { changes } }));
  const kind = (words: string) =>
    app.user.selectOptions(within(dialog).getByRole('combobox', { name: 'Kind' }), words);
  return { ...app, dialog, field, asked, kind };
}

describe('settings in the edit dialog', () => {
  usePage();

  it('stand in the client’s own unit, and go to the core in milliseconds', async () => {
    const { user, field, asked, dialog } = await openEdit(program);
    const timeout = field('Time-out of a call, in seconds');
    expect(timeout.value).toBe('1.5');
    expect(dialog.textContent).toContain('tool_timeout_sec');
    await user.clear(timeout);
    await user.type(timeout, '0.3');
    await user.type(field('Folder it starts in'), '/srv');
    await user.type(field('Only these tools, one per line'), 'search{Enter}query');
    await asked({ settings: { callTimeout: 300, cwd: '/srv', allowTools: ['search', 'query'] } });
    await user.clear(timeout);
    await asked({ settings: { callTimeout: null } });
  });

  it('are not sent while a time-out is no number', async () => {
    const { user, field, dialog } = await openEdit(program);
    await user.type(field('Time-out of a call, in seconds'), 'x');
    expect(dialog.textContent).toContain('enter a number above zero');
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Change' }).disabled).toBe(true);
  });

  it('that a client does not have are named, not offered', async () => {
    const { dialog } = await openEdit({ ...program, settings: [], otherKinds: [] });
    expect(dialog.textContent).toContain(
      'Not in Codex’s file for such a server: the folder it starts in, time-outs, lists of tools.',
    );
    expect(within(dialog).queryByRole('textbox', { name: 'Folder it starts in' })).toBeNull();
  });
});

describe('the kind of a server in the edit dialog', () => {
  usePage();

  it('changes with the fields of the new kind, and leaves out what goes with the old one', async () => {
    const { user, field, asked, kind, dialog } = await openEdit(program);
    await kind('Web address (HTTP)');
    expect(dialog.textContent).toContain('Fill in the address.');
    expect(within(dialog).queryByRole('textbox', { name: 'Program' })).toBeNull();
    expect(within(dialog).queryByRole('textbox', { name: 'Folder it starts in' })).toBeNull();
    await user.type(field('Address'), 'https://kfuse.test/mcp');
    await user.type(field('Variable that holds the bearer token'), 'KFUSE_TOKEN');
    await asked({ transport: 'http', url: 'https://kfuse.test/mcp', bearerTokenEnvVar: 'KFUSE_TOKEN' });
    await kind('Program on this computer');
    expect(field('Program').value).toBe('/opt/bridge');
    expect(dialog.textContent).toContain('The exact change is shown as you type.');
  });

  it('offers a bridge where the client loads no addresses, with the other way beside it', async () => {
    const ignoredByClient = { reason: 'It loads only programs.', next: 'Choose the bridge.' };
    const entry = makeEntry('claude-desktop', 'octo', { ignoredByClient, otherKinds: ['stdio'] });
    const { kind, asked, dialog } = await openEdit(entry);
    await kind('Web address (HTTP), through a bridge');
    expect(dialog.textContent).toContain('Settings → Connectors');
    await asked({ transport: 'http', bridge: true });
  });

  it('is told where there is no other', async () => {
    const client = { command: 'npx', args: [], otherKinds: [], settings: [] } as const;
    const { dialog } = await openEdit(makeEntry('unknown-client', 'x', client));
    expect(dialog.textContent).toContain('has no other kind of server here than: local program');
  });
});
