import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { appLink } from '../core/clients/app-link.ts';
import type { HostEnv } from '../core/host-env.ts';
import { launchFirst } from '../core/launch-app.ts';
import type { Launch } from '../core/launch-app.ts';

/**
 * Programs that open an address in the person's browser, best first; none when there is no screen to open
 * one on. `$BROWSER` (colon-separated, `%s` stands for the address, as xdg-open reads it) comes first
 * everywhere. On Linux without a display xdg-open would start a text browser inside our terminal.
 */
export function browserLaunches(env: Pick<HostEnv, 'platform' | 'vars'>, url: string): readonly Launch[] {
  return [...ownBrowsers(env).map((command) => fillIn(command, url)), ...systemLaunches(env, url)];
}

/** How the system opens an address with whatever app is meant for it; none without a screen. */
export function systemLaunches(env: Pick<HostEnv, 'platform' | 'vars'>, url: string): readonly Launch[] {
  switch (env.platform) {
    case 'darwin':
      return [{ program: 'open', args: [url] }];
    case 'win32':
      // No shell: `start` would read `&` in the address as the end of a command.
      return [{ program: 'rundll32', args: ['url.dll,FileProtocolHandler', url] }];
    case 'linux': {
      const isWsl = env.vars['WSL_DISTRO_NAME'] !== undefined;
      const hasDisplay = Boolean(env.vars['DISPLAY'] || env.vars['WAYLAND_DISPLAY']);
      return [
        ...(isWsl ? [{ program: 'wslview', args: [url] }] : []),
        ...(isWsl || hasDisplay ? [{ program: 'xdg-open', args: [url] }] : []),
      ];
    }
  }
}

/** Opens an https address, or http on this computer. NotInstalled when nothing here can open one. */
export async function openInBrowser(env: HostEnv, url: string): Promise<Result<null>> {
  if (!isOpenable(url)) return fail('InvalidRequest', 'Only web addresses are opened in the browser.');
  if (await launchFirst(browserLaunches(env, url), env.vars)) return ok(null);
  return fail('NotInstalled', 'No browser can be opened on this computer.', {
    next: 'Open the address by hand, or set BROWSER to the program to use.',
  });
}

/** Opens an address of another app's own scheme. InvalidRequest for any but those that clients declare. */
export async function openInApp(env: HostEnv, link: string): Promise<Result<null>> {
  const checked = appLink(link);
  if (!checked.ok) return checked;
  if (await launchFirst(systemLaunches(env, checked.value), env.vars)) return ok(null);
  return fail('NotInstalled', 'Your system knows no app for this.', { next: 'Open the app yourself.' });
}

function isOpenable(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
}

/** `$BROWSER` as commands. Windows has no such custom and spaces in its paths: there it is one program. */
function ownBrowsers({ platform, vars }: Pick<HostEnv, 'platform' | 'vars'>): readonly string[][] {
  const wanted = (vars['BROWSER'] ?? '').trim();
  if (wanted === '') return [];
  if (platform === 'win32') return [[wanted]];
  return wanted
    .split(':')
    .map((command) => command.trim().split(/\s+/))
    .filter(([program]) => program !== '');
}

function fillIn([program = '', ...args]: readonly string[], url: string): Launch {
  const filled = args.map((arg) => arg.replaceAll('%s', url));
  return { program, args: args.some((arg) => arg.includes('%s')) ? filled : [...filled, url] };
}
