import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const bridge = makeEntry('codex', 'bridge', {
  command: '/opt/bridge',
  args: ['--profile', 'desk'],
  env: [{ name: 'AGENT_TOKEN', value: '••••••', secret: true }],
});

async function openDialog(button: string, entry: ServerEntry = bridge, overrides: Partial<Handlers> = {}) {
  const app = renderApp(makeSnapshot(NOW, { entries: [entry] }), overrides);
  await app.user.click(await screen.findByRole('button', { name: button }));
  const dialog = screen.getByRole('dialog');
  const press = (name: RegExp | string) =>
    app.user.click(within(dialog).getByRole<HTMLButtonElement>('button', { name }));
  const ready = async (name: RegExp | string) =>
    waitFor(() =>
      expect(within(dialog).getByRole<HTMLButtonElement>('button', { name }).disabled).toBe(false),
    );
  return { ...app, dialog, press, ready };
}

describe('the edit dialog', () => {
  usePage();

  it('is filled from the entry, previews while typing, and sends only what differs', async () => {
    const { user, dialog, press, ready, inputs } = await openDialog('Edit…');
    expect(within(dialog).getByRole('heading', { name: 'Edit bridge in Codex' })).toBeTruthy();
    const program = within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Program' });
    expect(program.value).toBe('/opt/bridge');
    expect(document.activeElement).toBe(program);
    expect(dialog.textContent).toContain('The exact change is shown as you type.');
    await user.type(program, '2');
    await ready('Change');
    expect(dialog.textContent).toContain('+added: url = "https://y"');
    await press('Change');
    expect(inputs('change:apply')[0]).toMatchObject({
      action: { kind: 'edit', ref: 'codex:user:bridge', changes: { command: '/opt/bridge2' } },
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('shows that a secret is kept, replaces it on request, and can keep it after all', async () => {
    const { user, dialog, press, inputs } = await openDialog('Edit…');
    expect(dialog.textContent).toContain('•••••• (kept)');
    await press('Replace AGENT_TOKEN: Value');
    const value = within(dialog).getByLabelText<HTMLInputElement>('AGENT_TOKEN: Value');
    expect([value.type, value.value]).toEqual(['password', '']);
    await user.type(value, 'new');
    await waitFor(() =>
      expect(inputs('change:preview').at(-1)).toMatchObject({
        action: { changes: { env: { AGENT_TOKEN: 'new' } } },
      }),
    );
    await press('Keep the stored value: AGENT_TOKEN: Value');
    expect(dialog.textContent).toContain('•••••• (kept)');
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Change' }).disabled).toBe(true);
  });

  it('renames by itself, with the other fields at rest meanwhile', async () => {
    const { user, dialog, press, ready, inputs } = await openDialog('Edit…');
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), '-2');
    const fields = within(dialog).getByRole<HTMLFieldSetElement>('group', { name: 'Fields of this server' });
    expect(fields.disabled).toBe(true);
    expect(dialog.textContent).toContain('A new name and other changes are saved one after the other.');
    await ready('Rename');
    await press('Rename');
    expect(inputs('change:apply')[0]).toMatchObject({
      action: { kind: 'rename', ref: 'codex:user:bridge', name: 'bridge-2' },
    });
  });

  it('tells why a change is refused and does not offer to write it', async () => {
    const { user, dialog } = await openDialog('Edit…', bridge, {
      'change:preview': async () => fail('EntryExists', 'Codex has a server bridge2 already.'),
    });
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), '2');
    expect(await within(dialog).findByText('Codex has a server bridge2 already.')).toBeTruthy();
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Rename' }).disabled).toBe(true);
  });

  it('opens with E on a row, and asks where a server has several places', async () => {
    const entries = ['codex', 'claude-code'].map((client) => makeEntry(client, 'kfuse'));
    const { user } = renderApp(makeSnapshot(NOW, { entries }));
    const grid = await screen.findByRole('grid', { name: 'Servers' });
    act(() => grid.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus());
    await user.keyboard('e');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: /Edit in Codex…/ }));
    expect(screen.getByRole('dialog', { name: 'Edit kfuse in Codex' })).toBeTruthy();
  });

  it('is not offered where the entry cannot be changed', async () => {
    const can = { edit: false, rename: false, copy: false };
    renderApp(makeSnapshot(NOW, { entries: [makeEntry('codex', 'managed', { can })] }));
    await screen.findByRole('button', { name: 'Show file' });
    expect(screen.queryByRole('button', { name: 'Edit…' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Copy to…' })).toBeNull();
  });
});

describe('the copy dialog', () => {
  usePage();

  it('chooses nothing by itself, previews the chosen places and copies to them', async () => {
    const { user, dialog, press, ready, inputs } = await openDialog('Copy to…');
    expect(dialog.textContent).toContain('Choose at least one client.');
    expect(within(dialog).queryAllByRole('checkbox', { checked: true })).toEqual([]);
    await user.click(within(dialog).getByRole('checkbox', { name: 'Claude Desktop' }));
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Where in Claude Code' }),
      'one project, shared',
    );
    expect(dialog.textContent).toContain('Choose a project folder.');
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Project folder for Claude Code' }),
      '~/src/web-app',
    );
    await ready('Copy to 2 clients');
    await press('Copy to 2 clients');
    expect(inputs('change:apply')[0]).toMatchObject({
      action: {
        kind: 'copy',
        ref: 'codex:user:bridge',
        targets: [
          { client: 'claude-code', scope: 'project', project: '/home/me/src/web-app', bridge: false },
          { client: 'claude-desktop', scope: 'user', project: null, bridge: false },
        ],
      },
    });
    expect(inputs('change:apply')[0]).not.toHaveProperty('action.name');
  });

  it('tells notes and refused places, and takes another name', async () => {
    const target = { client: 'claude-code', scope: 'user', project: null, bridge: false } as const;
    const { user, dialog, inputs } = await openDialog('Copy to…', bridge, {
      'change:preview': async () =>
        ok({
          title: 'Copy bridge',
          files: [],
          notes: ['Codex has no SSE: it will use streamable HTTP.'],
          refused: [
            { target, server: 'bridge', error: fail('EntryExists', 'Claude Code has it already.').error },
          ],
          base: {},
        }),
    });
    await user.click(within(dialog).getByRole('checkbox', { name: 'Claude Code' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Name there' }), '-2');
    await waitFor(() => expect(dialog.textContent).toContain('None of the chosen clients can take it.'));
    expect(dialog.textContent).toContain('Claude Code has it already.');
    expect(dialog.textContent).toContain('Codex has no SSE: it will use streamable HTTP.');
    expect(inputs('change:preview').at(-1)).toMatchObject({ action: { name: 'bridge-2' } });
  });
});
