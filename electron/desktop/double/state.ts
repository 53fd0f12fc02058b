import type { EventEmitter } from 'node:events';
import type { MenuDouble, TrayDouble } from './menus.ts';
import type { NotificationDouble } from './system.ts';
import type { BrowserWindowDouble } from './windows.ts';

/** What the program told the system, in order; also sent to the parent process when one started it. */
export const calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];

export function record(name: string, ...args: unknown[]): void {
  calls.push({ name, args });
  process.send?.({ name, args: JSON.parse(JSON.stringify(args, plain)) as unknown });
}

/** Menu templates hold functions; across a process they only matter as "can be clicked". */
function plain(_key: string, value: unknown): unknown {
  return typeof value === 'function' ? 'function' : value;
}

/** What the machine is like; a test sets it before it starts anything. */
export const world = {
  hasLock: true,
  packaged: false,
  openedAtLogin: false,
  /** While it quits, Electron closes the windows without telling `window-all-closed` (app docs). */
  quitting: false,
  trayFails: false,
  online: true,
  windows: [] as BrowserWindowDouble[],
  trays: [] as TrayDouble[],
  notifications: [] as NotificationDouble[],
  applicationMenu: null as MenuDouble | null,
  dialogAnswer: { canceled: true, filePaths: [] as string[] },
};

class PreventableEvent {
  defaultPrevented = false;
  preventDefault(): void {
    this.defaultPrevented = true;
  }
}

/** Emits an event whose first argument can be prevented; tells whether it was. */
export function emitPreventable(
  target: EventEmitter,
  name: string,
  details: object = {},
  ...rest: unknown[]
): boolean {
  const event = Object.assign(new PreventableEvent(), details);
  target.emit(name, event, ...rest);
  return event.defaultPrevented;
}
