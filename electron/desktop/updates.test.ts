import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canUpdate, startUpdates } from './updates.ts';
import type { Updater } from './updates.ts';

class UpdaterDouble extends EventEmitter implements Updater {
  autoDownload = false;
  autoInstallOnAppQuit = false;
  logger: Updater['logger'] = null;
  checks = 0;
  restarts = 0;
  checkForUpdates(): Promise<null> {
    this.checks += 1;
    return this.checks === 1 ? Promise.reject(new Error('offline token=abc')) : Promise.resolve(null);
  }
  quitAndInstall(): void {
    this.restarts += 1;
  }
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
    const stop = startUpdates(updater, () => {});
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

  it('wait for the person: nothing restarts until it is chosen', () => {
    const updater = new UpdaterDouble();
    const ready = vi.fn<Parameters<typeof startUpdates>[1]>();
    startUpdates(updater, ready);
    updater.emit('update-downloaded', { version: '9.9.9' });
    expect(ready).toHaveBeenCalledWith(expect.objectContaining({ version: '9.9.9' }));
    expect(updater.restarts).toBe(0);
    ready.mock.calls[0]?.[0].restart();
    expect(updater.restarts).toBe(1);
  });
});
