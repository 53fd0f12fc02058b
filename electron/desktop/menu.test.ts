import { describe, expect, it } from 'vitest';
import type { MenuItemConstructorOptions } from 'electron';
import { menuModel } from './menu.ts';
import type { MenuActions } from './menu.ts';

const nothing = () => {};

function actions(overrides: Partial<MenuActions> = {}): MenuActions {
  return { show: nothing, quit: nothing, startAtLogin: null, update: null, ...overrides };
}

/** All rows of all menus as "label or role". */
function rows(menu: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return menu.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? rows(item.submenu) : [])]);
}

const names = (menu: readonly MenuItemConstructorOptions[]) =>
  rows(menu).map((item) => item.label ?? item.role ?? '');

describe('menuModel', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('offers editing, adding and quitting on %s', (platform) => {
    const menu = menuModel({ platform, packaged: true, actions: actions() });
    expect(names(menu)).toEqual(expect.arrayContaining(['editMenu', 'Add server…', 'Settings…', 'close']));
    expect(names(menu).filter((name) => name.startsWith('Quit'))).toHaveLength(1);
    const shortcuts = rows(menu).flatMap((item) => item.accelerator ?? []);
    expect(new Set(shortcuts).size).toBe(shortcuts.length);
  });

  it('puts the application menu first on macOS only', () => {
    expect(menuModel({ platform: 'darwin', packaged: true, actions: actions() })[0]?.label).toBe('MCP Tray');
    expect(menuModel({ platform: 'linux', packaged: true, actions: actions() })[0]?.label).toBe('&File');
  });

  it('has developer tools in a development build only', () => {
    expect(names(menuModel({ platform: 'linux', packaged: false, actions: actions() }))).toContain(
      'toggleDevTools',
    );
    const packaged = names(menuModel({ platform: 'linux', packaged: true, actions: actions() }));
    expect(packaged).not.toContain('toggleDevTools');
    expect(packaged).not.toContain('reload');
  });

  it('shows the login item and the waiting update only where they exist', () => {
    const none = names(menuModel({ platform: 'win32', packaged: true, actions: actions() }));
    expect(none).not.toContain('Start at login');
    expect(none).not.toContain('Update to 9.9.9…');
    const both = menuModel({
      platform: 'win32',
      packaged: true,
      actions: actions({
        startAtLogin: { enabled: false, set: nothing },
        update: { label: 'Update to 9.9.9…', act: nothing },
      }),
    });
    expect(rows(both).find((item) => item.label === 'Start at login')).toMatchObject({ checked: false });
    expect(names(both)).toContain('Update to 9.9.9…');
  });
});
