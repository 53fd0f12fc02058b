import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ServerEntry, SignIn } from '../../shared/domain.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

function makeSignIn(owner: string, server: string, rest: Partial<SignIn> = {}): SignIn {
  return {
    ref: `${owner}/${server}`,
    owner,
    server,
    url: `https://${server}.example.net/mcp`,
    issuer: 'https://login.example.net',
    expiresAt: NOW + 60_000,
    refreshable: true,
    entries: [],
    stale: null,
    ...rest,
  };
}

const UNUSED = 'No server uses it any more.';
const SIGN_INS = [
  makeSignIn('codex', 'kfuse', { entries: ['codex:user:kfuse'] }),
  makeSignIn('codex', 'old-wiki', { stale: UNUSED }),
  makeSignIn('claude-code', 'gone', { stale: UNUSED, issuer: null }),
];

async function openSignIns(overrides: Partial<Handlers> = {}) {
  const entries = [makeEntry('codex', 'kfuse')];
  const app = renderApp(makeSnapshot(NOW, { entries, signIns: SIGN_INS }), overrides);
  await app.user.click(await screen.findByRole('button', { name: /^Sign-ins/ }));
  return app;
}

const expired = (client: string, owner: string, can: Partial<ServerEntry['can']> = {}) =>
  makeEntry(client, 'kfuse', { auth: { state: 'expired', owner }, can });

const shownServers = () =>
  screen.getAllByRole('checkbox').map((box) => box.getAttribute('aria-label')?.replace('Select ', ''));

describe('the sign-ins', () => {
  usePage();

  it('can be narrowed to the stale ones, which come first anyway', async () => {
    const { user } = await openSignIns();
    expect(shownServers()).toEqual(['gone, Claude Code', 'old-wiki, Codex', 'kfuse, Codex']);
    const stale = screen.getByRole('button', { name: 'Stale 2' });
    await user.click(stale);
    expect(stale.getAttribute('aria-pressed')).toBe('true');
    expect(shownServers()).toEqual(['gone, Claude Code', 'old-wiki, Codex']);
  });

  it('offer to sign in where that is what is missing, in the way of whoever keeps them', async () => {
    const codex = expired('codex', 'codex');
    const byHand = expired('claude-desktop', 'claude-desktop', { clientSignIn: false });
    const ours = expired('cursor', 'mcp-tray');
    const stale = 'It has ended and cannot renew itself.';
    const signIns = [codex, byHand, ours].map(({ auth, ref }) =>
      makeSignIn(auth.owner ?? '', 'kfuse', { entries: [ref], stale }),
    );
    const fine = makeSignIn('codex', 'wiki', { entries: ['codex:user:wiki'] });
    const { user, inputs } = renderApp(
      makeSnapshot(NOW, {
        entries: [codex, byHand, ours, makeEntry('codex', 'wiki')],
        signIns: [...signIns, fine],
      }),
    );
    await user.click(await screen.findByRole('button', { name: /^Sign-ins/ }));
    expect(screen.queryByRole('button', { name: /^Sign in: wiki/ })).toBeNull();
    expect(document.body.textContent).not.toMatch(/Renews by itself.*It has ended/);
    await user.click(screen.getByRole('button', { name: 'Sign in: kfuse, Codex' }));
    await user.click(screen.getByRole('button', { name: 'Sign in: kfuse, MCP Tray' }));
    expect(inputs('sign-in:start')).toEqual([
      { ref: codex.ref, via: 'client' },
      { ref: ours.ref, via: 'own' },
    ]);
    await user.click(screen.getByRole('button', { name: 'Sign in: kfuse, Claude Desktop' }));
    expect(await screen.findByRole('dialog', { name: 'Sign in to kfuse with Claude Desktop' })).toBeTruthy();
  });

  it('are selected together and disconnected after a preview with the focus on Cancel', async () => {
    const { user, inputs } = await openSignIns();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Disconnect…' }).disabled).toBe(true);
    await user.click(screen.getByRole('button', { name: 'Select all stale' }));
    await user.click(screen.getByRole('button', { name: 'Disconnect 2…' }));
    const dialog = screen.getByRole('dialog');
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(dialog.textContent).toContain('Will be revoked at login.example.net');
    expect(dialog.textContent).toContain('revoked where its record tells which service gave it');
    expect(inputs('sign-in:disconnect')).toEqual([]);

    await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }));
    expect(inputs('sign-in:disconnect')).toEqual([{ refs: ['codex/old-wiki', 'claude-code/gone'] }]);
    expect(await within(dialog).findByRole('heading', { name: 'Disconnected' })).toBeTruthy();
    expect(dialog.textContent).toContain('old-wiki · Codex');
    expect(dialog.textContent).toContain('Revoked at auth.example.net.');
    expect(document.activeElement?.textContent).toBe('Close');
    await user.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(shownServers()).toEqual(['kfuse, Codex']);
  });

  it('name who will ask to sign in again, and nothing happens on Cancel', async () => {
    const { user, inputs } = await openSignIns();
    await user.click(screen.getByRole('button', { name: 'Disconnect kfuse, Codex' }));
    expect(screen.getByRole('dialog').textContent).toContain('Needs a new sign-in afterwards: kfuse.');
    await user.keyboard('{Enter}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(inputs('sign-in:disconnect')).toEqual([]);
    expect(shownServers()).toHaveLength(3);
  });

  it('say so when something is left over, and when nothing could be done', async () => {
    const sentences = ['login.example.net refused to revoke it.', 'Removed from Codex.'];
    const { user } = await openSignIns({
      'sign-in:disconnect': async ({ refs }) =>
        refs.includes('codex/kfuse')
          ? fail('Internal', 'It broke.')
          : ok({ receipts: refs.map((ref) => ({ ref, sentences, complete: false })) }),
    });
    await user.click(screen.getByRole('button', { name: 'Disconnect old-wiki, Codex' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Disconnect' }));
    expect(await screen.findByRole('heading', { name: 'Not everything is gone' })).toBeTruthy();
    expect(screen.getByRole('dialog').textContent).toContain('refused to revoke it.');
    await user.keyboard('{Enter}');

    await user.click(screen.getByRole('button', { name: 'Disconnect kfuse, Codex' }));
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Disconnect' }));
    expect(await within(screen.getByRole('dialog')).findByText('It broke.')).toBeTruthy();
    expect(within(screen.getByRole('dialog')).getByRole('button', { name: 'Disconnect' })).toBeTruthy();
  });

  it('leave out what is selected but not shown', async () => {
    const { user } = await openSignIns();
    await user.click(screen.getByRole('checkbox', { name: 'Select kfuse, Codex' }));
    expect(screen.getByRole('button', { name: 'Disconnect 1…' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Stale 2' }));
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Disconnect…' }).disabled).toBe(true);
  });

  it('behind the system’s dialog are looked at after a click only', async () => {
    const closedStores = [{ owner: 'claude-code', place: 'the macOS keychain' }];
    const { user, inputs } = renderApp(makeSnapshot(NOW, { closedStores }));
    await user.click(await screen.findByRole('button', { name: /^Sign-ins/ }));
    expect(await screen.findByText(/Claude Code keeps its sign-ins in the macOS keychain/)).toBeTruthy();
    expect(inputs('sign-in:look')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Look at sign-ins of Claude Code' }));
    expect(inputs('sign-in:look')).toEqual([{ owner: 'claude-code' }]);
    expect(screen.queryByText(/keeps its sign-ins in/)).toBeNull();
  });

  it('of several clients share one notice, and a refusal says whose it was', async () => {
    const closedStores = ['claude-code', 'codex'].map((owner) => ({ owner, place: 'the macOS keychain' }));
    const answers: Partial<Handlers> = {
      'sign-in:look': async () => fail('KeychainDenied', 'Your Keychain refused access.'),
    };
    const { user, inputs } = renderApp(makeSnapshot(NOW, { closedStores }), answers);
    await user.click(await screen.findByRole('button', { name: /^Sign-ins/ }));
    expect(await screen.findByText(/^Claude Code and Codex keep their sign-ins in/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Look at sign-ins of Codex' }));
    expect(inputs('sign-in:look')).toEqual([{ owner: 'codex' }]);
    expect(await screen.findByText('Codex: Your Keychain refused access.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Look at sign-ins of Claude Code' })).toBeTruthy();
  });
});
