import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';

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

export interface StaticFile {
  readonly body: Buffer;
  readonly type: string;
  /** Strong validator over the bytes; null for pages, which are never stored. */
  readonly etag: string | null;
}

/**
 * Reads the file a URL path names below `rootDir`, or null. Only known kinds of files are served; symlinks
 * are resolved first, so nothing outside the folder is reachable by any spelling.
 */
export async function readStaticFile(rootDir: string, urlPath: string): Promise<StaticFile | null> {
  const name = decodePath(urlPath);
  if (name === null) return null;
  const type = TYPES[extname(name)];
  if (type === undefined) return null;
  try {
    const root = await realpath(rootDir);
    const path = await realpath(resolve(join(root, name)));
    if (!path.startsWith(root + sep) || !(await stat(path)).isFile()) return null;
    const body = await readFile(path);
    const etag = type.startsWith('text/html')
      ? null
      : `"${createHash('sha256').update(body).digest('base64url')}"`;
    return { body, type, etag };
  } catch {
    // Missing, unreadable or a folder: for a browser all of these are "not found".
    return null;
  }
}

function decodePath(urlPath: string): string | null {
  try {
    const decoded = decodeURIComponent(urlPath);
    if (/[\0\\]/.test(decoded) || decoded.split('/').some((part) => part.startsWith('.'))) return null;
    return decoded === '/' ? '/index.html' : decoded;
  } catch {
    return null;
  }
}
