import { open, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const VERSION = /^v?(\d+\.\d+\.\d+(?:[-+][\w.-]+)?)$/;
/** From `…/lib/node_modules/@openai/codex/bin/codex.js`, or a platform package's `vendor/…/bin`. */
const LEVELS = 8;

/**
 * Version of an installed program without running it: a version in its real path (Homebrew's Cellar, Claude
 * Code's `versions/2.1.329`), else the package.json of the npm package it belongs to; null when neither says.
 */
export async function programVersion(binaryPath: string): Promise<string | null> {
  try {
    const real = await realpath(await shimTarget(binaryPath));
    return (await packageVersion(real)) ?? pathVersion(real);
  } catch {
    return null;
  }
}

/** npm's Windows shims are small scripts that name the package's file. */
async function shimTarget(path: string): Promise<string> {
  if (!/\.(cmd|bat)$/i.test(path)) return path;
  const script = await readStart(path, 4_096);
  const inside = /node_modules[\\/][^"%\r\n]+/.exec(script)?.[0];
  return inside === undefined ? path : join(dirname(path), ...inside.split(/[\\/]/));
}

async function readStart(path: string, bytes: number): Promise<string> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function packageVersion(path: string): Promise<string | null> {
  let folder = dirname(path);
  for (let level = 0; level < LEVELS && folder !== dirname(folder); level += 1) {
    const version = await versionIn(join(folder, 'package.json'));
    if (version !== null) return isInModules(folder) ? version : null;
    folder = dirname(folder);
  }
  return null;
}

/** A package.json of somebody's home or project says nothing about a program that lies below it. */
function isInModules(folder: string): boolean {
  const parent = dirname(folder);
  return [parent, dirname(parent)].some((one) => basename(one) === 'node_modules');
}

async function versionIn(path: string): Promise<string | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(path, 'utf8'));
    const version =
      manifest !== null && typeof manifest === 'object' && 'version' in manifest ? manifest.version : null;
    return typeof version === 'string' ? (VERSION.exec(version)?.[1] ?? null) : null;
  } catch {
    return null;
  }
}

/** `…/node/v24.1.0/bin/codex` is Node's version: version managers install other programs beside it. */
function pathVersion(path: string): string | null {
  const parts = path.split(/[\\/]/);
  const found = parts.findLast((part, index) => VERSION.test(part) && parts[index - 1] !== 'node');
  return found === undefined ? null : (VERSION.exec(found)?.[1] ?? null);
}
