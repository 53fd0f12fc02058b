import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as double from './electron-double.ts';
import {
  openExternal,
  openOtherApp,
  registerAppScheme,
  secureAllContents,
  secureSession,
} from './security.ts';

vi.mock('electron', () => import('./electron-double.ts'));
beforeEach(() => {
  double.resetWorld();
});

function recorded(name: string): readonly unknown[] {
  const call = double.calls.find((each) => each.name === name);
  if (call === undefined) throw new Error(`${name} was not called`);
  return call.args;
}

describe('secureSession', () => {
  it('refuses every permission but writing to the clipboard, asked for or checked', () => {
    secureSession('/nowhere');
    const [request] = recorded('session.setPermissionRequestHandler') as [
      (contents: unknown, permission: string, answer: (granted: boolean) => void, details: object) => void,
    ];
    const [check] = recorded('session.setPermissionCheckHandler') as [
      (contents: unknown, permission: string, origin: string) => boolean,
    ];
    const ours = { isMainFrame: true, requestingUrl: 'app://mcp-tray/' };
    const asked = (permission: string, details = ours): boolean => {
      let granted = true;
      request(null, permission, (answer) => (granted = answer), details);
      return granted;
    };
    for (const permission of ['media', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem']) {
      expect([asked(permission), check(null, permission, ours.requestingUrl)]).toEqual([false, false]);
    }
    const write = 'clipboard-sanitized-write';
    expect([asked(write), check(null, write, ours.requestingUrl)]).toEqual([true, true]);
    expect(asked(write, { ...ours, isMainFrame: false })).toBe(false);
    expect(asked(write, { ...ours, requestingUrl: 'https://elsewhere.test/' })).toBe(false);
    expect(check(null, write, 'https://elsewhere.test')).toBe(false);
    const [device] = recorded('session.setDevicePermissionHandler') as [() => boolean];
    expect(device()).toBe(false);
  });

  it('refuses downloads', () => {
    secureSession('/nowhere');
    expect(double.emitPreventable(double.sessionEvents, 'will-download')).toBe(true);
  });

  it('serves app: and nothing else', async () => {
    secureSession('/nowhere');
    const [scheme, handler] = recorded('protocol.handle') as [
      string,
      (request: Pick<Request, 'url' | 'method'>) => Promise<Response>,
    ];
    expect(scheme).toBe('app');
    expect((await handler({ url: 'app://mcp-tray/', method: 'GET' })).status).toBe(404);
  });

  it('registers the scheme as standard and secure, without bypassing the policy', () => {
    registerAppScheme();
    expect(recorded('protocol.registerSchemesAsPrivileged')).toEqual([
      [{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }],
    ]);
  });
});

function contents(): double.WebContentsDouble {
  secureAllContents();
  const made = new double.WebContentsDouble();
  double.app.emit('web-contents-created', {}, made);
  return made;
}

describe('secureAllContents', () => {
  it('refuses new windows', () => {
    expect(contents().openHandler?.({} as Electron.HandlerDetails)).toEqual({ action: 'deny' });
  });

  it('refuses webviews', () => {
    expect(double.emitPreventable(contents(), 'will-attach-webview')).toBe(true);
  });

  it('refuses navigation except to its own page, and all navigation of frames', () => {
    const page = contents();
    const navigate = (url: string, isMainFrame: boolean) =>
      double.emitPreventable(page, 'will-frame-navigate', { url, isMainFrame });
    expect(navigate('https://example.com/', true)).toBe(true);
    expect(navigate('file:///etc/passwd', true)).toBe(true);
    expect(navigate('app://mcp-tray/', false)).toBe(true);
    expect(navigate('app://mcp-tray/', true)).toBe(false);
  });

  it('refuses redirects away', () => {
    const url = 'https://example.com/';
    expect(double.emitPreventable(contents(), 'will-redirect', { url })).toBe(true);
  });
});

describe('openExternal', () => {
  it('opens what the policy allows, as parsed', async () => {
    expect(await openExternal('https://example.com')).toEqual({ ok: true, value: null });
    expect(recorded('shell.openExternal')).toEqual(['https://example.com/']);
  });

  it('never hands anything else to the system', async () => {
    expect(await openExternal('file:///etc/passwd')).toMatchObject({ ok: false });
    expect(double.calls).toEqual([]);
  });

  it('answers in words when the system has no browser', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(double.shell, 'openExternal').mockRejectedValueOnce(new Error('xdg-open: not found'));
    expect(await openExternal('https://example.com')).toMatchObject({
      ok: false,
      error: { code: 'Internal', message: 'Your browser could not be opened.' },
    });
    vi.restoreAllMocks();
  });
});

describe('openOtherApp', () => {
  it('hands over what clients declare, and nothing else', async () => {
    expect(await openOtherApp('zed://settings')).toEqual({ ok: true, value: null });
    for (const link of ['https://example.com', 'file:///etc/passwd', 'ms-msdt:/id', 'vscode://file/a b']) {
      expect(await openOtherApp(link)).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
    }
    expect(recorded('shell.openExternal')).toEqual(['zed://settings']);
  });

  it('answers in words when the system knows no app for it', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    vi.spyOn(double.shell, 'openExternal').mockRejectedValueOnce(new Error('no handler'));
    expect(await openOtherApp('zed://settings')).toMatchObject({
      ok: false,
      error: { code: 'NotInstalled' },
    });
    vi.restoreAllMocks();
  });
});
