import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { record, world } from './state.ts';

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
      // As a person reads it: without the mark of the access key.
      if (item.label !== undefined && label.test(item.label.replace(/&(.)/g, '$1'))) return item;
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
