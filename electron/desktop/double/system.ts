import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { record, world } from './state.ts';

export class NotificationDouble
  extends EventEmitter
  implements Pick<Electron.Notification, 'show' | 'close'>
{
  static isSupported(): boolean {
    return true;
  }
  readonly options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.options = options;
  }
  closed = false;
  close(): void {
    this.closed = true;
    this.emit('close');
  }
  show(): void {
    world.notifications.push(this);
    record('notification.show', this.options);
  }
}

type Handler = Parameters<Electron.IpcMain['handle']>[1];
export const handlers = new Map<string, Handler>();
export const ipcMain = {
  handle(channel: string, handler: Handler) {
    if (handlers.has(channel)) throw new Error(`second handler for ${channel}`);
    handlers.set(channel, handler);
  },
} satisfies Pick<Electron.IpcMain, 'handle'>;

export const protocol = {
  registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) =>
    record('protocol.registerSchemesAsPrivileged', schemes),
  handle: (scheme: string, handler: Parameters<Electron.Protocol['handle']>[1]) =>
    record('protocol.handle', scheme, handler),
} satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

type SessionPart = Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;
/** Emits what the system would tell a session. */
export const sessionEvents = new EventEmitter();

const defaultSession = {
  on: (event: 'will-download', listener: (event: { preventDefault: () => void }) => void) =>
    sessionEvents.on(event, listener),
  setPermissionRequestHandler: (handler) => record('session.setPermissionRequestHandler', handler),
  setPermissionCheckHandler: (handler) => record('session.setPermissionCheckHandler', handler),
  setDevicePermissionHandler: (handler) => record('session.setDevicePermissionHandler', handler),
} satisfies SessionPart & { on: unknown };
export const session = { defaultSession } satisfies {
  [K in keyof Pick<typeof Electron.session, 'defaultSession'>]: SessionPart;
};

export const shell = {
  openExternal(url: string) {
    record('shell.openExternal', url);
    return Promise.resolve();
  },
  showItemInFolder: (path: string) => record('shell.showItemInFolder', path),
} satisfies Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>;

export const clipboard = {
  writeText(text: string) {
    record('clipboard.writeText', text);
    return Promise.resolve();
  },
  readText: () => Promise.resolve(''),
} satisfies Pick<Electron.Clipboard, 'writeText' | 'readText'>;

export const net = { isOnline: () => world.online } satisfies Pick<Electron.Net, 'isOnline'>;

export const dialog = {
  showOpenDialog(...args: unknown[]) {
    record('dialog.showOpenDialog', args.length);
    return Promise.resolve(world.dialogAnswer);
  },
} satisfies Pick<Electron.Dialog, 'showOpenDialog'>;

export const nativeTheme = {
  shouldUseDarkColors: false,
} satisfies Pick<Electron.NativeTheme, 'shouldUseDarkColors'>;

const workArea = { x: 0, y: 0, width: 1920, height: 1040 };
export const screen = {
  getAllDisplays: () => [{ workArea } as Electron.Display],
} satisfies Pick<Electron.Screen, 'getAllDisplays'>;

export const powerMonitor = new EventEmitter();
