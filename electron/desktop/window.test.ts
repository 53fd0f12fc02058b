import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebContents } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as double from './electron-double.ts';
import { testSnapshot } from '../../shared/test-snapshot.ts';
import { createMainWindow, windowOptions } from './window.ts';
import type { MainWindow } from './window.ts';

vi.mock('electron', () => import('./electron-double.ts'));

let folder: string;
let keep: boolean;
let readyCount: number;

beforeEach(() => {
  double.resetWorld();
  folder = mkdtempSync(join(tmpdir(), 'mcp-tray-window-'));
  keep = true;
  readyCount = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
});

function make(): MainWindow {
  return createMainWindow({
    preload: '/app/out/preload/preload.cjs',
    packaged: true,
    icon: null,
    boundsFile: join(folder, 'window.json'),
    keepOnClose: () => keep,
    onReady: () => {
      readyCount += 1;
    },
  });
}

async function shown(window = make()) {
  window.show();
  const made = double.world.windows.at(-1);
  if (made === undefined) throw new Error('no window was made');
  await vi.waitFor(() => expect(made.visible).toBe(true));
  await vi.waitFor(() => expect(readyCount).toBeGreaterThan(1));
  return { window, made };
}

const views = (made: double.BrowserWindowDouble) =>
  made.webContents.sent.filter((sent) => sent.channel === 'view:show').map((sent) => sent.args[0]);

describe('windowOptions', () => {
  it('isolates and sandboxes the page, and spells it out', () => {
    const options = { preload: '/p.cjs', packaged: true, dark: false, icon: null };
    const { webPreferences, show } = windowOptions({ ...options, place: { width: 1, height: 1 } });
    expect(show).toBe(false);
    expect(webPreferences).toEqual({
      preload: '/p.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
  });

  it('has the colour of the theme from the first frame', () => {
    const options = { preload: '', packaged: true, icon: null, place: { width: 1, height: 1 } };
    expect(windowOptions({ ...options, dark: true }).backgroundColor).not.toBe(
      windowOptions({ ...options, dark: false }).backgroundColor,
    );
  });
});

describe('createMainWindow', () => {
  it('makes no window before it is asked for, then loads app://mcp-tray/ and shows it when painted', async () => {
    const window = make();
    expect(double.world.windows).toHaveLength(0);
    const { made } = await shown(window);
    expect(double.calls.find((call) => call.name === 'window.loadURL')?.args).toEqual(['app://mcp-tray/']);
    expect(window.isOurs(made.webContents as unknown as WebContents)).toBe(true);
    expect(window.isOurs(new double.WebContentsDouble() as unknown as WebContents)).toBe(false);
  });

  it('hides on close while a tray can bring it back, and comes back as the same window', async () => {
    const { window, made } = await shown();
    made.close();
    expect(made).toMatchObject({ visible: false, destroyed: false });
    window.show();
    expect(double.world.windows).toHaveLength(1);
    expect(made).toMatchObject({ visible: true, focused: true });
  });

  it('really closes without a tray, and a later start makes a new one', async () => {
    const { window, made } = await shown();
    keep = false;
    made.close();
    expect(made.destroyed).toBe(true);
    window.show();
    expect(double.world.windows).toHaveLength(2);
  });

  it('restores a minimised window', async () => {
    const { window, made } = await shown();
    made.minimized = true;
    window.show();
    expect(made.minimized).toBe(false);
  });

  it('asks a page that is still loading for the newest view once it can hear it', async () => {
    const window = make();
    window.show({ view: 'add', ref: null });
    window.show({ view: 'servers', ref: 'codex:user:a' });
    const { made } = await shown(window);
    expect(views(made)).toEqual([{ view: 'servers', ref: 'codex:user:a' }]);
    window.show({ view: 'settings', ref: null });
    expect(views(made)).toHaveLength(2);
  });

  it('sends snapshots to a visible window only, and tells when it is visible again', async () => {
    const { window, made } = await shown();
    const before = made.webContents.sent.length;
    window.send('snapshot:changed', testSnapshot([]));
    expect(made.webContents.sent).toHaveLength(before + 1);
    made.close();
    window.send('snapshot:changed', testSnapshot([]));
    expect(made.webContents.sent).toHaveLength(before + 1);
    const ready = readyCount;
    window.show();
    expect(readyCount).toBe(ready + 1);
  });

  it('remembers its place, and starts without one when the file is damaged', async () => {
    const { window, made } = await shown();
    made.maximized = true;
    window.saveBounds();
    expect(JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'))).toEqual({
      x: 10,
      y: 20,
      width: 900,
      height: 600,
      maximized: true,
    });
    const second = await shown(make());
    expect(second.made.options).toMatchObject({ x: 10, y: 20, width: 900 });
    expect(second.made.maximized).toBe(true);
    writeFileSync(join(folder, 'window.json'), '{"x":');
    expect((await shown(make())).made.options).toMatchObject({ width: 1180, height: 760 });
  });

  it('loads a crashed page again, but not in a loop', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { made } = await shown();
    made.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    made.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(double.calls.filter((call) => call.name === 'window.reload')).toHaveLength(1);
  });
});
