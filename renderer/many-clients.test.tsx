import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { makeEntry, makeSnapshot } from './dev/fixture.ts';
import { manyClientsSnapshot } from './dev/fixture-many.ts';
import { NOW, renderApp, usePage } from './test/render-app.tsx';

const many = manyClientsSnapshot(NOW);
const installed = many.clients.filter((client) => client.installed);

async function openAdd() {
  const app = renderApp(many);
  const [button] = await screen.findAllByRole('button', { name: 'Add server' });
  if (button === undefined) throw new Error('no button');
  await app.user.click(button);
  const dialog = screen.getByRole('dialog', { name: 'Add server' });
  const paste = async (text: string) => {
    await app.user.click(within(dialog).getByRole('textbox', { name: /Paste/ }));
    await app.user.paste(text);
    await within(dialog).findByText('Recognised');
  };
  return { ...app, dialog, paste };
}

describe('with many clients', () => {
  usePage();

  it('lists the clients of this computer with their files and folds the others away', async () => {
    const { user } = renderApp(many);
    await user.click(await screen.findByRole('button', { name: /^Clients/ }));
    expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(installed.length + 1);
    expect(screen.getByRole('main').textContent).not.toContain('Kiro');
    const more = screen.getByRole('button', { name: '17 more clients MCP Tray knows' });
    expect(more.getAttribute('aria-expanded')).toBe('false');
    await user.click(more);
    expect(screen.getByText('Kiro', { selector: 'li' })).toBeTruthy();
  });

  it('shows a client that is not installed once a server of it is found', async () => {
    const { user } = renderApp({ ...many, entries: [makeEntry('kiro', 'wiki')] });
    await user.click(await screen.findByRole('button', { name: /^Clients/ }));
    expect(screen.getByRole('heading', { name: 'Kiro' })).toBeTruthy();
    expect(screen.getByRole('button', { name: '16 more clients MCP Tray knows' })).toBeTruthy();
  });

  it('filters by the clients that are installed or have servers, and by no others', async () => {
    const { user } = renderApp({ ...many, entries: [makeEntry('kiro', 'wiki')] });
    (await screen.findByRole('button', { name: /All clients/ })).focus();
    await user.keyboard('{Enter}');
    const names = (await screen.findAllByRole('menuitemcheckbox')).map(({ textContent }) => textContent);
    expect(names).toHaveLength(installed.length + 2);
    expect(names.some((name) => name?.includes('Kiro'))).toBe(true);
    expect(names.some((name) => name?.includes('Junie'))).toBe(false);
  });

  it('shows three marks, the number of the rest, and all names to a screen reader', async () => {
    renderApp(many);
    const header = await screen.findByText('team-server-1');
    const row = header.closest('[role=row]');
    expect(row?.textContent).toContain('+7');
    expect(row?.textContent).toContain(
      `Used by ${installed
        .slice(0, 10)
        .map(({ name }) => name)
        .join(', ')}`,
    );
  });

  it('offers the other clients for adding behind one line, with their scopes', async () => {
    const { user, dialog, paste } = await openAdd();
    await paste('https://kfuse.test/mcp');
    expect(within(dialog).queryByRole('checkbox', { name: 'Kiro' })).toBeNull();
    await user.click(within(dialog).getByRole('button', { name: 'Other clients (17)' }));
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Where in Kiro' }),
      'one project, shared',
    );
    await user.selectOptions(
      within(dialog).getByRole('combobox', { name: 'Project folder for Kiro' }),
      '~/src/web-app',
    );
    const box = within(dialog).getByRole<HTMLInputElement>('checkbox', { name: 'Kiro' });
    expect(box.checked).toBe(true);
    await user.click(box);
    expect(within(dialog).getByRole('checkbox', { name: 'Kiro' })).toBe(box);
  });

  it('takes all choices back at once', async () => {
    const { user, dialog, paste } = await openAdd();
    await paste('https://kfuse.test/mcp');
    expect(within(dialog).getAllByRole('checkbox', { checked: true }).length).toBeGreaterThan(5);
    await user.click(within(dialog).getByRole('button', { name: 'Choose none' }));
    expect(within(dialog).queryAllByRole('checkbox', { checked: true })).toEqual([]);
  });

  it('shows a few places of a server first, and the others on request', async () => {
    const { user } = renderApp({
      ...many,
      entries: many.entries.filter(({ name }) => name === 'team-server-1'),
    });
    const pane = await screen.findByRole('complementary', { name: 'Details' });
    expect(within(pane).queryByText('Goose')).toBeNull();
    await user.click(within(pane).getByRole('button', { name: 'Show 6 more places' }));
    expect(within(pane).getByText('Goose')).toBeTruthy();
  });

  it('keeps the menu of a server short: one line for what can be done in many places', async () => {
    const { user } = renderApp({
      ...many,
      entries: many.entries.filter(({ name }) => name === 'team-server-1'),
    });
    await user.click(await screen.findByRole('button', { name: 'More for team-server-1' }));
    const names = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent);
    expect(names).toContain('Enable or disable…');
    expect(names.filter((name) => name?.includes('Goose'))).toEqual([]);
    await user.click(screen.getByRole('menuitem', { name: 'Remove…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove from where?' });
    await user.click(within(dialog).getByRole('button', { name: /^Remove from Goose/ }));
    await screen.findByRole('dialog', { name: /Remove team-server-1/ });
  });

  it('leaves out clients whose files it cannot write', async () => {
    const clients = many.clients.map((client) =>
      client.id === 'cursor' ? { ...client, scopes: ['managed' as const] } : client,
    );
    const { user } = renderApp({ ...many, clients });
    const [button] = await screen.findAllByRole('button', { name: 'Add server' });
    if (button !== undefined) await user.click(button);
    const dialog = screen.getByRole('dialog', { name: 'Add server' });
    await user.click(within(dialog).getByRole('textbox', { name: /Paste/ }));
    await user.paste('https://kfuse.test/mcp');
    await within(dialog).findByText('Recognised');
    expect(within(dialog).queryByRole('checkbox', { name: 'Cursor' })).toBeNull();
    expect(within(dialog).getByRole('checkbox', { name: 'VS Code' })).toBeTruthy();
  });
});

describe('what other programs have to do with a change', () => {
  usePage();

  it('asks for a restart while a client runs with the old list, in its place and beside the server', async () => {
    const clients = many.clients.map((client) =>
      client.id === 'codex' ? { ...client, restart: { since: NOW, running: 2 } } : client,
    );
    const { fake, user } = renderApp(makeSnapshot(NOW, { clients, entries: [makeEntry('codex', 'kfuse')] }));
    const words = 'Restart Codex to apply · 2 running sessions still use the old list';
    expect((await screen.findByRole('complementary')).textContent).toContain(words);
    await user.click(screen.getByRole('button', { name: /^Clients/ }));
    expect(screen.getByRole('region', { name: 'Codex' }).textContent).toContain(words);
    act(() => fake.update(() => ({ clients: many.clients })));
    expect(screen.getByRole('region', { name: 'Codex' }).textContent).not.toContain('Restart');
  });

  it('tells that another program took a change back, and offers to do it again', async () => {
    const item = {
      id: 'c1',
      at: NOW,
      kind: 'disable',
      title: 'Disabled kfuse in Codex',
      refs: [],
      files: [],
      undone: false,
      canUndo: true,
      canForget: false,
      undoneBy: 'Codex wrote its old list back.',
    } as const;
    const { user, inputs } = renderApp(makeSnapshot(NOW, { history: [item] }));
    await user.click(await screen.findByRole('button', { name: 'Activity' }));
    expect(screen.getByText('Codex wrote its old list back.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Do again: Disabled kfuse in Codex' }));
    await waitFor(() => expect(inputs('change:preview')).toEqual([{ action: { kind: 'redo', id: 'c1' } }]));
  });
});

describe('after adding', () => {
  usePage();

  it('checks each new address once by itself, and starts no program', async () => {
    const entries = [
      makeEntry('codex', 'kfuse'),
      makeEntry('claude-code', 'local', { command: 'local-mcp' }),
      makeEntry('claude-code', 'other'),
    ];
    const { fake, user, inputs } = renderApp(makeSnapshot(NOW, { entries }));
    const [button] = await screen.findAllByRole('button', { name: 'Add server' });
    if (button !== undefined) await user.click(button);
    const dialog = screen.getByRole('dialog', { name: 'Add server' });
    await user.click(within(dialog).getByRole('textbox', { name: /Paste/ }));
    await user.paste('https://kfuse.test/mcp');
    const submit = () => within(dialog).getByRole<HTMLButtonElement>('button', { name: /^Add to/ });
    await within(dialog).findByText('Recognised');
    await waitFor(() => expect(submit().disabled).toBe(false));
    await user.click(submit());
    await screen.findByText('Sign in where it is needed; everything else is done.');
    await waitFor(() =>
      expect(inputs('server:check')).toEqual([{ refs: ['codex:user:kfuse'], startPrograms: false }]),
    );
    act(() => fake.update(() => ({ takenAt: NOW + 1 })));
    expect(inputs('server:check')).toHaveLength(1);
  });
});
