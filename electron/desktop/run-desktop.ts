import { join } from 'node:path';
import { app, Menu } from 'electron';
import type { Core } from '../core/core.ts';
import type { HostEnv } from '../core/host-env.ts';
import type { Ports } from '../core/ports.ts';
import { deepLinkArgument } from './deep-link.ts';
import type { DeepLink } from './deep-link.ts';
import { registerHandlers } from './ipc.ts';
import { loginItem, startsHidden, wireLifecycle } from './lifecycle.ts';
import { logLine } from './log.ts';
import { menuModel } from './menu.ts';
import { createNotifier } from './notifier.ts';
import { desktopPorts } from './ports.ts';
import { secureSession } from './security.ts';
import { createTray } from './tray.ts';
import type { TrayIcon } from './tray.ts';
import { trayActions } from './tray-actions.ts';
import { hasTrayHost } from './tray-host.ts';
import { trayModel } from './tray-model.ts';
import { canUpdate, startUpdates } from './updates.ts';
import { createMainWindow } from './window.ts';

/** `appId` of electron-builder.yml. */
const APP_ID = 'io.github.mcp-tray.desktop';

/** Wires the desktop together. Runs once, in the process that holds the single-instance lock. */
export function runDesktop(options: {
  env: HostEnv;
  appRoot: string;
  argv: readonly string[];
  createCore: (env: HostEnv, ports: Ports) => Core;
}): void {
  const { env, appRoot, argv } = options;
  const packaged = app.isPackaged;
  const icons = join(appRoot, 'build', 'tray');
  let tray: TrayIcon | null = null;
  let canHide = false;
  let restartToUpdate: (() => void) | null = null;
  let stopUpdates: (() => void) | null = null;
  const started = Promise.withResolvers<void>();

  const window = createMainWindow({
    preload: join(appRoot, 'out', 'preload', 'preload.cjs'),
    packaged,
    icon: env.platform === 'linux' ? join(appRoot, 'build', 'tray', 'app.png') : null,
    boundsFile: join(env.stateDir, 'desktop', 'window.json'),
    keepOnClose: () => canHide && !lifecycle.isQuitting(),
    onReady: () => {
      window.send('snapshot:changed', core.snapshot());
      quietly('reading again', core.refresh());
    },
  });
  const core = options.createCore(env, desktopPorts(window.current));
  const show = (ref: string | null) => window.show({ view: 'servers', ref });
  const onAction = trayActions({
    handlers: core.handlers,
    snapshot: () => core.snapshot(),
    show,
    reviewStale: () => window.show({ view: 'sign-ins', ref: null }),
    now: Date.now,
    quit: () => app.quit(),
  });
  const notifier = createNotifier({ isWatched: window.isWatched, onAction });

  const lifecycle = wireLifecycle({
    platform: env.platform,
    onOpen: (link) => openLink(link),
    onPower: (event) => {
      core.power(event);
      if (event === 'resume') quietly('reading again', core.refresh());
    },
    onQuit: window.saveBounds,
    hasTray: () => canHide,
    stop: () => {
      notifier.stop();
      stopUpdates?.();
      tray?.destroy();
      return core.stop();
    },
  });

  const openLink = (link: DeepLink) => {
    window.show();
    if (link.kind !== 'show') return;
    // Right after the start the servers are not read yet.
    void started.promise.then(() => {
      if (core.snapshot().entries.some((entry) => entry.ref === link.ref)) show(link.ref);
    });
  };

  const applyMenu = () => {
    const startAtLogin = packaged ? loginItem(env.platform) : null;
    const actions = {
      show: (view: 'servers' | 'add' | 'activity' | 'settings') => window.show({ view, ref: null }),
      quit: () => app.quit(),
      startAtLogin,
      restartToUpdate,
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuModel({ platform: env.platform, packaged, actions })));
  };

  const onReady = async () => {
    secureSession(join(appRoot, 'out', 'renderer'));
    registerHandlers({ handlers: core.handlers, isOurWindow: window.isOurs });
    applyMenu();
    // Without it Windows shows no notifications; the same id is on the installed shortcut.
    if (env.platform === 'win32') app.setAppUserModelId(APP_ID);
    if (packaged) app.setAsDefaultProtocolClient('mcp-tray');
    core.onChange((snapshot) => {
      tray?.update(trayModel(snapshot, Date.now()));
      window.send('snapshot:changed', snapshot);
      notifier.update(snapshot);
    });
    const model = trayModel(core.snapshot(), Date.now());
    tray = createTray({ iconFolder: icons, platform: env.platform, model, onAction });
    canHide = tray !== null && (await hasTrayHost(env.platform));
    const atLogin = env.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
    if (!canHide || !startsHidden(argv, atLogin)) openLink(deepLinkArgument(argv) ?? { kind: 'open' });
    await core.start({ monitor: true });
    started.resolve();
    if (!canUpdate({ packaged, platform: env.platform, appImage: env.vars['APPIMAGE'] })) return;
    const { default: updater } = await import('electron-updater');
    stopUpdates = startUpdates(updater.autoUpdater, ({ restart }) => {
      restartToUpdate = () => lifecycle.quitWith(restart);
      applyMenu();
    });
  };
  quietly('starting', app.whenReady().then(onReady));
}

function quietly(context: string, work: Promise<unknown>): void {
  work.catch((problem: unknown) => logLine(context, problem));
}
