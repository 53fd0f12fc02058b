import type { MenuItemConstructorOptions } from 'electron';
import type { Events } from '../../shared/ipc.ts';
import type { LoginItem } from './autostart.ts';
import type { UpdateOffer } from './updates.ts';

export interface MenuActions {
  readonly show: (view: Events['view:show']['view']) => void;
  readonly quit: () => void;
  /** Null in a development build: the system would start a bare Electron. */
  readonly startAtLogin: LoginItem | null;
  /** Set once there is a newer version; loading and installing it is the person's decision. */
  readonly update: UpdateOffer | null;
}

/** The application menu: macOS shows it on top, elsewhere it gives Edit and its shortcuts to the window. */
export function menuModel(options: {
  platform: 'linux' | 'darwin' | 'win32';
  packaged: boolean;
  actions: MenuActions;
}): MenuItemConstructorOptions[] {
  const { platform, packaged, actions } = options;
  const mac = platform === 'darwin';
  const settings: MenuItemConstructorOptions = {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.show('settings'),
  };
  const own = [...loginItem(actions), ...updateItem(actions)];
  const quit: MenuItemConstructorOptions = {
    label: mac ? 'Quit MCP Tray' : 'Quit',
    accelerator: 'CmdOrCtrl+Q',
    click: actions.quit,
  };
  const appMenu: MenuItemConstructorOptions = {
    label: 'MCP Tray',
    submenu: [
      { role: 'about' },
      { type: 'separator' },
      settings,
      ...own,
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      quit,
    ],
  };
  const fileMenu: MenuItemConstructorOptions = {
    label: '&File',
    submenu: [
      { label: 'Add server…', accelerator: 'CmdOrCtrl+N', click: () => actions.show('add') },
      ...(mac ? [] : [settings, ...own]),
      { type: 'separator' },
      { role: 'close' },
      ...(mac ? [] : [quit]),
    ],
  };
  return [
    ...(mac ? [appMenu] : []),
    fileMenu,
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        { label: 'Servers', accelerator: 'CmdOrCtrl+1', click: () => actions.show('servers') },
        { label: 'Sign-ins', accelerator: 'CmdOrCtrl+2', click: () => actions.show('sign-ins') },
        { label: 'Clients', accelerator: 'CmdOrCtrl+3', click: () => actions.show('clients') },
        { label: 'Activity', accelerator: 'CmdOrCtrl+4', click: () => actions.show('activity') },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(packaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] as const)),
      ],
    },
    { role: 'windowMenu' },
  ];
}

function loginItem({ startAtLogin }: MenuActions): MenuItemConstructorOptions[] {
  if (startAtLogin === null) return [];
  return [
    {
      label: 'Start at login',
      type: 'checkbox',
      checked: startAtLogin.enabled,
      click: (item) => startAtLogin.set(item.checked),
    },
  ];
}

function updateItem({ update }: MenuActions): MenuItemConstructorOptions[] {
  if (update === null) return [];
  const { label, act } = update;
  return [act === null ? { label, enabled: false } : { label, click: act }];
}
