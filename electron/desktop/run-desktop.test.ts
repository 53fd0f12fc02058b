import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Core } from '../core/core.ts';
import type { HostEnv } from '../core/host-env.ts';
import type { Ports } from '../core/ports.ts';
import * as double from './electron-double.ts';
import { runDesktop } from './run-desktop.ts';
import { testEntry, testSnapshot } from '../../shared/test-snapshot.ts';

vi.mock('electron', () => import('./electron-double.ts'));

const BUILDER_CONFIG = resolve(import.meta.dirname, '../../electron-builder.yml');
let folder: string;
let ports: Ports | null;

beforeEach(() => {
  double.resetWorld();
  folder = mkdtempSync(join(tmpdir(), 'mcp-tray-run-'));
  mkdirSync(join(folder, 'desktop'));
  ports = null;
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

class CoreDouble implements Core {
  readonly handlers = {
    'snapshot:get': () => Promise.resolve(ok(this.now)),
    'sign-in:start': vi.fn<Handlers['sign-in:start']>().mockResolvedValue(ok(null)),
  } as unknown as Handlers;
  now: Snapshot = testSnapshot([], { loading: true });
  started: { monitor: boolean } | null = null;
  refreshed = 0;
  stopped = 0;
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  snapshot(): Snapshot {
    return this.now;
  }
  onChange(listener: (snapshot: Snapshot) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  change(next: Snapshot): void {
    this.now = next;
    for (const listener of this.listeners) listener(next);
  }
  load(): Promise<void> {
    return Promise.resolve();
  }
  start(options: { monitor: boolean }): Promise<void> {
    this.started = options;
    return Promise.resolve();
  }
  readonly powered: string[] = [];
  power(event: string): void {
    this.powered.push(event);
  }
  refresh(): Promise<void> {
    this.refreshed += 1;
    return Promise.resolve();
  }
  stop(): Promise<void> {
    this.stopped += 1;
    return Promise.resolve();
  }
}

/** A Mac, because there a tray is always visible and nothing is asked of the session bus. */
async function run(
  argv: readonly string[] = [],
  platform: HostEnv['platform'] = 'darwin',
  core = new CoreDouble(),
): Promise<CoreDouble> {
  const env: HostEnv = {
    platform,
    home: folder,
    tmp: folder,
    user: 'me',
    vars: {},
    stateDir: folder,
    version: '0.1.0',
  };
  runDesktop({
    env,
    appRoot: '/app',
    argv,
    createCore: (_env, given) => {
      ports = given;
      return core;
    },
  });
  double.becomeReady();
  await vi.waitFor(() => expect(core.started).not.toBeNull());
  return core;
}

const views = () => double.world.windows[0]?.webContents.sent.filter((sent) => sent.channel === 'view:show');

describe('runDesktop', () => {
  it('opens the window and shows each new state in tray and page', async () => {
    const core = await run();
    const [window] = double.world.windows;
    const [tray] = double.world.trays;
    await vi.waitFor(() => expect(window?.visible).toBe(true));
    await vi.waitFor(() => expect(window?.webContents.sent.length).toBeGreaterThan(0));
    core.change(testSnapshot([testEntry('kfuse', 'needs-auth', { state: 'needed' })]));
    expect(tray?.title).toBe('1');
    expect(double.findRow(tray?.menu ?? null, /kfuse — Codex: sign in/)).not.toBeNull();
    expect(window?.webContents.sent.at(-1)).toEqual({ channel: 'snapshot:changed', args: [core.now] });
    expect(core.started).toEqual({ monitor: true });
  });

  it('stays in the tray when it was started at login', async () => {
    await run(['mcp-tray', '--hidden']);
    expect(double.world.windows).toHaveLength(0);
    expect(double.world.trays).toHaveLength(1);
  });

  it('shows the window even then when there is no tray, and a close ends the program on other systems', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    double.world.trayFails = true;
    await run(['mcp-tray', '--hidden']);
    expect(double.world.windows).toHaveLength(1);
    double.world.windows[0]?.close();
    expect(double.world.windows[0]?.destroyed).toBe(true);
    vi.restoreAllMocks();
  });

  it('keeps running when the window is closed, reads again when it is shown, ends from the tray', async () => {
    const core = await run();
    const [window] = double.world.windows;
    await vi.waitFor(() => expect(window?.visible).toBe(true));
    window?.close();
    expect(window).toMatchObject({ visible: false, destroyed: false });
    const before = core.refreshed;
    double.clickRow(double.world.trays[0]?.menu ?? null, /^Open MCP Tray$/);
    await vi.waitFor(() => expect(window?.visible).toBe(true));
    expect(core.refreshed).toBeGreaterThan(before);
    double.clickRow(double.world.trays[0]?.menu ?? null, /^Quit$/);
    await vi.waitFor(() => expect(window?.destroyed).toBe(true));
    expect(core.stopped).toBe(1);
    expect(double.world.trays[0]?.destroyed).toBe(true);
  });

  it('lets a link show a server it knows, and only opens for one it does not', async () => {
    const core = await run();
    core.change(testSnapshot([testEntry('a')]));
    const [window] = double.world.windows;
    await vi.waitFor(() => expect(window?.visible).toBe(true));
    await vi.waitFor(() => expect(window?.webContents.sent.length).toBeGreaterThan(0));
    for (const ref of ['codex:user:unknown', 'codex:user:a']) {
      double.app.emit('second-instance', {}, [`mcp-tray://show?ref=${ref}`]);
    }
    await vi.waitFor(() =>
      expect(window?.webContents.sent.filter((sent) => sent.channel === 'view:show')).toEqual([
        { channel: 'view:show', args: [{ view: 'servers', ref: 'codex:user:a' }] },
      ]),
    );
  });

  it('shows the server of the link it was started with once the files are read', async () => {
    const core = new CoreDouble();
    const reading = Promise.withResolvers<void>();
    core.start = async (options) => {
      core.started = options;
      await reading.promise;
      core.change(testSnapshot([testEntry('a')]));
    };
    await run(['mcp-tray', 'mcp-tray://show?ref=codex:user:a'], 'darwin', core);
    await vi.waitFor(() => expect(double.world.windows[0]?.visible).toBe(true));
    expect(views()).toEqual([]);
    reading.resolve();
    await vi.waitFor(() => expect(views()).toHaveLength(1));
  });

  it('gives Windows the id of the installed shortcut, which its notifications need', async () => {
    await run(['--hidden'], 'win32');
    const [, appId] = /^appId: (.+)$/m.exec(readFileSync(BUILDER_CONFIG, 'utf8')) ?? [];
    expect(double.calls.find((call) => call.name === 'app.setAppUserModelId')?.args).toEqual([appId]);
  });

  it('reads again when the computer wakes', async () => {
    const core = await run(['--hidden']);
    double.powerMonitor.emit('suspend');
    double.powerMonitor.emit('resume');
    await vi.waitFor(() => expect(core.refreshed).toBe(1));
    expect(core.powered).toEqual(['suspend', 'resume']);
  });

  it('gives the core only what it may have', async () => {
    await run();
    expect(ports?.isOnline()).toBe(true);
    double.world.online = false;
    expect(ports?.isOnline()).toBe(false);
    expect(await ports?.openUrl('file:///etc/passwd')).toMatchObject({ ok: false });
    expect(await ports?.chooseFolder()).toEqual({ ok: true, value: null });
    double.world.dialogAnswer = { canceled: false, filePaths: ['/home/me/app'] };
    expect(await ports?.chooseFolder()).toEqual({ ok: true, value: '/home/me/app' });
    await ports?.revealPath('/home/me/.codex/config.toml');
    expect(double.calls.at(-1)).toEqual({
      name: 'shell.showItemInFolder',
      args: ['/home/me/.codex/config.toml'],
    });
  });
});
