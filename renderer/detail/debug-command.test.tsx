import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { ok } from '../../shared/errors.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

describe('a diagnosis', () => {
  usePage();

  it('ends with the command that makes the client itself tell more, to copy', async () => {
    const { user } = renderApp(makeSnapshot(NOW, { entries: [makeEntry('codex', 'kfuse')] }));
    await user.click(await screen.findByRole('row', { name: /kfuse/ }));
    const pane = within(screen.getByRole('complementary', { name: 'Details' }));
    await user.click(pane.getByRole('button', { name: 'Diagnose' }));
    expect(await pane.findByText('codex --debug')).toBeTruthy();
    expect(pane.getByText('Codex writes what it does to a file.')).toBeTruthy();
    await user.click(pane.getByRole('button', { name: 'Copy debug command' }));
    expect(await navigator.clipboard.readText()).toBe('codex --debug');
  });

  it('gives a page that the server names to copy, where the window may open none', async () => {
    const link = 'https://docs.example.net/octo';
    const stage = { name: 'Documentation', state: 'info', text: `See ${link}`, next: null, link } as const;
    const app = renderApp(makeSnapshot(NOW, { entries: [makeEntry('codex', 'kfuse')] }), {
      'server:doctor': async ({ ref }) => ok({ ref, stages: [stage], debug: null }),
    });
    await app.user.click(await screen.findByRole('row', { name: /kfuse/ }));
    const pane = within(screen.getByRole('complementary', { name: 'Details' }));
    await app.user.click(pane.getByRole('button', { name: 'Diagnose' }));
    expect((await pane.findByRole('link', { name: link })).getAttribute('href')).toBe(link);
    act(() => app.fake.update(({ host }) => ({ host: { ...host, kind: 'desktop' } })));
    expect(pane.queryByRole('link', { name: link })).toBeNull();
    const stages = within(pane.getByRole('list'));
    await app.user.click(stages.getByRole('button', { name: 'Copy address' }));
    expect(await navigator.clipboard.readText()).toBe(link);
  });
});
