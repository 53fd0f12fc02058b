import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { manyEntries, makeSnapshot, pictureSnapshot } from './dev/fixture.ts';
import { NOW, renderApp, usePage } from './test/render-app.tsx';

const focusedKey = () => (document.activeElement as HTMLElement | null)?.dataset['key'] ?? null;

async function focusList(): Promise<void> {
  const grid = await screen.findByRole('grid', { name: 'Servers' });
  act(() => grid.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus());
}

describe('keyboard', () => {
  usePage();

  it('has one tab stop in the list and moves it with the arrows', async () => {
    const { user } = renderApp(makeSnapshot(NOW, { entries: manyEntries(500, NOW) }));
    const grid = await screen.findByRole('grid', { name: 'Servers' });
    expect(grid.querySelectorAll('[role=row][tabindex="0"]')).toHaveLength(1);
    expect(grid.getAttribute('aria-rowcount')).toBe('501');
    await focusList();
    const first = focusedKey();
    await user.keyboard('{ArrowDown}');
    expect(focusedKey()).not.toBe(first);
    await user.keyboard('{ArrowUp}');
    expect(focusedKey()).toBe(first);
    await user.keyboard('{ArrowUp}');
    expect(focusedKey()).toBe(first);
  });

  it('walks into the buttons of a row and back', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await focusList();
    const key = focusedKey();
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement?.tagName).toBe('BUTTON');
    await user.keyboard('{ArrowLeft}');
    expect(focusedKey()).toBe(key);
  });

  it('shows the exact change on Space and writes nothing by itself', async () => {
    const { user, inputs } = renderApp(pictureSnapshot(NOW));
    await focusList();
    await user.keyboard(' ');
    const dialog = screen.getByRole('dialog');
    await within(dialog).findByText('enabled = false');
    expect(inputs('change:apply')).toEqual([]);
    expect(document.activeElement?.textContent).toBe('Cancel');
  });

  it('asks which place is meant when a server has several', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await focusList();
    await user.keyboard('{ArrowDown}{Delete}');
    const dialog = screen.getByRole('dialog', { name: 'Remove from where?' });
    expect(within(dialog).getAllByRole('button', { name: /^Remove from/ })).toHaveLength(3);
  });

  it('moves to the details on Enter', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await focusList();
    await user.keyboard('{Enter}');
    expect(document.activeElement?.tagName).toBe('H2');
  });

  it('finds with /, leaves with the arrow into the list', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await screen.findByRole('grid', { name: 'Servers' });
    await user.keyboard('/github');
    const rows = screen.getAllByRole('rowheader');
    expect(rows).toHaveLength(1);
    await user.keyboard('{ArrowDown}');
    expect(focusedKey()).toContain('github');
  });

  it('finds with / from any other view, without losing what is typed right behind it', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await user.click(await screen.findByRole('button', { name: /^Activity/ }));
    fireEvent.keyDown(document.body, { key: '/' });
    expect(document.activeElement?.id).toBe('search');
  });

  it('does not take letters for commands while somebody types', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await user.click(await screen.findByRole('searchbox'));
    await user.keyboard('n?');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('opens add, palette and help by their keys', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await screen.findByRole('grid', { name: 'Servers' });
    await user.keyboard('n');
    await user.click(
      within(screen.getByRole('dialog', { name: 'Add server' })).getByRole('button', { name: 'Cancel' }),
    );
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('activity{Enter}');
    expect(screen.getByRole('heading', { name: 'Activity' })).toBeTruthy();
    await user.keyboard('?');
    expect(screen.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy();
  });

  it('previews the undo of an older change, and undoes at once what the toast shows', async () => {
    const { user, inputs } = renderApp(pictureSnapshot(NOW));
    await focusList();
    await user.keyboard('{Control>}z{/Control}');
    const dialog = screen.getByRole('dialog');
    await user.click(await within(dialog).findByRole('button', { name: 'Undo' }));
    await screen.findByRole('button', { name: 'Dismiss' });
    await user.keyboard('{Control>}z{/Control}');
    await waitFor(() => expect(inputs('change:apply')).toHaveLength(2));
    expect(inputs('change:apply')[1]).toEqual({ action: { kind: 'undo', id: 'c1' }, base: null });
  });
});
