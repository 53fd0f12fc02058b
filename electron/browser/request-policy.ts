import type { IncomingMessage } from 'node:http';

/**
 * The host names under which a browser may reach us. Anything else is a page that made its own name point
 * at 127.0.0.1 (DNS rebinding).
 */
export function isOurHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

/** The page that asks was served by us, under the very name it now asks. */
export function isOurOrigin(request: IncomingMessage, port: number): boolean {
  const { host, origin } = request.headers;
  return isOurHost(host, port) && origin === `http://${host}`;
}

/** Browsers send cookies to every port of a host, so the name carries ours. */
export function sessionCookieName(port: number): string {
  return `mcp-tray-${port}`;
}

export function sessionCookie(port: number, value: string, path: string): string {
  return `${sessionCookieName(port)}=${value}; Path=${path}; HttpOnly; SameSite=Strict`;
}

/** Value of the session cookie (RFC 6265 section 5.4 form), or null. */
export function readSessionCookie(header: string | undefined, port: number): string | null {
  const name = `${sessionCookieName(port)}=`;
  for (const pair of (header ?? '').split(';')) {
    const trimmed = pair.trim();
    if (trimmed.startsWith(name)) return trimmed.slice(name.length);
  }
  return null;
}
