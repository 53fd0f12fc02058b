import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { app } from 'electron';
import type { HostEnv } from '../core/host-env.ts';
import { logLine } from './log.ts';

export const HIDDEN = '--hidden';

/** The login item: off unless the person turns it on. */
export interface LoginItem {
  readonly enabled: boolean;
  readonly set: (enabled: boolean) => void;
}

/** By the system's own list on macOS and Windows, by a file of the XDG autostart folder on Linux. */
export function loginItem(env: Pick<HostEnv, 'platform' | 'home' | 'vars'>, program: string): LoginItem {
  if (env.platform === 'linux') return linuxLoginItem(env, program);
  // macOS passes no arguments to a login item; it tells by `wasOpenedAtLogin` instead.
  const args = env.platform === 'win32' ? [HIDDEN] : [];
  return {
    enabled: app.getLoginItemSettings({ args }).openAtLogin,
    set: (enabled) => app.setLoginItemSettings({ openAtLogin: enabled, args }),
  };
}

/** An AppImage is mounted anew at each start: what can be started again is the file itself. */
function linuxLoginItem({ home, vars }: Pick<HostEnv, 'home' | 'vars'>, program: string): LoginItem {
  const folder = vars['XDG_CONFIG_HOME'] || join(home, '.config');
  const file = join(folder, 'autostart', 'mcp-tray.desktop');
  return {
    enabled: isAutostart(readOrNull(file)),
    set(enabled) {
      try {
        if (!enabled) return rmSync(file, { force: true });
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, autostartEntry(vars['APPIMAGE'] || program));
      } catch (problem) {
        logLine('starting at login', problem);
      }
    },
  };
}

/** The file's text (Desktop Entry Specification 1.5: quoting of Exec, then of a string value). */
export function autostartEntry(program: string): string {
  const quoted = `"${program.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`.replaceAll('\\', '\\\\');
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=MCP Tray',
    `Exec=${quoted} ${HIDDEN}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Desktops switch an entry off in the file instead of removing it. */
export function isAutostart(text: string | null): boolean {
  if (text === null || !/^\[Desktop Entry\]$/m.test(text)) return false;
  return !/^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(text);
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Off: there is no such file.
    return null;
  }
}
