import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import type { SignIn } from '../../shared/domain.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const preview = (line: string, hash: string) =>
  ok({
    title: 'Remove kfuse from Codex?',
    files: [
      {
        path: '/home/me/.codex/config.toml',
        diff: `--- a\n+++ b\n@@ -1,2 +1,1 @@\n # keep\n-${line}`,
        creates: false,
        deletes: false,
        unchangedLines: 7,
      },
    ],
    notes: ['Codex keeps its sign-in.'],
    refused: [],
    base: { '/home/me/.codex/config.toml': hash },
  });

const signIn = (entries: readonly string[]): SignIn => ({
  ref: 'codex/kfuse|1',
  owner: 'codex',
  server: 'kfuse',
  url: null,
  issuer: null,
  expiresAt: null,
  refreshable: true,
  entries,
  stale: null,
});

async function openRemove(overrides: Partial<Handlers> = {}, signIns: readonly SignIn[] = []) {
  const entry = makeEntry('codex', 'kfuse', {
    auth: { state: 'client-managed', owner: 'codex' },
  });
  const app = renderApp(makeSnapshot(NOW, { entries: [entry], signIns }), {
    'change:preview': async () => preview('[mcp_servers.kfuse]', 'one'),
    ...overrides,
  });
  await app.user.click(await screen.findByRole('button', { name: 'Remove…' }));
  const dialog = screen.getByRole('dialog');
  await within(dialog).findByText('# keep');
  return { ...app, dialog };
}

describe('the change dialog', () => {
  usePage();

  it('shows file, signs, notes and the rest that stays, with the focus on Cancel', async () => {
    const { dialog } = await openRemove();
    expect(within(dialog).getByRole('heading', { name: 'Remove kfuse from Codex?' })).toBeTruthy();
    expect(dialog.textContent).toContain('~/.codex/config.toml');
    expect(dialog.textContent).toContain('7 other lines unchanged');
    expect(dialog.textContent).toContain('Codex keeps its sign-in.');
    expect(dialog.textContent).toContain('−removed: [mcp_servers.kfuse]');
    expect(document.activeElement?.textContent).toBe('Cancel');
  });

  it('applies exactly what was shown, and offers Undo for it', async () => {
    const { user, dialog, inputs } = await openRemove();
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(inputs('change:apply')).toEqual([
      {
        action: { kind: 'remove', ref: 'codex:user:kfuse' },
        base: { '/home/me/.codex/config.toml': 'one' },
      },
    ]);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(inputs('change:apply')).toHaveLength(2));
  });

  it('closes without writing on Cancel', async () => {
    const { user, dialog, inputs } = await openRemove();
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(inputs('change:apply')).toEqual([]);
  });

  it('shows the change anew after a conflict and applies on the new base', async () => {
    let previews = 0;
    const { user, dialog, inputs } = await openRemove({
      'change:preview': async () => {
        previews += 1;
        return previews === 1 ? preview('[mcp_servers.kfuse]', 'one') : preview('[mcp_servers.new]', 'two');
      },
      'change:apply': async () => fail('ConfigConflict'),
    });
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await within(dialog).findByText('The file has changed');
    expect(dialog.textContent).toContain('[mcp_servers.new]');
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(inputs('change:apply')[1]).toMatchObject({ base: { '/home/me/.codex/config.toml': 'two' } });
  });

  it('tells a refused write in words and stays open', async () => {
    const { user, dialog } = await openRemove({
      'change:apply': async () => fail('ConfigReadOnly', '~/.codex/config.toml may not be written.'),
    });
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    expect(await within(dialog).findByText('~/.codex/config.toml may not be written.')).toBeTruthy();
  });

  const CHOICE = { name: /Also end the sign-in that Codex keeps for it/ };

  it('ends the sign-in along with the entry, unless told not to', async () => {
    const { user, dialog, inputs } = await openRemove({}, [signIn(['codex:user:kfuse'])]);
    const action = { kind: 'remove', ref: 'codex:user:kfuse' };
    expect(within(dialog).getByRole<HTMLInputElement>('checkbox', CHOICE).checked).toBe(true);
    expect(inputs('change:preview').at(-1)).toEqual({ action: { ...action, signOut: true } });
    await user.click(within(dialog).getByRole('checkbox', CHOICE));
    await waitFor(() => expect(inputs('change:preview').at(-1)).toEqual({ action }));
  });

  it('leaves a sign-in alone that another entry uses, and says so', async () => {
    const { dialog, inputs } = await openRemove({}, [signIn(['codex:user:kfuse', 'codex:project:kfuse'])]);
    expect(within(dialog).getByRole<HTMLInputElement>('checkbox', CHOICE).checked).toBe(false);
    expect(dialog.textContent).toContain('Another entry uses it too.');
    expect(inputs('change:preview').at(-1)).toEqual({ action: { kind: 'remove', ref: 'codex:user:kfuse' } });
  });

  it('asks nothing where no sign-in is kept', async () => {
    const { dialog } = await openRemove();
    expect(within(dialog).queryByRole('checkbox')).toBeNull();
  });
});
