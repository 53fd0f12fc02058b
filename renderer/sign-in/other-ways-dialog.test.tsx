import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail } from '../../shared/errors.ts';
import type { AppErrorCode } from '../../shared/errors.ts';
import type { ServerEntry } from '../../shared/domain.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const REF = 'codex:user:kfuse';
const TITLE = 'Sign in with MCP Tray in another way';
const kfuse = makeEntry('codex', 'kfuse', { auth: { state: 'needed' } });

async function openList(entry: ServerEntry = kfuse, overrides: Partial<Handlers> = {}) {
  const app = renderApp(makeSnapshot(NOW, { entries: [entry] }), overrides);
  await screen.findByRole('grid');
  return app;
}

async function openFromMenu(overrides: Partial<Handlers> = {}) {
  const app = await openList(kfuse, overrides);
  await app.user.click(screen.getByRole('button', { name: 'More for kfuse' }));
  await app.user.click(await screen.findByRole('menuitem', { name: `${TITLE}…` }));
  const dialog = within(await screen.findByRole('dialog', { name: TITLE }));
  return { ...app, dialog };
}

async function openFailed(code: AppErrorCode, entry: ServerEntry = kfuse) {
  const app = renderApp({
    ...makeSnapshot(NOW, { entries: [entry] }),
    failures: [{ ref: REF, at: NOW, error: { code, message: 'It was refused.', next: 'Ask them.' } }],
  });
  await screen.findByRole('grid');
  act(() => app.fake.emit('view:show', { view: 'servers', ref: REF }));
  return { ...app, pane: within(screen.getByRole('complementary', { name: 'Details' })) };
}

describe('signing in another way', () => {
  usePage();

  it('is offered for addresses that MCP Tray can sign in to, and for nothing else', async () => {
    const { user } = await openList(makeEntry('codex', 'files', { command: 'mcp-files' }));
    await user.click(screen.getByRole('button', { name: 'More for files' }));
    await screen.findByRole('menuitem', { name: 'Details' });
    expect(screen.queryByRole('menuitem', { name: /^Sign in/ })).toBeNull();
  });

  it('sends an ID with its secret, and keeps neither', async () => {
    const { user, dialog, inputs } = await openFromMenu();
    expect(document.activeElement).toBe(dialog.getByRole('radio', { name: 'With a client ID' }));
    const secret = dialog.getByLabelText<HTMLInputElement>('Client secret (optional)');
    expect(secret.type).toBe('password');
    await user.type(dialog.getByRole('textbox', { name: 'Client ID' }), 'tray-1');
    await user.type(secret, 'geheim');
    await user.click(dialog.getByRole('button', { name: 'Sign in' }));
    expect(inputs('sign-in:start')).toEqual([
      { ref: REF, via: 'own', options: { clientId: 'tray-1', clientSecret: 'geheim' } },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(secret.value).toBe('');
    expect(document.documentElement.outerHTML).not.toContain('geheim');
  });

  it('gets a code for a tenant by keyboard alone, and shows the server whose code it will be', async () => {
    const { user, dialog, inputs } = await openFromMenu();
    await user.keyboard('{ArrowDown}');
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'With a code' }).checked).toBe(true);
    await user.tab();
    expect(document.activeElement).toBe(dialog.getByRole('textbox', { name: 'Client ID (optional)' }));
    await user.tab();
    await user.tab();
    await user.keyboard('acme');
    await user.tab();
    await user.tab();
    await user.keyboard('{Enter}');
    expect(inputs('sign-in:start')).toEqual([
      { ref: REF, via: 'own', options: { device: true, acrValues: 'tenant:acme' } },
    ]);
    const heading = await screen.findByRole('heading', { name: 'kfuse' });
    await waitFor(() => expect(document.activeElement).toBe(heading));
  });

  it.each([
    ['With another account', 'Sign in', { anotherAccount: true }],
    ['Without the client ID entered earlier', 'Forget and sign in', { clientId: null }],
  ])('has no fields %s', async (way, button, options) => {
    const { user, dialog, inputs } = await openFromMenu();
    await user.click(dialog.getByRole('radio', { name: way }));
    expect(dialog.queryByRole('textbox')).toBeNull();
    expect(dialog.queryByLabelText(/secret/)).toBeNull();
    await user.click(dialog.getByRole('button', { name: button }));
    expect(inputs('sign-in:start')).toEqual([{ ref: REF, via: 'own', options }]);
  });

  it('says at the field what is missing, and sends nothing', async () => {
    const { user, dialog, inputs } = await openFromMenu();
    await user.click(dialog.getByRole('button', { name: 'Sign in' }));
    const field = dialog.getByRole('textbox', { name: 'Client ID' });
    expect(document.activeElement).toBe(field);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    const problem = document.querySelector(`[id="${field.getAttribute('aria-describedby')}"]`);
    expect(problem?.textContent).toBe('Enter the client ID.');
    expect(inputs('sign-in:start')).toEqual([]);
  });

  it('tells how it failed', async () => {
    const { user, dialog } = await openFromMenu({
      'sign-in:start': async () => fail('Unsupported', 'It offers no codes.'),
    });
    await user.click(dialog.getByRole('radio', { name: 'With a code' }));
    await user.click(dialog.getByRole('button', { name: 'Get a code' }));
    expect(await screen.findByText('It offers no codes.')).toBeTruthy();
  });

  it('is found among the actions for the chosen server', async () => {
    const { user } = await openList();
    act(() => screen.getByRole('rowheader', { name: /^kfuse/ }).click());
    await user.keyboard('{Control>}k{/Control}');
    await user.keyboard('another way{Enter}');
    expect(await screen.findByRole('dialog', { name: TITLE })).toBeTruthy();
  });

  it('says so when the server goes away meanwhile', async () => {
    const { fake } = await openFromMenu();
    act(() => fake.update(() => ({ entries: [] })));
    expect(screen.getByRole('dialog', { name: TITLE }).textContent).toContain('not there any more');
  });
});

describe('a service that does not take apps as they come', () => {
  usePage();

  it.each(['RegistrationUnavailable', 'RegistrationRejected'] as const)(
    'is answered with an ID, the field at hand: %s',
    async (code) => {
      const { user, pane } = await openFailed(code);
      await user.click(pane.getByRole('button', { name: 'Enter a client ID…' }));
      const dialog = within(screen.getByRole('dialog', { name: TITLE }));
      expect(document.activeElement).toBe(dialog.getByRole('textbox', { name: 'Client ID' }));
    },
  );

  it('is known by its state, too', async () => {
    const entry = makeEntry('codex', 'kfuse', { auth: { state: 'registration-unavailable' } });
    const { fake } = await openList(entry);
    act(() => fake.emit('view:show', { view: 'servers', ref: REF }));
    expect(screen.getByRole('button', { name: 'Enter a client ID…' })).toBeTruthy();
  });

  it.each([
    ['another failure', 'AuthDenied', true],
    ['a server that MCP Tray cannot sign in to', 'RegistrationRejected', false],
  ] as const)('is not %s', async (_, code, ownSignIn) => {
    const { pane } = await openFailed(code, { ...kfuse, can: { ...kfuse.can, ownSignIn } });
    expect(pane.getByText('It was refused.')).toBeTruthy();
    expect(pane.queryByRole('button', { name: 'Enter a client ID…' })).toBeNull();
  });
});
