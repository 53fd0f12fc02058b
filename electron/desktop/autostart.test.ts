import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { autostartEntry, isAutostart, loginItem } from './autostart.ts';
import * as double from './electron-double.ts';

vi.mock('electron', () => import('./electron-double.ts'));

let home: string;
beforeEach(() => {
  double.resetWorld();
  home = mkdtempSync(join(tmpdir(), 'mcp-tray-autostart-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const item = (platform: 'linux' | 'darwin' | 'win32', vars: Record<string, string> = {}) =>
  loginItem({ platform, home, vars }, '/opt/MCP Tray/mcp-tray');
const file = () => join(home, '.config/autostart/mcp-tray.desktop');

describe('starting at login', () => {
  it('is off, and nothing is set, until the person turns it on', () => {
    expect(item('win32').enabled).toBe(false);
    expect(double.calls.filter((call) => call.name === 'app.setLoginItemSettings')).toEqual([]);
    item('win32').set(true);
    expect(double.calls.at(-1)?.args).toEqual([{ openAtLogin: true, args: ['--hidden'] }]);
    item('darwin').set(true);
    expect(double.calls.at(-1)?.args).toEqual([{ openAtLogin: true, args: [] }]);
  });

  it('on Linux is a file of the autostart folder, which turning off removes', () => {
    expect(item('linux').enabled).toBe(false);
    item('linux').set(true);
    expect(readFileSync(file(), 'utf8')).toContain('Exec="/opt/MCP Tray/mcp-tray" --hidden\n');
    expect(item('linux').enabled).toBe(true);
    item('linux').set(false);
    expect(item('linux').enabled).toBe(false);
    expect(double.calls).toEqual([]);
  });

  it('starts an AppImage by its file, not by where it is mounted just now', () => {
    item('linux', { APPIMAGE: '/home/me/Tray.AppImage' }).set(true);
    expect(readFileSync(file(), 'utf8')).toContain('Exec="/home/me/Tray.AppImage" --hidden');
  });

  it('believes a desktop that has switched the file off', () => {
    mkdirSync(join(home, '.config/autostart'), { recursive: true });
    writeFileSync(file(), `${autostartEntry('/x')}Hidden=true\n`);
    expect(item('linux').enabled).toBe(false);
    expect(isAutostart(autostartEntry('/x').replace('enabled=true', 'enabled=false'))).toBe(false);
    expect(isAutostart('not one')).toBe(false);
  });

  it('quotes what a path may hold, so that nothing else is started', () => {
    // Twice: for Exec, then for a string of the file (Desktop Entry Specification 1.5, "The Exec key").
    expect(autostartEntry('/a "b" $c `d` \\e 100%')).toContain(
      'Exec="/a \\\\"b\\\\" \\\\$c \\\\`d\\\\` \\\\\\\\e 100%%" --hidden\n',
    );
  });
});
