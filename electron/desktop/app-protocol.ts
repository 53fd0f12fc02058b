import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { contentSecurityPolicy } from '../../shared/csp.ts';
import { isAppUrl } from './navigation.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

const HEADERS = {
  'content-security-policy': contentSecurityPolicy('desktop'),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-cache',
};

/**
 * Answers `app://mcp-tray/…` from the built page's folder and from nothing else: real paths are compared,
 * so neither `..` in any spelling nor a symlink leads out. 404 for what is not there or not ours, 405 for
 * anything but reading.
 */
export function appProtocolHandler(
  root: string,
): (request: Pick<Request, 'url' | 'method'>) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return answer(405);
    const file = isAppUrl(request.url) ? await confined(root, new URL(request.url).pathname) : null;
    const type = file === null ? undefined : TYPES[extname(file).toLowerCase()];
    if (file === null || type === undefined) return answer(404);
    try {
      const bytes = await readFile(file);
      return new Response(request.method === 'HEAD' ? null : bytes, {
        headers: { ...HEADERS, 'content-type': type },
      });
    } catch {
      return answer(404);
    }
  };
}

/** The real path of a URL path below `root`, or null when it is missing, malformed or elsewhere. */
async function confined(root: string, pathname: string): Promise<string | null> {
  const path = decoded(pathname);
  if (path === null || /[\0\\]/.test(path) || path.split('/').includes('..')) return null;
  try {
    const realRoot = await realpath(root);
    const real = await realpath(join(realRoot, path === '/' ? 'index.html' : path));
    return real.startsWith(realRoot + sep) ? real : null;
  } catch {
    return null;
  }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

function answer(status: 404 | 405): Response {
  return new Response(null, { status, headers: HEADERS });
}
