import type { AppUpdater } from 'electron-updater';
import { logLine } from './log.ts';

/** The part of electron-updater's `autoUpdater` that is used. */
export type Updater = Pick<
  AppUpdater,
  'autoDownload' | 'autoInstallOnAppQuit' | 'logger' | 'checkForUpdates' | 'quitAndInstall'
> & {
  on(event: 'update-downloaded', listener: (info: { version: string }) => void): unknown;
  on(event: 'error', listener: (problem: Error) => void): unknown;
};

const FIRST_CHECK = 60_000;
const EVERY = 24 * 60 * 60 * 1000;

/** Whether this copy can replace itself: only packaged ones, on Linux only an AppImage (a .deb belongs to apt). */
export function canUpdate(options: {
  packaged: boolean;
  platform: NodeJS.Platform;
  appImage: string | undefined;
}): boolean {
  return options.packaged && (options.platform !== 'linux' || Boolean(options.appImage));
}

/**
 * Looks for a new version a minute after the start and once a day, loads it, and tells through `onReady`. It
 * is installed when the person quits or chooses "Restart to update", never by itself. Failures (no network,
 * no release yet) are only logged. Returns the function that stops it.
 */
export function startUpdates(
  updater: Updater,
  onReady: (update: { version: string; restart: () => void }) => void,
): () => void {
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.logger = null;
  updater.on('error', (problem) => logLine('looking for updates', problem));
  updater.on('update-downloaded', ({ version }) =>
    onReady({ version, restart: () => updater.quitAndInstall(false, true) }),
  );
  const check = () => {
    updater.checkForUpdates().catch((problem: unknown) => logLine('looking for updates', problem));
  };
  const first = setTimeout(check, FIRST_CHECK).unref();
  const daily = setInterval(check, EVERY).unref();
  return () => {
    clearTimeout(first);
    clearInterval(daily);
  };
}
