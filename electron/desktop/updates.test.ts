import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canUpdate, startUpdates } from './updates.ts';
import type { UpdateOffer, Updater } from './updates.ts';

class UpdaterDouble extends EventEmitter implements Updater {
  autoDownload = true;
  autoInstallOnAppQuit = true;
  downloads = 0;
  downloadFails = false;
  logger: Updater['logger'] = null;
  checks = 0;
  restarts = 0;
  checkForUpdates(): Promise<null> {
    this.checks += 1;
    return this.checks === 1 ? Promise.reject(new Error('offline token=abc')) : Promise.resolve(null);
  }
  downloadUpdate(): Promise<string[]> {
    this.downloads += 1;
    return this.downloadFails ? Promise.reject(new Error('gone')) : Promise.resolve([]);
  }
  quitAndInstall(): void {
    this.restarts += 1;
  }
}

const nothing = () => {};

function play() {
  const updater = new UpdaterDouble();
  const offers: UpdateOffer[] = [];
  let restarts = 0;
  startUpdates(
    updater,
    (offer) => offers.push(offer),
    (install) => {
      restarts += 1;
      install();
    },
  );
  return {
    updater,
    labels: () => offers.map(({ label }) => label),
    act: () => offers.at(-1)?.act?.(),
    restarts: () => restarts,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('updates', () => {
  it('are for packaged copies that can replace themselves', () => {
    expect(canUpdate({ packaged: false, platform: 'darwin', appImage: undefined })).toBe(false);
    expect(canUpdate({ packaged: true, platform: 'win32', appImage: undefined })).toBe(true);
    expect(canUpdate({ packaged: true, platform: 'linux', appImage: undefined })).toBe(false);
    expect(canUpdate({ packaged: true, platform: 'linux', appImage: '/opt/tray.AppImage' })).toBe(true);
  });

  it('are looked for after a minute and daily, survive failures, and log without secrets', async () => {
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const updater = new UpdaterDouble();
    const stop = startUpdates(updater, nothing, nothing);
    expect(updater.checks).toBe(0);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(updater.checks).toBe(1);
    updater.emit('error', new Error('no release\nyet'));
    expect(written.join('')).not.toContain('abc');
    expect(written).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(updater.checks).toBe(2);
    stop();
    await vi.advanceTimersByTimeAsync(48 * 3_600_000);
    expect(updater.checks).toBe(2);
  });

  it('are loaded and installed only by clicks, one for each', () => {
    const { updater, labels, act, restarts } = play();
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: false });
    updater.emit('update-available', { version: '9.9.9' });
    updater.emit('update-available', { version: '9.9.9' });
    expect(labels()).toEqual(['Update to 9.9.9…']);
    expect(updater.downloads).toBe(0);
    act();
    expect(labels().at(-1)).toBe('Loading 9.9.9…');
    expect(updater.downloads).toBe(1);
    updater.emit('update-downloaded', { version: '9.9.9' });
    expect(labels().at(-1)).toBe('Restart to update to 9.9.9');
    expect(updater.restarts).toBe(0);
    act();
    expect(restarts()).toBe(1);
    expect(updater.restarts).toBe(1);
  });

  it('are offered again when loading them fails', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { updater, labels, act } = play();
    updater.downloadFails = true;
    updater.emit('update-available', { version: '9.9.9\u202e"' });
    act();
    await vi.waitFor(() => expect(labels().at(-1)).toBe('Update to 9.9.9…'));
  });
});
