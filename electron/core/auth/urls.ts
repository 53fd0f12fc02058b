import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { maskUrl } from '../../../shared/redact.ts';

/**
 * The RFC 8707 form of a server's address: no fragment, lower-case scheme and host, and no slash that the
 * person did not write (MCP 2026-07-28, "Resource Parameter"). Null when it is not an http(s) address.
 */
export function canonicalResource(serverUrl: string): string | null {
  if (!URL.canParse(serverUrl)) return null;
  const url = new URL(serverUrl);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  return url.pathname === '/' ? `${url.origin}${url.search}` : url.href;
}

export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/**
 * https everywhere; plain http only on loopback, and only for a server that is on loopback itself, so that
 * a remote server cannot point us at a program of this computer (MCP security best practices, SSRF).
 */
export function requireSecure(url: string, what: string, serverUrl: string): Result<URL> {
  if (URL.canParse(url)) {
    const parsed = new URL(url);
    const anonymous = parsed.username === '' && parsed.password === '';
    const encrypted = parsed.protocol === 'https:';
    const local = isLoopback(url);
    const allowed = local ? isLoopback(serverUrl) && (encrypted || parsed.protocol === 'http:') : encrypted;
    if (anonymous && allowed) return ok(parsed);
  }
  return fail('InsecureEndpoint', `${what} is not a safe https address: ${maskUrl(url).slice(0, 200)}`);
}

/** The metadata's `resource` may be the server's address or a parent of it on the same origin. */
export function resourceCovers(resource: string, serverUrl: string): boolean {
  if (!URL.canParse(resource) || new URL(resource).hash !== '') return false;
  const wanted = new URL(serverUrl);
  const given = new URL(resource);
  if (given.origin !== wanted.origin) return false;
  const folder = given.pathname.endsWith('/') ? given.pathname : `${given.pathname}/`;
  return `${wanted.pathname}/`.startsWith(folder);
}
