import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { fail } from '../shared/errors.ts';
import { BROKEN_FILE, makeEntry, makeSnapshot, pictureSnapshot } from './dev/fixture.ts';
import { NOW, renderApp, usePage } from './test/render-app.tsx';

const grid = () => screen.findByRole('grid', { name: 'Servers' });
const row = async (name: string) => {
  const found = within(await grid())
    .getAllByRole('row')
    .find((candidate) => candidate.dataset['key'] !== undefined && candidate.textContent?.includes(name));
  if (found === undefined) throw new Error(`no row ${name}`);
  return found;
};
const names = async () =>
  within(await grid())
    .getAllByRole('rowheader')
    .map(({ firstElementChild }) => firstElementChild?.textContent);
const spoken = () =>
  screen
    .getAllByRole('status')
    .map(({ textContent }) => textContent)
    .join('');
const detail = () => screen.getByRole('complementary', { name: 'Details' });

describe('the window', () => {
  usePage();

  it('shows one row per server, with both facts and one action only where it is needed', async () => {
    renderApp(pictureSnapshot(NOW));
    const kfuse = await row('kfuse-prod');
    expect(kfuse.textContent).toContain('Connected');
    expect(kfuse.textContent).toContain('Sign-in rejected');
    expect(within(kfuse).getByRole('button', { name: 'Sign in: kfuse-prod' })).toBeTruthy();
    const github = await row('github');
    expect(within(github).getAllByRole('button')).toHaveLength(1);
    expect(within(github).getByRole('button', { name: 'More for github' })).toBeTruthy();
  });

  it('shows every place of the chosen server with its file and line', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    await user.click(await row('kfuse-prod'));
    const pane = detail();
    expect(within(pane).getByRole('heading', { name: 'kfuse-prod' })).toBeTruthy();
    expect(pane.textContent).toContain('Codex has to sign in again');
    expect(pane.textContent).toContain('~/.codex/config.toml\u00a0:\u00a031');
    expect(pane.textContent).toContain('~/.claude.json\u00a0:\u00a0214');
    expect(pane.textContent).toContain('Not used: ~/.claude.json has the same name and comes first.');
    await waitFor(() => expect(pane.textContent).toContain('[mcp_servers.kfuse-prod]'));
  });

  it('names a broken file with line and column, and still lists the rest', async () => {
    renderApp({ ...pictureSnapshot(NOW), files: [BROKEN_FILE] });
    expect(
      await screen.findByText(
        '~/.config/Claude/claude_desktop_config.json, line 3, column 7: A comma is missing. Add it before this place.',
      ),
    ).toBeTruthy();
    expect(await row('github')).toBeTruthy();
  });

  it('says whose servers were not looked at yet, and looks on a click', async () => {
    const file = { ...BROKEN_FILE, state: 'unread', problem: null } as const;
    const { user, inputs } = renderApp({ ...pictureSnapshot(NOW), files: [file] });
    expect(await screen.findByText('The servers of Claude Desktop were not looked at yet.')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Look at the servers of Claude Desktop' }));
    expect(inputs('client:look')).toEqual([{ client: 'claude-desktop' }]);
  });

  it('says that the keychain is locked and that nothing is stored elsewhere', async () => {
    renderApp(makeSnapshot(NOW, { keychain: { state: 'locked', name: 'Keychain', hint: null } }));
    expect(
      (await screen.findByText('Keychain is locked', { selector: 'main *' })).parentElement?.textContent,
    ).toContain('Nothing is stored anywhere else');
  });

  it('asks a closed keychain again on a click, and once at a time', async () => {
    const keychain = Promise.withResolvers<{ ok: true; value: null }>();
    const { user, inputs } = renderApp(
      makeSnapshot(NOW, { keychain: { state: 'locked', name: 'Keychain', hint: null } }),
      { 'keychain:check': () => keychain.promise },
    );
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await user.click(screen.getByRole('button', { name: 'Asking…' }));
    expect(inputs('keychain:check')).toHaveLength(1);
    keychain.resolve({ ok: true, value: null });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('explains an empty list and offers to add a server', async () => {
    renderApp(makeSnapshot(NOW));
    expect(await screen.findByText('No servers yet')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Add server' }).length).toBeGreaterThan(0);
  });

  it('keeps a skeleton for the very first read only', async () => {
    renderApp(makeSnapshot(NOW, { loading: true }));
    expect(await screen.findByText('Reading your clients’ files…')).toBeTruthy();
  });

  it('says why there is nothing to show, and tries again on request', async () => {
    let attempts = 0;
    const { user } = renderApp(makeSnapshot(NOW), {
      'snapshot:get': async () => {
        attempts += 1;
        return fail('Internal', 'The state could not be read.');
      },
    });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(attempts).toBe(2));
  });

  it('announces a changed state once', async () => {
    const entry = makeEntry('codex', 'kfuse', { connection: { state: 'connected' } });
    const { fake } = renderApp(makeSnapshot(NOW, { entries: [entry] }));
    await grid();
    expect(spoken()).toBe('');
    act(() =>
      fake.update(() => ({
        entries: [{ ...entry, auth: { ...entry.auth, state: 'rejected', owner: 'codex' } }],
      })),
    );
    expect(spoken()).toBe('kfuse: Sign-in rejected');
  });

  it('keeps rows in their places when a state arrives', async () => {
    const entries = ['a', 'b', 'c'].map((name) => makeEntry('codex', name));
    const { fake } = renderApp(makeSnapshot(NOW, { entries }));
    expect(await names()).toEqual(['a', 'b', 'c']);
    act(() =>
      fake.update((old) => ({
        entries: old.entries.map((entry) =>
          entry.name === 'c'
            ? { ...entry, connection: { ...entry.connection, state: 'unreachable' } }
            : entry,
        ),
      })),
    );
    expect(await names()).toEqual(['a', 'b', 'c']);
  });

  it('opens what the host asks for', async () => {
    const { fake } = renderApp(pictureSnapshot(NOW));
    await grid();
    act(() => fake.emit('view:show', { view: 'servers', ref: 'codex:user:octomesh' }));
    expect(within(detail()).getByRole('heading', { name: 'octomesh' })).toBeTruthy();
    act(() => fake.emit('view:show', { view: 'add', ref: null }));
    expect(screen.getByRole('dialog', { name: 'Add server' })).toBeTruthy();
  });

  it('shows a running sign-in with Cancel in the place of the action', async () => {
    const { user, inputs } = renderApp(pictureSnapshot(NOW));
    await user.click(within(await row('octomesh')).getByRole('button', { name: 'Sign in: octomesh' }));
    expect(inputs('sign-in:start')).toEqual([{ ref: 'codex:user:octomesh', via: 'client' }]);
    expect((await row('octomesh')).textContent).toContain('Waiting for your browser…');
    await user.click(within(await row('octomesh')).getByRole('button', { name: 'Cancel: octomesh' }));
    expect(inputs('sign-in:cancel')).toEqual([{ ref: 'codex:user:octomesh' }]);
  });

  it('starts a local program only after its whole command was shown', async () => {
    const { user, inputs } = renderApp(pictureSnapshot(NOW));
    await user.click(within(await row('kruxos')).getByRole('button', { name: 'Check: kruxos' }));
    const dialog = screen.getByRole('dialog', { name: 'Start 2 programs?' });
    expect(dialog.textContent).toContain('/opt/kruxos/bin/mcp-bridge --profile desk');
    expect(document.activeElement?.textContent).toBe('Cancel');
    expect(inputs('server:check')).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Start and check' }));
    expect(inputs('server:check')).toEqual([
      { refs: ['claude-code:user:kruxos', 'codex:user:kruxos'], startPrograms: true },
    ]);
  });

  it('never starts programs with "Check all"', async () => {
    const { user, inputs } = renderApp(pictureSnapshot(NOW));
    await user.click(await screen.findByRole('button', { name: 'Check all' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    const [input] = inputs('server:check') as { refs: string[]; startPrograms: boolean }[];
    expect(input?.startPrograms).toBe(false);
    expect(input?.refs).not.toContain('codex:user:kruxos');
  });
});

describe('on a narrow window', () => {
  usePage({ wide: false });

  it('opens the details as a page with a way back', async () => {
    const { user } = renderApp(pictureSnapshot(NOW));
    expect(screen.queryByRole('complementary')).toBeNull();
    await user.click(await row('github'));
    expect(within(detail()).getByRole('heading', { name: 'github' })).toBe(document.activeElement);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary')).toBeNull();
  });
});
