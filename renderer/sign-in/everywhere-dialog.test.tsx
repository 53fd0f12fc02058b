import { act, cleanup, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const url = 'https://kfuse.example.net/mcp';
const needed = { state: 'needed' } as const;
const ENTRIES = [
  makeEntry('codex', 'kfuse', { url, auth: needed }),
  makeEntry('claude-code', 'kfuse', { url, auth: needed }),
  makeEntry('claude-desktop', 'kfuse', { url, auth: needed }),
];

async function openDialog(overrides: Partial<Handlers> = {}) {
  const app = renderApp(makeSnapshot(NOW, { entries: ENTRIES }), overrides);
  await screen.findByRole('grid');
  await app.user.click(screen.getByRole('button', { name: 'More for kfuse' }));
  await app.user.click(await screen.findByRole('menuitem', { name: 'Sign in everywhere…' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Sign in to kfuse everywhere' }));
  return { ...app, dialog };
}

describe('signing in everywhere', () => {
  usePage();

  it('is not offered for a server that one place has', async () => {
    const { user } = renderApp(makeSnapshot(NOW, { entries: ENTRIES.slice(0, 1) }));
    await user.click(await screen.findByRole('button', { name: 'More for kfuse' }));
    await screen.findByRole('menuitem', { name: 'Details' });
    expect(screen.queryByRole('menuitem', { name: 'Sign in everywhere…' })).toBeNull();
  });

  it('shows the plan and starts nothing before the click', async () => {
    const { user, dialog, inputs } = await openDialog();
    await dialog.findByText('Codex');
    expect(inputs('sign-in-round:open')).toEqual([{ ref: 'codex:user:kfuse' }]);
    expect(inputs('sign-in-round:start')).toEqual([]);
    await user.click(dialog.getByRole('button', { name: 'Sign in with 2 clients' }));
    expect(inputs('sign-in-round:start')).toHaveLength(1);
    await user.click(await dialog.findByRole('button', { name: 'Skip: Codex' }));
    expect(inputs('sign-in-round:step')).toEqual([{ id: 'codex:user:kfuse', what: 'skip' }]);
    await user.click(dialog.getByRole('button', { name: 'Stop' }));
    expect(inputs('sign-in-round:stop')).toHaveLength(1);
    expect(await dialog.findByText('0 of 2 done · 1 client needs you.')).toBeTruthy();
  });

  it('left unfinished by an earlier run, is offered again, opens nothing, and can be left alone', async () => {
    const steps = ENTRIES.map(({ ref, client }) => ({
      id: ref,
      ref,
      owner: client,
      way: 'client' as const,
      state: client === 'codex' ? ('done' as const) : ('waiting' as const),
      detail: null,
      next: null,
      guide: null,
    }));
    const signInRound = { serverKey: url, name: 'kfuse', going: false, fromBefore: true, steps };
    const { user, inputs } = renderApp(makeSnapshot(NOW, { entries: ENTRIES, signInRound }));
    await screen.findByText('Signing in to kfuse everywhere is not finished.');
    expect(screen.getByText(/2 places are left from last time/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Go on' }));
    await screen.findByRole('dialog', { name: 'Sign in to kfuse everywhere' });
    expect(inputs('sign-in-round:start')).toEqual([]);
    await user.keyboard('{Escape}');
    cleanup();
    const again = renderApp(makeSnapshot(NOW, { entries: ENTRIES, signInRound }));
    await again.user.click(await screen.findByRole('button', { name: 'Leave it' }));
    expect(again.inputs('sign-in-round:forget')).toHaveLength(1);
    expect(screen.queryByText(/is not finished/)).toBeNull();
  });

  it('gives the steps where there is no command, and takes the person’s word', async () => {
    const { user, dialog, inputs } = await openDialog();
    expect(await dialog.findByRole('list', { name: 'Steps: Claude Desktop' })).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'I have signed in: Claude Desktop' }));
    expect(inputs('sign-in-round:step')).toEqual([{ id: 'claude-desktop:user:kfuse', what: 'confirm' }]);
    expect(dialog.queryByRole('list', { name: 'Steps: Claude Desktop' })).toBeNull();
  });

  it('opens what can be opened of a client, on a click', async () => {
    const { user, dialog, inputs } = await openDialog();
    const open = await dialog.findByRole('button', { name: 'Open its settings: Claude Desktop' });
    expect(inputs('client:open')).toEqual([]);
    await user.click(open);
    expect(inputs('client:open')).toEqual([{ ref: 'claude-desktop:user:kfuse' }]);
    expect(dialog.queryByRole('button', { name: 'Open its settings: Codex' })).toBeNull();
  });

  it('says why it cannot be opened', async () => {
    const { dialog } = await openDialog({
      'sign-in-round:open': async () => fail('InvalidRequest', 'octomesh is being signed in to.'),
    });
    expect(await dialog.findByText('octomesh is being signed in to.')).toBeTruthy();
  });
});

describe('signing in by hand', () => {
  usePage();

  it('is told step by step for a client without a command', async () => {
    const entries = ENTRIES.slice(2).map((entry) => ({ ...entry, connection: { ...entry.connection } }));
    const { user, fake, inputs } = renderApp(makeSnapshot(NOW, { entries }));
    await screen.findByRole('grid');
    act(() => fake.emit('view:show', { view: 'servers', ref: 'claude-desktop:user:kfuse' }));
    const pane = within(screen.getByRole('complementary', { name: 'Details' }));
    await user.click(pane.getByRole('button', { name: 'How to sign in with Claude Desktop…' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Sign in to kfuse with Claude Desktop' }),
    );
    expect(await dialog.findByText('Open a terminal.')).toBeTruthy();
    await user.click(dialog.getByRole('button', { name: 'Show file: Claude Desktop' }));
    expect(inputs('file:reveal')).toEqual([{ ref: 'claude-desktop:user:kfuse' }]);
  });
});
