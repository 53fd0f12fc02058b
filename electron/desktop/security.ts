import { app, protocol, session, shell } from 'electron';
import type { WebContents } from 'electron';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import { appLink } from '../core/clients/app-link.ts';
import { appProtocolHandler } from './app-protocol.ts';
import { logLine } from './log.ts';
import { APP_SCHEME, externalUrl, navigationPolicy, permissionPolicy } from './navigation.ts';

/** Must run before `ready`: the scheme gets an origin of its own and counts as secure. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page and lets it put text on the clipboard, nothing else; both handlers are needed. */
export function secureSession(rendererRoot: string): void {
  protocol.handle(APP_SCHEME, appProtocolHandler(rendererRoot));
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler(
    (_contents, permission, answer, { isMainFrame, requestingUrl }) =>
      answer(isMainFrame && permissionPolicy(permission, requestingUrl) === 'allow'),
  );
  defaultSession.setPermissionCheckHandler(
    (_contents, permission, origin) => permissionPolicy(permission, origin) === 'allow',
  );
  defaultSession.setDevicePermissionHandler(() => false);
  defaultSession.on('will-download', (event) => event.preventDefault());
}

/** Applies to every page the program will ever make, so that none can be forgotten. */
export function secureAllContents(): void {
  app.on('web-contents-created', (_event, contents) => secureContents(contents));
}

function secureContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || navigationPolicy(event.url) === 'deny') event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (navigationPolicy(event.url) === 'deny') event.preventDefault();
  });
}

/** Hands an address of another app's own scheme to the system; only those that clients declare (`appLink`). */
export async function openOtherApp(link: string): Promise<Result<null>> {
  const checked = appLink(link);
  if (!checked.ok) return checked;
  try {
    await shell.openExternal(checked.value);
    return ok(null);
  } catch (problem) {
    logLine('opening another app', problem);
    return fail('NotInstalled', 'Your system knows no app for this.', { next: 'Open the app yourself.' });
  }
}

/** Opens an address in the system browser after the policy of `externalUrl`. */
export async function openExternal(url: string): Promise<Result<null>> {
  const checked = externalUrl(url);
  if (!checked.ok) return checked;
  try {
    await shell.openExternal(checked.value);
    return ok(null);
  } catch (problem) {
    logLine('opening the browser', problem);
    return fail('Internal', 'Your browser could not be opened.', {
      next: 'Set a default browser in your system’s settings, then try again.',
    });
  }
}
