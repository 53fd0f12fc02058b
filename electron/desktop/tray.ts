import { join } from 'node:path';
import { Menu, Tray } from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { logLine } from './log.ts';
import type { TrayAction, TrayItem, TrayModel, TrayShape } from './tray-model.ts';

export interface TrayIcon {
  /** Applies a model; waits while the menu is open, so that nothing moves under the pointer. */
  update(model: TrayModel): void;
  destroy(): void;
}

/** Template images on macOS (the system colours them), an icon with all sizes on Windows, PNG elsewhere. */
export function trayIconFile(folder: string, platform: NodeJS.Platform, shape: TrayShape): string {
  if (platform === 'darwin') return join(folder, `${shape}Template.png`);
  return join(folder, platform === 'win32' ? `${shape}.ico` : `${shape}.png`);
}

/**
 * The tray icon, or null where it cannot be made. With a context menu set, the system opens it on a right
 * click (macOS: on any click); a left click elsewhere arrives as `click` and opens the window.
 */
export function createTray(options: {
  iconFolder: string;
  platform: NodeJS.Platform;
  model: TrayModel;
  onAction: (action: TrayAction) => void;
}): TrayIcon | null {
  const { iconFolder, platform, onAction } = options;
  let shown: TrayModel | null = null;
  let next: TrayModel | null = null;
  let menuOpen = false;
  let tray: Tray;
  try {
    tray = new Tray(trayIconFile(iconFolder, platform, options.model.shape));
  } catch (problem) {
    logLine('the tray icon cannot be made', problem);
    return null;
  }
  if (platform !== 'darwin') tray.on('click', () => onAction({ kind: 'show', ref: null }));

  const apply = (model: TrayModel) => {
    if (JSON.stringify(model) === JSON.stringify(shown)) return;
    if (shown?.shape !== model.shape) tray.setImage(trayIconFile(iconFolder, platform, model.shape));
    tray.setToolTip(model.tooltip);
    if (platform === 'darwin') tray.setTitle(model.count === 0 ? '' : String(model.count));
    const menu = Menu.buildFromTemplate(model.items.map((item) => template(item, onAction)));
    menu.on('menu-will-show', () => {
      menuOpen = true;
    });
    menu.on('menu-will-close', () => {
      menuOpen = false;
      // The click that closed the menu is delivered after this event.
      setImmediate(() => {
        if (next !== null && !menuOpen) apply(next);
      });
    });
    // Always a whole new menu: Linux hosts do not see changes to the items of a published one.
    tray.setContextMenu(menu);
    shown = model;
    next = null;
  };

  apply(options.model);
  return {
    update(model) {
      if (menuOpen) next = model;
      else apply(model);
    },
    destroy: () => tray.destroy(),
  };
}

function template(item: TrayItem, onAction: (action: TrayAction) => void): MenuItemConstructorOptions {
  if (item.kind === 'separator') return { type: 'separator' };
  if (item.kind === 'submenu') {
    return { label: item.label, submenu: item.items.map((child) => template(child, onAction)) };
  }
  const { action } = item;
  if (action === null) return { label: item.label, enabled: false };
  return { label: item.label, click: () => onAction(action) };
}
