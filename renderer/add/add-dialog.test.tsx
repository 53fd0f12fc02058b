import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

async function openAdd(overrides: Partial<Handlers> = {}) {
  const app = renderApp(makeSnapshot(NOW), overrides);
  const [button] = await screen.findAllByRole('button', { name: 'Add server' });
  if (button === undefined) throw new Error('no button');
  await app.user.click(button);
  const dialog = screen.getByRole('dialog', { name: 'Add server' });
  const paste = async (text: string) => {
    await app.user.click(within(dialog).getByRole('textbox', { name: /Paste/ }));
    await app.user.paste(text);
    await within(dialog).findByText('Recognised');
  };
  const submit = () => within(dialog).getByRole<HTMLButtonElement>('button', { name: /^Add to/ });
  return { ...app, dialog, paste, submit };
}

describe('the add dialog', () => {
  usePage();

  it('recognises a pasted command, previews each chosen client and adds to all', async () => {
    const { user, dialog, paste, submit, inputs } = await openAdd();
    await paste('claude mcp add --transport http --scope user kfuse https://kfuse.test/mcp');
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: 'Name' }).value).toBe('kfuse');
    expect(within(dialog).getByRole<HTMLInputElement>('checkbox', { name: 'Codex' }).checked).toBe(false);
    await user.click(within(dialog).getByRole('checkbox', { name: 'Codex' }));
    await waitFor(() => expect(submit().disabled).toBe(false));
    expect(submit().textContent).toBe('Add to 2 clients');
    await user.click(submit());
    expect(inputs('change:apply')[0]).toMatchObject({
      action: {
        kind: 'add',
        servers: [{ name: 'kfuse', url: 'https://kfuse.test/mcp' }],
        targets: [
          { client: 'claude-code', scope: 'user' },
          { client: 'codex', scope: 'user' },
        ],
      },
    });
  });

  it('blocks on a placeholder with the reason, until it is replaced', async () => {
    const { user, dialog, paste, submit } = await openAdd();
    await paste('claude mcp add kfuse https://<KLOUDFUSE_URL>/mcp');
    const address = within(dialog).getByRole('textbox', { name: 'Address' });
    expect(address.getAttribute('aria-invalid')).toBe('true');
    expect(dialog.textContent).toContain('Replace <KLOUDFUSE_URL> with your own value.');
    expect(submit().disabled).toBe(true);
    expect(dialog.textContent).toContain('Replace the marked placeholders first.');
    await user.clear(address);
    await user.type(address, 'https://kfuse.test/mcp');
    await waitFor(() => expect(submit().disabled).toBe(false));
  });

  it('blocks on a problem and looks at the edited server again', async () => {
    const { user, dialog, paste, submit } = await openAdd();
    await paste('http://kfuse.test/mcp');
    expect(dialog.textContent).toContain('The address is not encrypted.');
    expect(submit().disabled).toBe(true);
    const address = within(dialog).getByRole('textbox', { name: 'Address' });
    await user.clear(address);
    await user.type(address, 'https://kfuse.test/mcp');
    await waitFor(() => expect(submit().disabled).toBe(false));
  });

  it('names the two ways for a client that loads only local programs, and writes a bridge if chosen', async () => {
    const { user, dialog, paste, inputs } = await openAdd();
    await paste('https://kfuse.test/mcp');
    const desktop = within(dialog).getByRole<HTMLInputElement>('checkbox', { name: 'Claude Desktop' });
    expect(desktop.checked).toBe(false);
    expect(dialog.textContent).toContain('Two ways to connect it');
    await user.click(desktop);
    await waitFor(() =>
      expect(JSON.stringify(inputs('change:preview').at(-1))).toContain(
        '{"client":"claude-desktop","scope":"user","project":null,"bridge":true}',
      ),
    );
  });

  it('asks for the folder of a project target', async () => {
    const { user, dialog, paste, submit } = await openAdd();
    await paste('claude mcp add kfuse https://kfuse.test/mcp');
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Where in Claude Code' }),
      'one project, shared',
    );
    expect(dialog.textContent).toContain('Choose a project folder.');
    expect(submit().disabled).toBe(true);
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Project folder for Claude Code' }),
      '~/src/web-app',
    );
    await waitFor(() => expect(submit().disabled).toBe(false));
  });

  it('explains a refused target and keeps the others', async () => {
    const target = { client: 'codex', scope: 'user', project: null, bridge: false } as const;
    const { dialog, paste, submit } = await openAdd({
      'change:preview': async () =>
        ok({
          title: 'Add kfuse',
          files: [
            { path: '/x', diff: '@@ -0,0 +1 @@\n+x', creates: true, deletes: false, unchangedLines: 0 },
          ],
          notes: [],
          refused: [
            { target, server: 'kfuse', error: fail('EntryExists', 'Codex has a server kfuse.').error },
          ],
          base: {},
        }),
    });
    await paste('https://kfuse.test/mcp');
    await waitFor(() => expect(dialog.textContent).toContain('Codex has a server kfuse.'));
    expect(submit().textContent).toBe('Add to 1 client');
    expect(submit().disabled).toBe(false);
  });

  it('hides secret values until asked', async () => {
    const { user, dialog, paste } = await openAdd();
    await paste('https://kfuse.test/mcp');
    await user.click(within(dialog).getByRole('button', { name: 'Add header' }));
    await user.type(within(dialog).getByRole('textbox', { name: 'Headers: Name' }), 'X-Api-Key');
    const value = within(dialog).getByLabelText<HTMLInputElement>('X-Api-Key: Value');
    await user.type(value, 'abc');
    expect(value.type).toBe('password');
    await user.click(within(dialog).getByRole('button', { name: 'Show: X-Api-Key' }));
    expect(value.type).toBe('text');
  });

  it('offers the sign-ins that are left after adding', async () => {
    const { user, paste, submit } = await openAdd();
    await paste('https://kfuse.test/mcp');
    await waitFor(() => expect(submit().disabled).toBe(false));
    await user.click(submit());
    await screen.findByText('Sign in where it is needed; everything else is done.');
    expect(within(screen.getByRole('dialog')).getByRole('button', { name: 'Done' })).toBeTruthy();
  });

  it('can be filled in by hand', async () => {
    const { user, dialog, submit } = await openAdd();
    await user.click(within(dialog).getByRole('button', { name: 'Fill in by hand instead' }));
    expect(dialog.textContent).toContain('Give every server a name.');
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'docs');
    await user.type(within(dialog).getByRole('textbox', { name: 'Address' }), 'https://docs.test/mcp');
    await waitFor(() => expect(submit().disabled).toBe(false));
  });
});
