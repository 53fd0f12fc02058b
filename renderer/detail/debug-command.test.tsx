import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
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
});
