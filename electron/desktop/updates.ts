import type { AppUpdater } from 'electron-updater';
import { logLine } from './log.ts';

/** The part of electron-updater's `autoUpdater` that is used. */
export type Updater = Pick<
  AppUpdater,
  'autoDownload' | 'autoInstallOnAppQuit' | 'logger' | 'checkForUpdates' | 'downloadUpdate' | 'quitAndInstall'
> & {
  on(event: 'update-available' | 'update-downloaded', listener: (info: { version: string }) => void): unknown;
  on(event: 'error', listener: (problem: Error) => void): unknown;
};

/** What the menus offer: a row that acts, or one that only tells. */
export interface UpdateOffer {
  readonly label: string;
  readonly act: (() => void) | null;
}

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
 * Looks for a new version a minute after the start and once a day, and offers it through `onOffer`. It is
 * loaded when the person asks for it and installed when they ask again, never by itself, not even on quitting.
 * Failures (no network, no release yet) are only logged. Returns the function that stops it.
 */
export function startUpdates(
  updater: Updater,
  onOffer: (offer: UpdateOffer) => void,
  restartWith: (install: () => void) => void,
): () => void {
  let offered: string | null = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.logger = null;
  const offer = (version: string) =>
    onOffer({ label: `Update to ${shown(version)}…`, act: () => load(version) });
  const load = (version: string) => {
    onOffer({ label: `Loading ${shown(version)}…`, act: null });
    updater.downloadUpdate().catch((problem: unknown) => {
      logLine('loading an update', problem);
      offer(version);
    });
  };
  updater.on('error', (problem) => logLine('looking for updates', problem));
  updater.on('update-available', ({ version }) => {
    // Found again the next day while it is being loaded or waits: the menu knows already.
    if (offered === version) return;
    offered = version;
    offer(version);
  });
  updater.on('update-downloaded', ({ version }) =>
    onOffer({
      label: `Restart to update to ${shown(version)}`,
      act: () => restartWith(() => updater.quitAndInstall(false, true)),
    }),
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

/** A version comes from outside. */
function shown(version: string): string {
  return version.replace(/[^\w.+-]/g, '').slice(0, 40);
}
