import { describe, expect, it } from 'vitest';
import { hasTrayHost } from './tray-host.ts';
import type { Run } from './tray-host.ts';

const answering =
  (answers: Record<string, string | null>): Run =>
  (command) =>
    Promise.resolve(answers[command] ?? null);
const never: Run = () => Promise.reject(new Error('asked'));

describe('hasTrayHost', () => {
  it('does not ask on macOS and Windows', async () => {
    expect(await hasTrayHost('darwin', { run: never })).toBe(true);
    expect(await hasTrayHost('win32', { run: never })).toBe(true);
  });

  it('believes the session bus on Linux', async () => {
    expect(await hasTrayHost('linux', { run: answering({ gdbus: '(true,)\n' }) })).toBe(true);
    expect(await hasTrayHost('linux', { run: answering({ gdbus: '(false,)\n' }) })).toBe(false);
    expect(await hasTrayHost('linux', { run: answering({ 'dbus-send': '   boolean true\n' }) })).toBe(true);
    expect(await hasTrayHost('linux', { run: answering({ 'dbus-send': '   boolean false\n' }) })).toBe(false);
  });

  it('takes "cannot ask" for no', async () => {
    expect(await hasTrayHost('linux', { run: answering({}) })).toBe(false);
  });

  it('asks for the StatusNotifier host by name', async () => {
    const asked: string[] = [];
    const run: Run = (command, args) => {
      asked.push([command, ...args].join(' '));
      return Promise.resolve(null);
    };
    await hasTrayHost('linux', { run });
    expect(asked).toEqual([
      'gdbus call --session --dest org.freedesktop.DBus --object-path /org/freedesktop/DBus --method org.freedesktop.DBus.NameHasOwner org.kde.StatusNotifierWatcher',
      'dbus-send --session --print-reply --dest=org.freedesktop.DBus /org/freedesktop/DBus org.freedesktop.DBus.NameHasOwner string:org.kde.StatusNotifierWatcher',
    ]);
  });

  it('waits at login for a desktop that is still starting, but not for ever', async () => {
    let asked = 0;
    const run: Run = () => Promise.resolve((asked += 1) < 3 ? '(false,)' : '(true,)');
    expect(await hasTrayHost('linux', { run, tries: 5, pauseMs: 1 })).toBe(true);
    expect(asked).toBe(3);
    const nobody = answering({ gdbus: '(false,)' });
    expect(await hasTrayHost('linux', { run: nobody, tries: 3, pauseMs: 1 })).toBe(false);
  });
});
