import { act, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { AuthState } from '../../shared/domain.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const REF = 'codex:user:kfuse';
const PAGE = 'https://sign-in.example.net/device';

/** The details of a server whose sign-in waits for a code. */
async function openWaiting(ends: number, complete: string | null = null, state: AuthState = 'needed') {
  const entries = [makeEntry('codex', 'kfuse', { auth: { state } })];
  const app = renderApp(makeSnapshot(NOW, { entries }));
  await screen.findByRole('grid');
  act(() => {
    app.fake.emit('view:show', { view: 'servers', ref: REF });
    const code = {
      userCode: 'WDJB-MJHT',
      verificationUri: PAGE,
      verificationUriComplete: complete,
      expiresAt: Date.now() + ends,
    };
    const operation = {
      id: 'o',
      kind: 'sign-in',
      ref: REF,
      phase: 'Waiting…',
      startedAt: NOW,
      code,
    } as const;
    app.fake.update(() => ({ operations: [{ ...operation, cancellable: true }] }));
  });
  const pane = within(screen.getByRole('complementary', { name: 'Details' }));
  return { ...app, pane, card: pane.getByText('WDJB-MJHT').parentElement };
}

describe('a sign-in that waits for a code', () => {
  usePage();

  it('shows code, page and remaining time in the place of the ways to sign in', async () => {
    const { pane, card } = await openWaiting(600_000);
    expect(card?.textContent).toContain(PAGE);
    expect(card?.textContent).toMatch(/The code runs out in (9|10) min\./);
    const link = pane.getByRole('link', { name: 'Open the page' });
    expect(link.getAttribute('href')).toBe(PAGE);
    expect(link.getAttribute('target')).toBe('_blank');
    expect(link.getAttribute('rel')).toBe('noreferrer');
    expect(pane.queryByRole('button', { name: /^Sign in/ })).toBeNull();
  });

  it('opens the page that brings the code along, where there is one', async () => {
    const { pane } = await openWaiting(600_000, `${PAGE}?user_code=WDJB-MJHT`);
    const link = pane.getByRole('link', { name: 'Open the page' });
    expect(link.getAttribute('href')).toBe(`${PAGE}?user_code=WDJB-MJHT`);
  });

  it('opens the page through the core where the window may open none', async () => {
    const { user, pane, fake, inputs } = await openWaiting(600_000);
    act(() => fake.update(({ host }) => ({ host: { ...host, kind: 'desktop' } })));
    expect(pane.queryByRole('link', { name: 'Open the page' })).toBeNull();
    await user.click(pane.getByRole('button', { name: 'Open the page' }));
    expect(inputs('sign-in:open-page')).toEqual([{ ref: REF }]);
  });

  it('shows it for a server that has nothing wrong, and speaks it once', async () => {
    const { card } = await openWaiting(600_000, null, 'signed-in');
    const region = card?.closest('[aria-live]');
    expect(region?.getAttribute('aria-live')).toBe('polite');
    expect(region?.getAttribute('aria-relevant')).toBe('additions');
  });

  it('copies the code, and says so', async () => {
    const { user, pane } = await openWaiting(600_000);
    await user.click(pane.getByRole('button', { name: 'Copy code' }));
    expect(await pane.findByRole('button', { name: 'Copied' })).toBeTruthy();
    expect(await navigator.clipboard.readText()).toBe('WDJB-MJHT');
  });

  it('is cancelled there', async () => {
    const { user, inputs, card } = await openWaiting(600_000);
    if (card === null) throw new Error('no card');
    await user.click(within(card).getByRole('button', { name: 'Cancel sign-in' }));
    expect(inputs('sign-in:cancel')).toEqual([{ ref: REF }]);
  });

  it('says when the code has run out', async () => {
    const { card } = await openWaiting(-60_000);
    expect(card?.textContent).toContain('The code has run out.');
  });
});
