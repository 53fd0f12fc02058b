import { join } from 'node:path';
import { app, Menu } from 'electron';
import type { Core } from '../core/core.ts';
import type { HostEnv } from '../core/host-env.ts';
import type { Ports } from '../core/ports.ts';
import { loginItem } from './autostart.ts';
import { deepLinkArgument } from './deep-link.ts';
import type { DeepLink } from './deep-link.ts';
import { registerHandlers } from './ipc.ts';
import { startsHidden, wireLifecycle } from './lifecycle.ts';
import { logLine } from './log.ts';
import { menuModel } from './menu.ts';
import type { MenuActions } from './menu.ts';
import { createNotifier } from './notifier.ts';
import { desktopPorts } from './ports.ts';
import { secureSession } from './security.ts';
import { createTray } from './tray.ts';
import type { TrayIcon } from './tray.ts';
import { trayActions } from './tray-actions.ts';
import { hasTrayHost } from './tray-host.ts';
import { trayModel } from './tray-model.ts';
import { canUpdate, startUpdates } from './updates.ts';
import type { UpdateOffer } from './updates.ts';
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
  let update: UpdateOffer | null = null;
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
    update: () => update?.act?.(),
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

  const model = () => trayModel(core.snapshot(), Date.now(), update);
  const showInTray = () => tray?.update(model());

  const applyMenu = () => {
    const login = packaged ? loginItem(env, process.execPath) : null;
    const setLogin = (enabled: boolean) => {
      login?.set(enabled);
      // The row shows what the system says now, not what was asked of it.
      applyMenu();
    };
    const actions: MenuActions = {
      show: (view) => window.show({ view, ref: null }),
      quit: () => app.quit(),
      startAtLogin: login === null ? null : { ...login, set: setLogin },
      update,
    };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuModel({ platform: env.platform, packaged, actions })));
  };

  // Without it Windows shows no notifications; the same id is on the installed shortcut, and names the login item.
  if (env.platform === 'win32') app.setAppUserModelId(APP_ID);

  const onReady = async () => {
    secureSession(join(appRoot, 'out', 'renderer'));
    registerHandlers({ handlers: core.handlers, isOurWindow: window.isOurs });
    applyMenu();
    if (packaged) app.setAsDefaultProtocolClient('mcp-tray');
    core.onChange((snapshot) => {
      showInTray();
      window.send('snapshot:changed', snapshot);
      notifier.update(snapshot);
    });
    const atLogin = env.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
    const hidden = startsHidden(argv, atLogin);
    tray = createTray({ iconFolder: icons, platform: env.platform, model: model(), onAction });
    const showing = async () => {
      // At login the desktop may still be on its way.
      canHide = tray !== null && (await hasTrayHost(env.platform, { tries: hidden ? 10 : 1 }));
      if (!canHide || !hidden) openLink(deepLinkArgument(argv) ?? { kind: 'open' });
    };
    await Promise.all([showing(), core.start({ monitor: true })]);
    started.resolve();
    if (!canUpdate({ packaged, platform: env.platform, appImage: env.vars['APPIMAGE'] })) return;
    const { default: updater } = await import('electron-updater');
    const onOffer = (offer: UpdateOffer) => {
      update = offer;
      applyMenu();
      showInTray();
    };
    stopUpdates = startUpdates(updater.autoUpdater, onOffer, lifecycle.quitWith);
  };
  quietly('starting', app.whenReady().then(onReady));
}

function quietly(context: string, work: Promise<unknown>): void {
  work.catch((problem: unknown) => logLine(context, problem));
}
