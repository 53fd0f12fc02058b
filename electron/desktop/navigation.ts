import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';

export const APP_SCHEME = 'app';
export const APP_HOST = 'mcp-tray';
/** The one page the window ever shows. */
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

const MAX_URL = 16_384;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for addresses of our own page's origin. WHATWG gives custom schemes the origin "null", so compare parts. */
export function isAppUrl(url: string): boolean {
  const parsed = parse(url);
  return (
    parsed !== null &&
    parsed.protocol === `${APP_SCHEME}:` &&
    parsed.host === APP_HOST &&
    parsed.username === '' &&
    parsed.password === ''
  );
}

/** The page may reload itself; everything else a page could navigate to is refused (checklist 13). */
export function navigationPolicy(url: string): 'allow' | 'deny' {
  const parsed = isAppUrl(url) ? parse(url) : null;
  return parsed !== null && (parsed.pathname === '/' || parsed.pathname === '/index.html') ? 'allow' : 'deny';
}

/** Our page's Copy buttons write to the clipboard after a click; every other permission is refused. */
export function permissionPolicy(permission: string, url: string): 'allow' | 'deny' {
  return permission === 'clipboard-sanitized-write' && isAppUrl(url) ? 'allow' : 'deny';
}

/**
 * The address to hand to the system browser, normalised by parsing: https, or http on this computer.
 * Fails with InsecureEndpoint (plain http elsewhere) or InvalidRequest (no address, user info, another
 * scheme: `file:`, `smb:`, `ms-msdt:` … start programs on some systems).
 */
export function externalUrl(url: string): Result<string> {
  const parsed = url.length > MAX_URL ? null : parse(url);
  if (parsed === null || parsed.username !== '' || parsed.password !== '') {
    return fail('InvalidRequest', 'This address cannot be opened in the browser.', {
      next: 'Check the address in the server’s settings.',
    });
  }
  if (parsed.protocol === 'https:') return ok(parsed.href);
  if (parsed.protocol === 'http:') {
    return LOOPBACK.test(parsed.hostname) ? ok(parsed.href) : fail('InsecureEndpoint');
  }
  return fail('InvalidRequest', `Addresses that start with “${parsed.protocol}” are not opened.`, {
    next: 'Only https addresses can be opened.',
  });
}

function parse(url: string): URL | null {
  return URL.canParse(url) ? new URL(url) : null;
}
