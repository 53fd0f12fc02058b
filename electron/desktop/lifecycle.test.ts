import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeepLink } from './deep-link.ts';
import * as double from './electron-double.ts';
import { startsHidden, wireLifecycle } from './lifecycle.ts';

vi.mock('electron', () => import('./electron-double.ts'));

let opened: DeepLink[];
let stops: number;
let stopped: Promise<void>;
let hasTray: boolean;
let powered: string[];

beforeEach(() => {
  double.resetWorld();
  opened = [];
  stops = 0;
  stopped = Promise.resolve();
  hasTray = true;
  powered = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function wire(platform: NodeJS.Platform = 'linux') {
  return wireLifecycle({
    platform,
    onOpen: (link) => opened.push(link),
    onPower: (event) => powered.push(event),
    onQuit: () => {},
    hasTray: () => hasTray,
    stop: () => {
      stops += 1;
      return stopped;
    },
  });
}

const quits = () => double.calls.filter((call) => call.name === 'app.quit').length;

describe('wireLifecycle', () => {
  it('shows the window on a second start, with the link it brings', async () => {
    wire();
    double.becomeReady();
    double.app.emit('second-instance', {}, ['mcp-tray']);
    double.app.emit('second-instance', {}, ['mcp-tray', 'mcp-tray://show?ref=codex:user:a']);
    double.app.emit('second-instance', {}, ['mcp-tray', 'mcp-tray://remove?ref=codex:user:a']);
    await vi.waitFor(() =>
      expect(opened).toEqual([{ kind: 'open' }, { kind: 'show', ref: 'codex:user:a' }, { kind: 'open' }]),
    );
  });

  it('keeps a link that comes before the program is ready, and ignores one it does not know', async () => {
    wire('darwin');
    expect(double.emitPreventable(double.app, 'open-url', {}, 'mcp-tray://open')).toBe(true);
    expect(double.emitPreventable(double.app, 'open-url', {}, 'mcp-tray://install?x=1')).toBe(true);
    await Promise.resolve();
    expect(opened).toEqual([]);
    double.becomeReady();
    await vi.waitFor(() => expect(opened).toEqual([{ kind: 'open' }]));
  });

  it('lives on without windows while the tray is there, else ends', () => {
    wire('linux');
    double.app.emit('window-all-closed');
    expect(quits()).toBe(0);
    hasTray = false;
    double.app.emit('window-all-closed');
    expect(quits()).toBe(1);
  });

  it('stays in the Dock on macOS even without a tray', () => {
    hasTray = false;
    wire('darwin');
    double.app.emit('window-all-closed');
    expect(quits()).toBe(0);
  });

  it('hears when the computer sleeps, wakes, and is locked or unlocked', async () => {
    wire();
    double.becomeReady();
    const told = ['lock-screen', 'suspend', 'resume', 'unlock-screen'];
    await vi.waitFor(() => expect(double.powerMonitor.listenerCount('unlock-screen')).toBe(1));
    for (const event of told) double.powerMonitor.emit(event);
    expect(powered).toEqual(['lock', 'suspend', 'resume', 'unlock']);
  });

  it('stops the core once before it ends', async () => {
    const gate = Promise.withResolvers<void>();
    stopped = gate.promise;
    const lifecycle = wire();
    double.becomeReady();
    const ended = vi.fn<() => void>();
    double.app.on('will-quit', ended);
    double.app.quit();
    double.app.quit();
    expect(lifecycle.isQuitting()).toBe(true);
    expect(ended).not.toHaveBeenCalled();
    double.app.emit('activate');
    gate.resolve();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
    expect(stops).toBe(1);
    expect(opened).toEqual([]);
  });

  it('does not hold up a logout or shutdown', async () => {
    stopped = new Promise<void>(() => {});
    wire('darwin');
    double.becomeReady();
    await vi.waitFor(() => expect(double.powerMonitor.listenerCount('shutdown')).toBe(1));
    double.powerMonitor.emit('shutdown');
    expect(double.emitPreventable(double.app, 'before-quit')).toBe(false);
    expect(stops).toBe(1);
  });

  it('ends even when the core does not, or fails to', async () => {
    vi.useFakeTimers();
    stopped = new Promise<void>(() => {});
    wire();
    const ended = vi.fn<() => void>();
    double.app.on('will-quit', ended);
    double.app.quit();
    await vi.advanceTimersByTimeAsync(6000);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('stops the core before an update takes over', async () => {
    const end = vi.fn<() => void>();
    wire().quitWith(end);
    expect(end).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(end).toHaveBeenCalledTimes(1));
    expect(stops).toBe(1);
  });
});

describe('starting at login', () => {
  it('starts in the tray, other starts show the window', () => {
    expect(startsHidden(['mcp-tray', '--hidden'], false)).toBe(true);
    expect(startsHidden(['mcp-tray'], true)).toBe(true);
    expect(startsHidden(['mcp-tray'], false)).toBe(false);
  });
});
