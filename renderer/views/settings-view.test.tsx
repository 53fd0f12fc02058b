import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { makeEntry, makeSnapshot } from '../dev/fixture.ts';
import { NOW, renderApp, usePage } from '../test/render-app.tsx';

usePage();

/** The browser's own notifications, as a page sees them. */
class FakeNotification extends EventTarget {
  static permission: NotificationPermission = 'default';
  static readonly shown: FakeNotification[] = [];
  static requestPermission = vi.fn<() => Promise<NotificationPermission>>();
  closed = false;
  readonly title: string;
  readonly options: NotificationOptions;
  constructor(title: string, options: NotificationOptions) {
    super();
    this.title = title;
    this.options = options;
    FakeNotification.shown.push(this);
  }
  close(): void {
    this.closed = true;
  }
}

beforeEach(() => {
  localStorage.clear();
  FakeNotification.permission = 'default';
  FakeNotification.shown.length = 0;
  FakeNotification.requestPermission.mockImplementation(
    async () => (FakeNotification.permission = 'granted'),
  );
  vi.stubGlobal('Notification', FakeNotification);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function openSettings(overrides: Partial<Snapshot> = {}) {
  const app = renderApp(makeSnapshot(NOW, { entries: [makeEntry('codex', 'kfuse')], ...overrides }));
  await app.user.click(await screen.findByRole('button', { name: /^Settings/ }));
  return app;
}

describe('background checks in the settings', () => {
  it('are paused until a time that is said, here and beside the list, and resumed', async () => {
    const { user, inputs } = await openSettings();
    expect(screen.getByText('Running.')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Pause for an hour' }));
    expect(await screen.findByText(/^Paused until /)).toBeDefined();
    expect(screen.getByText('Checks paused')).toBeDefined();
    await user.click(screen.getByRole('button', { name: 'Resume checks' }));
    expect(await screen.findByText('Running.')).toBeDefined();
    expect(inputs('checks:pause').at(-1)).toEqual({ until: null });
  });

  it('say when they wait for the network', async () => {
    await openSettings({ background: { pausedBy: 'offline', until: null, quietUntil: 0 } });
    expect(screen.getByText('Waiting: this computer has no network.')).toBeDefined();
    expect(screen.getByText('No network: checks wait')).toBeDefined();
  });
});

describe('notifications in a browser', () => {
  const fine = makeEntry('codex', 'kfuse', { connection: { state: 'connected' } });
  const ended = makeEntry('codex', 'kfuse', {
    connection: { state: 'needs-auth' },
    auth: { state: 'expired' },
  });

  it('are asked for by a click only, then told while nobody looks, and taken back', async () => {
    const { user, fake } = await openSettings({ entries: [fine] });
    expect(FakeNotification.requestPermission).not.toHaveBeenCalled();
    await user.click(screen.getByRole('button', { name: 'Allow notifications…' }));
    expect(await screen.findByRole('button', { name: 'Turn off' })).toBeDefined();
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    vi.useFakeTimers();
    act(() => fake.update(() => ({ entries: [ended] })));
    await vi.advanceTimersByTimeAsync(3000);
    expect(FakeNotification.shown).toMatchObject([
      { title: 'kfuse needs you', options: { body: 'Sign-in expired', tag: 'mcp-tray' }, closed: false },
    ]);
    act(() => fake.update(() => ({ entries: [fine] })));
    await vi.advanceTimersByTimeAsync(3000);
    expect(FakeNotification.shown).toMatchObject([{ closed: true }]);
  });

  it('stay away without that click', async () => {
    const { fake } = await openSettings({ entries: [fine] });
    FakeNotification.permission = 'granted';
    vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    vi.useFakeTimers();
    act(() => fake.update(() => ({ entries: [ended] })));
    await vi.advanceTimersByTimeAsync(3000);
    expect(FakeNotification.shown).toEqual([]);
  });

  it('are not offered again where the browser forbids them', async () => {
    FakeNotification.permission = 'denied';
    await openSettings();
    expect(screen.getByText(/does not allow this page/)).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Allow notifications…' })).toBeNull();
  });
});

const onWindows = (wslHomes: Snapshot['host']['wslHomes']) => {
  const snapshot = makeSnapshot(NOW, { entries: [] });
  return { ...snapshot, host: { ...snapshot.host, wslHomes } };
};

describe('Linux homes on Windows', () => {
  const home = String.raw`\\wsl.localhost\Ubuntu\home\me`;

  it('are named line by line, with what is wrong with one, and count after the next start', async () => {
    const answers = [fail('InvalidRequest', 'This is no home.'), ok(null)];
    const { fake, user, inputs } = renderApp(onWindows({ active: [], saved: [], fixed: false }), {
      'wsl:set': async () => answers.shift() ?? ok(null),
    });
    await user.click(await screen.findByRole('button', { name: 'Settings' }));
    const field = screen.getByLabelText('Home folders inside WSL, one a line');
    await user.click(field);
    await user.paste(`${home}\n\n  /home/me `);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(inputs('wsl:set')).toEqual([{ homes: [home, '/home/me'] }]);
    expect(await screen.findByText(/This is no home\./)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    act(() => fake.update(() => onWindows({ active: [], saved: [home], fixed: false })));
    expect(await screen.findByText('Start MCP Tray again to see them.')).toBeTruthy();
    expect(screen.queryByText(/This is no home\./)).toBeNull();
  });

  it('are not spoken of on other systems', async () => {
    const { user } = renderApp(onWindows(null));
    await user.click(await screen.findByRole('button', { name: 'Settings' }));
    expect(screen.queryByText(/WSL/)).toBeNull();
  });
});
