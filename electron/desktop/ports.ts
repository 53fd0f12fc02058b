import { clipboard, dialog, net, shell } from 'electron';
import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { ok } from '../../shared/errors.ts';
import { createBriefClipboard } from '../core/secrets/brief-clipboard.ts';
import type { Ports } from '../core/ports.ts';
import { openExternal, openOtherApp } from './security.ts';

/** What the desktop gives the core: system browser, file manager, folder dialog. */
export function desktopPorts(currentWindow: () => BrowserWindow | null): Ports {
  return {
    hostKind: 'desktop',
    now: Date.now,
    fetch: globalThis.fetch,
    isOnline: () => net.isOnline(),
    clipboard: createBriefClipboard({
      async write(text) {
        await clipboard.writeText(text);
        return true;
      },
      read: () => clipboard.readText(),
    }),
    openUrl: openExternal,
    openApp: openOtherApp,
    revealPath(path) {
      shell.showItemInFolder(path);
      return Promise.resolve(ok(null));
    },
    async chooseFolder() {
      const options: OpenDialogOptions = {
        title: 'Add a project folder',
        buttonLabel: 'Add project',
        properties: ['openDirectory'],
      };
      const window = currentWindow();
      const answer = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      return ok(answer.canceled ? null : (answer.filePaths[0] ?? null));
    },
  };
}
