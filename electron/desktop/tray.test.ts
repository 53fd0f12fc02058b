import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as double from './electron-double.ts';
import { testEntry, testSnapshot } from '../../shared/test-snapshot.ts';
import { createTray } from './tray.ts';
import type { TrayIcon } from './tray.ts';
import { trayModel } from './tray-model.ts';
import type { TrayAction } from './tray-model.ts';

vi.mock('electron', () => import('./electron-double.ts'));

const NOW = 1_800_000_000_000;
const fine = trayModel(testSnapshot([testEntry('a', 'connected')]), NOW);
const needs = trayModel(testSnapshot([testEntry('a', 'needs-auth', { state: 'needed' })]), NOW);
let done: TrayAction[];

beforeEach(() => {
  double.resetWorld();
  done = [];
});

afterEach(() => {
  vi.restoreAllMocks();
});
const onAction = (action: TrayAction) => done.push(action);

function make(
  platform: NodeJS.Platform = 'linux',
  model = fine,
): { icon: TrayIcon; tray: double.TrayDouble } {
  const icon = createTray({ iconFolder: '/icons', platform, model, onAction });
  const tray = double.world.trays.at(-1);
  if (icon === null || tray === undefined) throw new Error('no tray was made');
  return { icon, tray };
}

const menusSet = () => double.calls.filter((call) => call.name === 'tray.setContextMenu').length;

describe('createTray', () => {
  it('starts with its menu in place', () => {
    const { tray } = make();
    expect(double.findRow(tray.menu, /^Open MCP Tray$/)).not.toBeNull();
    expect(tray.tooltip).toBe('MCP Tray — 1 fine');
  });

  it('uses the icon of the state in the form of the system', () => {
    expect(make('darwin').tray.image).toMatch(/fineTemplate\.png$/);
    expect(make('win32').tray.image).toMatch(/fine\.ico$/);
    const { icon, tray } = make('linux');
    expect(tray.image).toMatch(/fine\.png$/);
    icon.update(needs);
    expect(tray.image).toMatch(/needs-you\.png$/);
  });

  it('shows the count beside the icon on macOS only', () => {
    expect(make('darwin', needs).tray.title).toBe('1');
    expect(make('linux', needs).tray.title).toBe('');
  });

  it('opens the window on a click, except on macOS where a click opens the menu', () => {
    make('win32').tray.emit('click');
    make('linux').tray.emit('click');
    expect(done).toEqual([
      { kind: 'show', ref: null },
      { kind: 'show', ref: null },
    ]);
    expect(make('darwin').tray.listenerCount('click')).toBe(0);
  });

  it('runs the action of a row', () => {
    const { tray } = make('linux', needs);
    expect(double.clickRow(tray.menu, /a — Codex: sign in/)).toBe(true);
    expect(double.clickRow(tray.menu, /needs you/)).toBe(false);
    expect(done).toEqual([{ kind: 'sign-in', ref: 'codex:user:a', via: 'client' }]);
  });

  it('does not rebuild the menu while it is open, and shows the newest state after it closes', async () => {
    const { icon, tray } = make();
    const { menu } = tray;
    menu?.emit('menu-will-show');
    icon.update(needs);
    icon.update({ ...needs, tooltip: 'newest' });
    expect(tray.menu).toBe(menu);
    expect(tray.image).toMatch(/fine\.png$/);
    menu?.emit('menu-will-close');
    await vi.waitFor(() => expect(tray.tooltip).toBe('newest'));
    expect(tray.menu).not.toBe(menu);
  });

  it('publishes a whole new menu for a change and nothing for an equal state', () => {
    const { icon } = make();
    const before = menusSet();
    icon.update(trayModel(testSnapshot([testEntry('a', 'connected')]), NOW));
    expect(menusSet()).toBe(before);
    icon.update(needs);
    expect(menusSet()).toBe(before + 1);
  });

  it('says so when the system refuses a tray icon', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    double.world.trayFails = true;
    expect(
      createTray({ iconFolder: '/icons', platform: 'linux', model: fine, onAction: () => {} }),
    ).toBeNull();
  });
});
