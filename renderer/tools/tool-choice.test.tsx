import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ServerEntry } from '../../shared/domain.ts';
import type { SettingView } from '../../shared/entry-settings.ts';
import { codexSettings, makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const withLists = (settings: readonly SettingView[]) => makeEntry('codex', 'kfuse', { settings });

async function listed(...entries: readonly ServerEntry[]) {
  const app = renderApp(makeSnapshot(NOW, { entries }));
  await app.user.click(await screen.findByRole('button', { name: 'Tools' }));
  const section = screen.getByRole('region', { name: 'Tools' });
  await app.user.click(within(section).getByRole('button', { name: 'List tools' }));
  await within(section).findByText(/4 tools, after/);
  return { ...app, section };
}

async function choosing(settings: readonly SettingView[]) {
  const app = await listed(withLists(settings));
  await app.user.click(within(app.section).getByRole('button', { name: 'Choose tools…' }));
  const dialog = screen.getByRole('dialog', { name: 'Tools of kfuse in Codex' });
  const box = (name: RegExp | string) => within(dialog).getByRole<HTMLInputElement>('checkbox', { name });
  const chosen = () =>
    within(dialog)
      .getAllByRole<HTMLInputElement>('checkbox', { checked: true })
      .map(({ labels }) => labels?.[0]?.textContent ?? '');
  const asked = async (changes: object) =>
    waitFor(() =>
      expect(app.inputs('change:preview').at(-1)).toMatchObject({
        action: { changes: { settings: changes } },
      }),
    );
  return { ...app, dialog, box, chosen, asked };
}

describe('the lists of tools', () => {
  usePage();

  it('are told for each place where the server is set up, and what a client lacks', async () => {
    const claude = { ...makeEntry('claude-code', 'kfuse'), serverKey: withLists([]).serverKey };
    const { section } = await listed(withLists(codexSettings({ allowTools: ['search_metrics'] })), claude);
    expect(section.textContent).toContain('Codex offers 1 of 4 tools');
    expect(section.textContent).toContain('Claude Code has no list of tools in its file');
    expect(within(section).getAllByRole('button', { name: /^Choose tools/ })).toHaveLength(1);
    expect(
      within(section).getByRole('button', { name: /delete_dashboard.*not offered in Codex/ }),
    ).toBeTruthy();
  });

  it('show the effective set while choosing, and send only the lists that differ', async () => {
    const settings = codexSettings({
      allowTools: ['search_metrics', 'create_dashboard'],
      denyTools: ['create_dashboard'],
    });
    const { user, dialog, box, chosen, asked, inputs } = await choosing(settings);
    expect(chosen()).toEqual(['search_metrics']);
    expect(dialog.textContent).toContain('Codex offers 1 of 4 tools');
    expect(dialog.textContent).toContain('enabled_tools and disabled_tools');
    expect(dialog.textContent).toContain('not offered until they are chosen here');
    await user.click(box('create_dashboard'));
    expect(dialog.textContent).toContain('Codex offers 2 of 4 tools');
    await asked({ denyTools: null });
    const apply = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Change' });
    await waitFor(() => expect(apply.disabled).toBe(false));
    await user.click(apply);
    expect(inputs('change:apply')[0]).toMatchObject({
      action: { kind: 'edit', ref: 'codex:user:kfuse', changes: { settings: { denyTools: null } } },
    });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('button', { name: 'Undo' })).toBeTruthy();
  });

  it('deny what is taken away while nothing else is listed, destructive ones marked', async () => {
    const { user, box, asked, dialog } = await choosing(codexSettings());
    await user.click(box(/delete_dashboard.*may take something away/));
    await asked({ denyTools: ['delete_dashboard'] });
    expect(dialog.textContent).toContain('Tools that the server adds later are offered too.');
    await user.click(within(dialog).getByRole('button', { name: 'Only the chosen ones' }));
    expect(dialog.textContent).toContain('not offered until they are chosen here');
    await user.click(within(dialog).getByRole('button', { name: 'Offer all, new ones too' }));
    expect(dialog.textContent).toContain('Codex offers all 4 tools');
    expect(dialog.textContent).toContain('The exact change is shown as you choose.');
  });

  it('name tools that the server does not have, and drop them on a click', async () => {
    const { user, dialog, asked } = await choosing(
      codexSettings({ allowTools: ['search_metrics', 'serach'] }),
    );
    expect(dialog.textContent).toContain('1 name unknown to the server');
    await user.click(within(dialog).getByRole('button', { name: 'Remove serach from the list' }));
    await asked({ allowTools: ['search_metrics'] });
    expect(dialog.textContent).not.toContain('serach');
  });

  it('are kept apart from what runs without asking', async () => {
    const rules = { all: null, emptyMeansAll: false, globs: false };
    const auto = { ...codexSettings()[2]!, id: 'autoApproveTools', key: 'autoApprove', value: null, rules };
    const { user, dialog, asked } = await choosing([auto as SettingView]);
    expect(dialog.textContent).toContain('only one of tools that run without asking you');
    await user.click(
      within(dialog).getByRole('checkbox', { name: 'Codex runs search_metrics without asking' }),
    );
    await asked({ autoApproveTools: ['search_metrics'] });
  });
});
