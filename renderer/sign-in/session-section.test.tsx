import { act, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ServerEntry } from '../../shared/domain.ts';
import { fail } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { SessionSignIn } from '../../shared/session-sign-in.ts';
import { fakeSession } from '../dev/fake-bridge.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

const octo = makeEntry('codex', 'octo', { auth: { state: 'server-session' } });
const TITLE = 'This server signs people in by itself';

async function openCard(
  { entry = octo, session }: { entry?: ServerEntry; session?: Partial<SessionSignIn> } = {},
  overrides: Partial<Handlers> = {},
) {
  const sessionSignIns = session === undefined ? [] : [{ ...fakeSession(entry.ref, 'acme'), ...session }];
  const app = renderApp(makeSnapshot(NOW, { entries: [entry], sessionSignIns }), overrides);
  const card = await screen.findByRole('region', { name: TITLE });
  const press = (name: string) => app.user.click(within(card).getByRole('button', { name }));
  const change = (part: Partial<SessionSignIn>) =>
    act(() =>
      app.fake.update((old) => ({ sessionSignIns: old.sessionSignIns.map((one) => ({ ...one, ...part })) })),
    );
  return { ...app, card, press, change };
}

describe('a server that signs people in by itself', () => {
  usePage();
  afterEach(() => {
    vi.useRealTimers();
  });

  it('has no such card unless its tools say so', async () => {
    renderApp(makeSnapshot(NOW, { entries: [makeEntry('codex', 'octo')] }));
    await screen.findByRole('grid');
    expect(screen.queryByRole('region', { name: TITLE })).toBeNull();
  });

  it('offers beside the card no sign-in that would change nothing there', async () => {
    await openCard();
    expect(screen.queryByRole('button', { name: /^Sign in with/ })).toBeNull();
  });

  it('gives the prompt for the client, with the tenant in it', async () => {
    const { user, card, press, inputs } = await openCard();
    await user.type(within(card).getByRole('textbox', { name: 'Tenant' }), ' acme ');
    expect(card.textContent).toContain('In Codex, say:');
    await press('Copy prompt');
    expect(await navigator.clipboard.readText()).toBe('Authenticate me to tenant acme.');
    expect(inputs('session-sign-in:start')).toEqual([]);
  });

  it('asks for a code on a click only, shows it, and takes the second step', async () => {
    const { user, card, press, inputs } = await openCard();
    await user.type(within(card).getByRole('textbox', { name: 'Tenant' }), 'acme');
    await press('Get a code');
    expect(inputs('session-sign-in:start')).toEqual([
      { ref: octo.ref, tenantId: 'acme', startPrograms: false },
    ]);
    expect(await within(card).findByText('WDJB-MJHT')).toBeTruthy();
    const link = within(card).getByRole('link', { name: 'Open the page' });
    expect(link.getAttribute('href')).toBe('https://identity.example.net/device');
    await press('I have signed in');
    expect(inputs('session-sign-in:check')).toEqual([{ ref: octo.ref }]);
    await press('Get a new code');
    expect(inputs('session-sign-in:start')).toHaveLength(2);
  });

  it('sends no tenant where none was entered', async () => {
    const { press, inputs } = await openCard();
    await press('Get a code');
    expect(inputs('session-sign-in:start')).toMatchObject([{ tenantId: null }]);
  });

  it('asks by itself every five seconds, and no more once it is not shown', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { inputs, fake } = await openCard({ session: {} });
    act(() => void vi.advanceTimersByTime(4900));
    expect(inputs('session-sign-in:check')).toEqual([]);
    act(() => void vi.advanceTimersByTime(5200));
    expect(inputs('session-sign-in:check')).toHaveLength(2);
    act(() => fake.emit('view:show', { view: 'settings', ref: null }));
    act(() => void vi.advanceTimersByTime(60_000));
    expect(inputs('session-sign-in:check')).toHaveLength(2);
  });

  it('tells who is signed in, for how long, and that no client is', async () => {
    const identity = { name: 'Ada', email: 'ada@example.com', roles: ['Reader'], tenants: ['acme'] };
    const session = { state: 'signed-in', code: null, identity, checkedAt: Date.now() } as const;
    const { card, change, press, inputs } = await openCard({
      session: { ...session, expiresAt: Date.now() + 3_600_000 },
    });
    expect(within(card).getByText('Signed in, 1 h left')).toBeTruthy();
    expect(card.textContent).toContain('Ada (ada@example.com) · roles: Reader · tenants: acme');
    expect(card.textContent).toContain('Only MCP Tray’s own session is signed in');
    expect(card.textContent).toContain('Codex is not.');
    expect(card.textContent).not.toContain('may forget');
    change({ expiresAt: null, identity: null, keepsSession: false });
    expect(within(card).getByText('Signed in')).toBeTruthy();
    expect(card.textContent).toContain('Until when, the server does not say.');
    expect(card.textContent).toContain('it may forget the sign-in at any time');
    await press('End session');
    expect(inputs('session-sign-in:end')).toEqual([{ ref: octo.ref }]);
    expect(document.activeElement?.textContent).toBe('Get a code');
  });

  it('keeps the focus when the code goes with the button that had it', async () => {
    const { card, change } = await openCard({ session: {} });
    act(() => within(card).getByRole('button', { name: 'I have signed in' }).focus());
    change({ state: 'signed-in', code: null });
    expect(document.activeElement?.textContent).toBe('Get a new code');
  });

  it('says why it ended, and quotes the server as text', async () => {
    const detail = 'said <img src=x onerror=alert(1)>';
    const { error } = fail('AuthDenied', undefined, { detail });
    const { card } = await openCard({ session: { state: 'ended', code: null, error } });
    expect(within(card).getByText(error.message)).toBeTruthy();
    expect(within(card).getByText(detail).tagName).toBe('BLOCKQUOTE');
    expect(within(card).getByRole('button', { name: 'Get a code' })).toBeTruthy();
  });

  it('tells a failure that left no session', async () => {
    const gone = fail('EntryNotFound', 'There is no server here any more.');
    const { card, press } = await openCard({}, { 'session-sign-in:start': async () => gone });
    await press('Get a code');
    expect(await within(card).findByText('There is no server here any more.')).toBeTruthy();
  });

  it('labels an address for one tenant, fills it in, and changes nothing by itself', async () => {
    const url = 'https://mcp.example.com/acme/mcp';
    const { card, press } = await openCard({ entry: { ...octo, url } });
    const field = within(card).getByRole('textbox', { name: 'Tenant' });
    expect(field).toHaveProperty('value', 'acme');
    expect(card.textContent).toContain('legacy per-tenant endpoint, for acme alone');
    expect(card.textContent).toContain('https://mcp.example.com/mcp');
    await press('Change the address…');
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  it('starts no program whose command line was not shown', async () => {
    const program = makeEntry('codex', 'bridge', {
      command: '/opt/bridge',
      args: ['--x'],
      auth: { state: 'server-session' },
    });
    const { user, card, press, inputs } = await openCard({ entry: program });
    expect(card.textContent).toContain('List its tools first');
    await press('Get a code');
    expect(inputs('session-sign-in:start')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Tools' }));
    await user.click(screen.getByRole('button', { name: 'List tools' }));
    await user.click(screen.getByRole('button', { name: 'Start and list tools' }));
    await press('Get a code');
    expect(inputs('session-sign-in:start')).toMatchObject([{ startPrograms: true }]);
  });
});
