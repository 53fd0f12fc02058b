import { readFileSync, writeFileSync } from 'node:fs';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { BrowserWindowConstructorOptions, WebContents } from 'electron';
import type { EventName, Events } from '../../shared/ipc.ts';
import { sendEvent } from './ipc.ts';
import { logLine } from './log.ts';
import { APP_URL } from './navigation.ts';
import { MIN_SIZE, parseBounds, placeWindow } from './window-bounds.ts';
import type { SavedBounds } from './window-bounds.ts';

type View = Events['view:show'];

export interface MainWindow {
  /** Shows and focuses the window, making it when needed, and asks the page for a view when one is given. */
  readonly show: (view?: View) => void;
  /** Sends to the page while someone can see it; a hidden window gets the newest state when it is shown. */
  readonly send: <E extends EventName>(event: E, payload: Events[E]) => void;
  readonly isOurs: (contents: WebContents) => boolean;
  readonly isWatched: () => boolean;
  /** The window to attach dialogs to. */
  readonly current: () => BrowserWindow | null;
  readonly saveBounds: () => void;
}

/** Milliseconds between two crashes of the page below which it is not loaded again. */
const CRASH_PAUSE = 10_000;

/** Everything security-relevant is spelled out, also where it is Electron's default (checklist 2–12). */
export function windowOptions(options: {
  preload: string;
  packaged: boolean;
  dark: boolean;
  icon: string | null;
  place: ReturnType<typeof placeWindow>;
}): BrowserWindowConstructorOptions {
  return {
    ...options.place,
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: 'MCP Tray',
    show: false,
    autoHideMenuBar: true,
    backgroundColor: options.dark ? '#1b1c1f' : '#ffffff',
    ...(options.icon === null ? {} : { icon: options.icon }),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Off also because Electron would download dictionaries for it.
      spellcheck: false,
      devTools: !options.packaged,
    },
  };
}

/**
 * The one window. Closing hides it while `keepOnClose` holds: a half-filled form, the scroll position and a
 * running sign-in survive, and the next look is instant; the price is one idle page in memory, which gets no
 * snapshots while hidden. Without a tray to bring it back, closing really closes.
 */
export function createMainWindow(options: {
  preload: string;
  packaged: boolean;
  icon: string | null;
  boundsFile: string;
  keepOnClose: () => boolean;
  /** The page can take events: it has loaded, or the window was shown again. */
  onReady: () => void;
}): MainWindow {
  let window: BrowserWindow | null = null;
  let loaded = false;
  let wanted: View | null = null;
  let lastCrash = 0;

  const saveBounds = () => {
    if (window === null || window.isDestroyed()) return;
    const bounds: SavedBounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    try {
      writeFileSync(options.boundsFile, JSON.stringify(bounds), { mode: 0o600 });
    } catch (problem) {
      logLine('remembering the window’s place', problem);
    }
  };

  const open = (): BrowserWindow => {
    const saved = readBounds(options.boundsFile);
    const place = placeWindow(
      saved,
      screen.getAllDisplays().map((display) => display.workArea),
    );
    const made = new BrowserWindow(
      windowOptions({ ...options, dark: nativeTheme.shouldUseDarkColors, place }),
    );
    loaded = false;
    if (saved?.maximized === true) made.maximize();
    made.once('ready-to-show', () => made.show());
    made.on('show', options.onReady);
    made.on('close', (event) => {
      saveBounds();
      if (!options.keepOnClose()) return;
      event.preventDefault();
      made.hide();
    });
    made.on('closed', () => {
      window = null;
    });
    made.webContents.on('did-finish-load', () => {
      loaded = true;
      if (wanted !== null) sendEvent(made.webContents, 'view:show', wanted);
      wanted = null;
      options.onReady();
    });
    made.webContents.on('render-process-gone', (_event, details) => {
      loaded = false;
      logLine('the window’s page ended', details.reason);
      const again = Date.now() - lastCrash > CRASH_PAUSE;
      lastCrash = Date.now();
      if (again && details.reason !== 'clean-exit' && !made.isDestroyed()) made.reload();
    });
    made.loadURL(APP_URL).catch((problem: unknown) => {
      logLine('loading the page', problem);
      if (!made.isDestroyed()) made.show();
    });
    return made;
  };

  return {
    show(view) {
      const fresh = window === null;
      window ??= open();
      if (view !== undefined && loaded) sendEvent(window.webContents, 'view:show', view);
      else if (view !== undefined) wanted = view;
      if (fresh) return;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    send(event, payload) {
      if (window !== null && loaded && window.isVisible()) sendEvent(window.webContents, event, payload);
    },
    isOurs: (contents) => window !== null && contents === window.webContents,
    isWatched: () => window !== null && window.isVisible() && window.isFocused(),
    current: () => window,
    saveBounds,
  };
}

function readBounds(file: string): SavedBounds | null {
  try {
    return parseBounds(readFileSync(file, 'utf8'));
  } catch {
    // First start: there is no such file yet.
    return null;
  }
}
