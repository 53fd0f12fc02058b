import { dirname } from 'node:path';
import { fail, ok } from '../../shared/errors.ts';
import { hasNetwork } from '../core/host-env.ts';
import type { HostEnv } from '../core/host-env.ts';
import type { Ports } from '../core/ports.ts';
import { createBriefClipboard } from '../core/secrets/brief-clipboard.ts';
import { programClipboard } from './clipboard.ts';
import { launchFirst } from '../core/launch-app.ts';
import type { Launch } from '../core/launch-app.ts';
import { browserLaunches, openInApp, openInBrowser, systemLaunches } from './open-url.ts';

/**
 * What a host without windows of its own gives the core; used by the browser host and the command line.
 * `onOpen` is told each address and whether a browser could be started, to show it to the person in their
 * own terminal. It never goes into a log.
 */
export function terminalPorts(
  env: HostEnv,
  options: { kind: 'browser' | 'cli'; onOpen: (url: string, opened: boolean) => void },
): Ports {
  return {
    hostKind: options.kind,
    now: Date.now,
    fetch: globalThis.fetch,
    isOnline: hasNetwork,
    ...(options.kind === 'browser' ? { clipboard: createBriefClipboard(programClipboard(env)) } : {}),
    // The command line tells the steps and opens nothing; without a screen there is nothing to open on.
    ...(options.kind === 'browser' && systemLaunches(env, '').length > 0
      ? { openApp: (link: string) => openInApp(env, link) }
      : {}),
    async openUrl(url) {
      const result = await openInBrowser(env, url);
      options.onOpen(url, result.ok);
      if (result.ok || result.error.code !== 'NotInstalled') return result;
      // Without a browser here the person opens the shown address themselves: the flow goes on.
      return ok(options.kind === 'browser' ? 'by-hand' : null);
    },
    showUrl(url) {
      const opens = browserLaunches(env, url).length > 0;
      options.onOpen(url, opens);
      return opens || options.kind === 'cli' ? null : 'by-hand';
    },
    async revealPath(path) {
      if (await launchFirst(fileManagerLaunches(env.platform, path), env.vars)) return ok(null);
      return fail('NotInstalled', 'No file manager can be opened on this computer.', {
        next: `The file is ${path}.`,
      });
    },
    chooseFolder: async () =>
      fail('Unsupported', 'A folder cannot be chosen with a dialog here.', {
        next: 'Type its path instead.',
      }),
  };
}

/** How each system shows a file in its file manager. Windows' explorer selects only with its own quoting. */
export function fileManagerLaunches(platform: HostEnv['platform'], path: string): readonly Launch[] {
  switch (platform) {
    case 'darwin':
      return [{ program: 'open', args: ['-R', path] }];
    case 'win32':
      return [{ program: 'explorer.exe', args: [`/select,"${path}"`], verbatim: true, anyExitCode: true }];
    case 'linux':
      return [{ program: 'xdg-open', args: [dirname(path)] }];
  }
}
