import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

/**
 * A stand-in for the `electron` module where its binary cannot run: unit tests replace the module with this
 * file, and the built main bundle is started with it. It records what it was told and lets a test play the
 * system. Every part is checked against Electron's own types, so it cannot drift from them.
 */
export const calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];

function record(name: string, ...args: unknown[]): void {
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
  userData: '/nowhere',
  openedAtLogin: false,
  /** While it quits, Electron closes the windows without telling `window-all-closed` (app docs). */
  quitting: false,
  trayFails: false,
  windows: [] as BrowserWindowDouble[],
  trays: [] as TrayDouble[],
  notifications: [] as NotificationDouble[],
  applicationMenu: null as MenuDouble | null,
  dialogAnswer: { canceled: true, filePaths: [] as string[] },
};

let ready: () => void = () => {};
let whenReady = new Promise<void>((resolve) => (ready = resolve));

/** Lets `app.whenReady()` go on; the built bundle is made ready by its loader. */
export function becomeReady(): void {
  ready();
  app.emit('ready');
}

export function resetWorld(): void {
  calls.length = 0;
  Object.assign(world, {
    hasLock: true,
    packaged: false,
    openedAtLogin: false,
    trayFails: false,
    quitting: false,
  });
  Object.assign(world, { windows: [], trays: [], notifications: [], applicationMenu: null });
  whenReady = new Promise<void>((resolve) => (ready = resolve));
  for (const emitter of [app, powerMonitor]) emitter.removeAllListeners();
  handlers.clear();
}

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

type ContentsPart = Pick<Electron.WebContents, 'send' | 'isDestroyed' | 'setWindowOpenHandler'>;

export class WebContentsDouble extends EventEmitter implements ContentsPart {
  readonly sent: { readonly channel: string; readonly args: readonly unknown[] }[] = [];
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null = null;
  send(channel: string, ...args: unknown[]): void {
    this.sent.push({ channel, args });
  }
  isDestroyed(): boolean {
    return false;
  }
  setWindowOpenHandler(handler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0]): void {
    this.openHandler = handler;
  }
}

type WindowPart = Pick<
  Electron.BrowserWindow,
  | 'loadURL'
  | 'show'
  | 'hide'
  | 'focus'
  | 'restore'
  | 'reload'
  | 'maximize'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'close'
>;

export class BrowserWindowDouble extends EventEmitter implements WindowPart {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new WebContentsDouble();
  visible = false;
  focused = false;
  destroyed = false;
  maximized = false;
  minimized = false;
  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    world.windows.push(this);
    record('BrowserWindow', options);
    app.emit('web-contents-created', {}, this.webContents);
  }
  async loadURL(url: string): Promise<void> {
    record('window.loadURL', url);
    await Promise.resolve();
    this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  }
  show(): void {
    record('window.show');
    this.visible = true;
    this.emit('show');
  }
  hide(): void {
    record('window.hide');
    this.visible = false;
    this.emit('hide');
  }
  focus(): void {
    this.focused = true;
  }
  restore(): void {
    this.minimized = false;
  }
  reload(): void {
    record('window.reload');
  }
  maximize(): void {
    this.maximized = true;
  }
  isVisible(): boolean {
    return this.visible;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 20, width: 900, height: 600 };
  }
  close(): void {
    if (this.destroyed || emitPreventable(this, 'close')) return;
    this.destroyed = true;
    this.visible = false;
    this.emit('closed');
    if (!world.quitting && world.windows.every((window) => window.destroyed)) app.emit('window-all-closed');
  }
}

export class MenuDouble extends EventEmitter {
  readonly template: readonly Electron.MenuItemConstructorOptions[];
  constructor(template: readonly Electron.MenuItemConstructorOptions[]) {
    super();
    this.template = template;
  }
}

type Template = Electron.MenuItemConstructorOptions;

/** The first row of a menu whose label matches, looked for in submenus too. */
export function findRow(menu: MenuDouble | null, label: RegExp): Template | null {
  const search = (items: readonly Template[]): Template | null => {
    for (const item of items) {
      if (item.label !== undefined && label.test(item.label)) return item;
      const below = Array.isArray(item.submenu) ? search(item.submenu) : null;
      if (below !== null) return below;
    }
    return null;
  };
  return menu === null ? null : search(menu.template);
}

/** Clicks a row as the system would: a row that is disabled or has no click does nothing. */
export function clickRow(menu: MenuDouble | null, label: RegExp): boolean {
  const row = findRow(menu, label);
  if (row?.click === undefined || row.enabled === false) return false;
  const item = { checked: row.type === 'checkbox' && row.checked !== true };
  row.click(item as Electron.MenuItem, undefined, {});
  return true;
}

export const Menu = {
  buildFromTemplate: (template: Template[]) => new MenuDouble(template),
  setApplicationMenu(menu: MenuDouble | null) {
    world.applicationMenu = menu;
    record('Menu.setApplicationMenu', menu?.template);
  },
} satisfies Record<keyof Pick<typeof Electron.Menu, 'buildFromTemplate' | 'setApplicationMenu'>, unknown>;

type TrayPart = Pick<Electron.Tray, 'setImage' | 'setToolTip' | 'setTitle' | 'destroy'>;

export class TrayDouble extends EventEmitter implements TrayPart {
  image: string;
  tooltip = '';
  title = '';
  destroyed = false;
  menu: MenuDouble | null = null;
  constructor(image: string) {
    super();
    if (world.trayFails) throw new Error('no tray here');
    this.image = image;
    world.trays.push(this);
    record('Tray', image);
  }
  setImage(image: Parameters<Electron.Tray['setImage']>[0]): void {
    if (typeof image !== 'string') throw new TypeError('tray images are given by path');
    this.image = image;
    record('tray.setImage', image);
  }
  setToolTip(text: string): void {
    this.tooltip = text;
  }
  setTitle(text: string): void {
    this.title = text;
  }
  setContextMenu(menu: MenuDouble | null): void {
    this.menu = menu;
    record('tray.setContextMenu', menu?.template);
  }
  destroy(): void {
    this.destroyed = true;
  }
}

export class NotificationDouble extends EventEmitter implements Pick<Electron.Notification, 'show'> {
  static isSupported(): boolean {
    return true;
  }
  readonly options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.options = options;
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
const defaultSession: SessionPart = {
  setPermissionRequestHandler: (handler) => record('session.setPermissionRequestHandler', handler),
  setPermissionCheckHandler: (handler) => record('session.setPermissionCheckHandler', handler),
  setDevicePermissionHandler: (handler) => record('session.setDevicePermissionHandler', handler),
};
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

export { BrowserWindowDouble as BrowserWindow, NotificationDouble as Notification, TrayDouble as Tray };
