import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { emitPreventable, record, world } from './state.ts';

let ready: () => void = () => {};
let whenReady = new Promise<void>((resolve) => (ready = resolve));

/** Lets `app.whenReady()` go on; the built bundle is made ready by its loader. */
export function becomeReady(): void {
  ready();
  app.emit('ready');
}

/** A new start: not ready yet, and nobody listens. */
export function resetApp(): void {
  whenReady = new Promise<void>((resolve) => (ready = resolve));
  app.removeAllListeners();
}

type AppPart = Pick<
  Electron.App,
  | 'requestSingleInstanceLock'
  | 'enableSandbox'
  | 'whenReady'
  | 'quit'
  | 'getVersion'
  | 'setPath'
  | 'isPackaged'
  | 'setAsDefaultProtocolClient'
  | 'setAppUserModelId'
  | 'setLoginItemSettings'
  | 'getLoginItemSettings'
>;

const appPart = {
  requestSingleInstanceLock() {
    record('app.requestSingleInstanceLock');
    return world.hasLock;
  },
  enableSandbox: () => record('app.enableSandbox'),
  whenReady: () => whenReady,
  quit() {
    record('app.quit');
    if (emitPreventable(app, 'before-quit')) return;
    world.quitting = true;
    for (const window of world.windows) window.close();
    app.emit('will-quit');
    process.send?.({ name: 'app.ended', args: [] });
  },
  getVersion: () => '0.0.0-double',
  setPath: (name: string, path: string) => record('app.setPath', name, path),
  get isPackaged() {
    return world.packaged;
  },
  setAsDefaultProtocolClient(scheme: string) {
    record('app.setAsDefaultProtocolClient', scheme);
    return true;
  },
  setAppUserModelId: (id: string) => record('app.setAppUserModelId', id),
  setLoginItemSettings: (settings: Electron.Settings) => record('app.setLoginItemSettings', settings),
  getLoginItemSettings: () => ({
    openAtLogin: false,
    openAsHidden: false,
    restoreState: false,
    status: 'not-registered',
    executableWillLaunchAtLogin: false,
    launchItems: [],
    wasOpenedAtLogin: world.openedAtLogin,
    wasOpenedAsHidden: false,
  }),
} satisfies AppPart;

export const app = Object.defineProperties(
  new EventEmitter(),
  Object.getOwnPropertyDescriptors(appPart),
) as EventEmitter & typeof appPart;
