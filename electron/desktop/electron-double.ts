import { app, resetApp } from './double/app.ts';
import { calls, world } from './double/state.ts';
import { handlers, powerMonitor, sessionEvents } from './double/system.ts';

/**
 * A stand-in for the `electron` module where its binary cannot run: unit tests replace the module with this
 * file, and the built main bundle is started with it. It records what it was told and lets a test play the
 * system. Every part is checked against Electron's own types, so it cannot drift from them.
 */
export { becomeReady } from './double/app.ts';
export { emitPreventable } from './double/state.ts';
export { clickRow, findRow, Menu, TrayDouble, TrayDouble as Tray } from './double/menus.ts';
export {
  dialog,
  ipcMain,
  nativeTheme,
  clipboard,
  net,
  NotificationDouble as Notification,
  protocol,
  screen,
  session,
  sessionEvents,
  shell,
} from './double/system.ts';
export {
  BrowserWindowDouble,
  BrowserWindowDouble as BrowserWindow,
  WebContentsDouble,
} from './double/windows.ts';
export { app, calls, handlers, powerMonitor, world };

/** A machine as new, for the next test. */
export function resetWorld(): void {
  calls.length = 0;
  Object.assign(world, {
    hasLock: true,
    packaged: false,
    openedAtLogin: false,
    trayFails: false,
    online: true,
    quitting: false,
  });
  Object.assign(world, { windows: [], trays: [], notifications: [], applicationMenu: null });
  resetApp();
  powerMonitor.removeAllListeners();
  sessionEvents.removeAllListeners();
  handlers.clear();
}
