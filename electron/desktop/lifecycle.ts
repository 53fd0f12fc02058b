import { app, powerMonitor } from 'electron';
import type { PowerEvent } from '../core/services/monitor.ts';
import { HIDDEN } from './autostart.ts';
import { deepLinkArgument, parseDeepLink } from './deep-link.ts';
import type { DeepLink } from './deep-link.ts';
import { logLine } from './log.ts';

/** Milliseconds the core may take to end its children and listeners before the program ends anyway. */
const STOP_LIMIT = 5000;

/** Whether this start should stay in the tray: started at login, by our own argument or by macOS. */
export function startsHidden(argv: readonly string[], wasOpenedAtLogin: boolean): boolean {
  return argv.includes(HIDDEN) || wasOpenedAtLogin;
}

/**
 * Connects the program's own events. A second start and a link show the window; quitting waits for the core
 * (bounded), so that no child process or listener outlives us.
 */
export function wireLifecycle(options: {
  platform: NodeJS.Platform;
  onOpen: (link: DeepLink) => void;
  onPower: (event: PowerEvent) => void;
  onQuit: () => void;
  hasTray: () => boolean;
  stop: () => Promise<void>;
}): {
  readonly isQuitting: () => boolean;
  /** Stops the core, then runs `end` (ordinarily `app.quit`, for an update its installer). */
  readonly quitWith: (end: () => void) => void;
} {
  let state: 'running' | 'stopping' | 'stopped' = 'running';
  let systemEnds = false;
  const open = (link: DeepLink | null) => {
    // macOS may deliver a link before the program is ready to make windows.
    void app.whenReady().then(() => {
      if (state === 'running') options.onOpen(link ?? { kind: 'open' });
    });
  };
  const quitWith = (end: () => void) => {
    if (state !== 'running') return;
    state = 'stopping';
    options.onQuit();
    void withLimit(options.stop()).finally(() => {
      state = 'stopped';
      end();
    });
  };

  app.on('second-instance', (_event, argv) => open(deepLinkArgument(argv)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = parseDeepLink(url);
    if (link !== null) open(link);
  });
  app.on('activate', () => open(null));
  // Listening at all keeps the program alive: by the tray, or on macOS by the Dock.
  app.on('window-all-closed', () => {
    if (!options.hasTray() && options.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (state === 'stopped') return;
    if (systemEnds) {
      // Holding up a logout cancels it on macOS ("MCP Tray interrupted"); what can be ended now, is.
      state = 'stopped';
      options.onQuit();
      void withLimit(options.stop());
      return;
    }
    event.preventDefault();
    quitWith(() => app.quit());
  });
  void app.whenReady().then(() => {
    powerMonitor.on('suspend', () => options.onPower('suspend'));
    powerMonitor.on('resume', () => options.onPower('resume'));
    // These two do not exist on Linux, where they are never told.
    powerMonitor.on('lock-screen', () => options.onPower('lock'));
    powerMonitor.on('unlock-screen', () => options.onPower('unlock'));
    // macOS and Linux; Windows ends programs without asking them.
    powerMonitor.on('shutdown', () => {
      systemEnds = true;
    });
  });
  return { isQuitting: () => state !== 'running', quitWith };
}

async function withLimit(stopping: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, STOP_LIMIT);
  });
  try {
    await Promise.race([stopping, limit]);
  } catch (problem) {
    logLine('ending', problem);
  } finally {
    clearTimeout(timer);
  }
}
