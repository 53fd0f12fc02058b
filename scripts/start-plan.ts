import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const OUTPUTS = [
  'out/main/desktop.js',
  'out/main/cli.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
];
const SOURCES = ['electron', 'shared', 'renderer', 'package.json', 'electron.vite.config.ts'];

/** Whether something built is missing or older than any source. */
export function needsBuild(root: string): boolean {
  const built = OUTPUTS.map((file) => modified(join(root, file)));
  if (built.includes(null)) return true;
  const oldest = Math.min(...built.map((time) => time ?? 0));
  return SOURCES.some((source) => newest(join(root, source)) > oldest);
}

function newest(path: string): number {
  const own = modified(path);
  if (own === null) return 0;
  if (!statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function modified(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/**
 * Full path of Electron's binary, or null when it was not fetched. The `electron` package records it in
 * `path.txt` (electron 45, index.js); asking the package itself would start a download.
 */
export function electronBinary(
  root: string,
  vars: Readonly<Record<string, string | undefined>>,
): string | null {
  const home = join(root, 'node_modules/electron');
  try {
    const name = readFileSync(join(home, 'path.txt'), 'utf8');
    const path = join(vars['ELECTRON_OVERRIDE_DIST_PATH'] || join(home, 'dist'), name);
    return modified(path) === null ? null : path;
  } catch {
    return null;
  }
}

/** Why no window can be opened here, whatever is installed; null when nothing speaks against it. */
export function desktopObstacle(options: {
  platform: NodeJS.Platform;
  userId: number | undefined;
  args: readonly string[];
  vars: Readonly<Record<string, string | undefined>>;
}): string | null {
  const { platform, userId, args, vars } = options;
  if (platform !== 'linux') return null;
  if (!vars['DISPLAY'] && !vars['WAYLAND_DISPLAY']) return 'There is no screen here (DISPLAY is not set)';
  if (userId === 0 && !args.includes('--no-sandbox')) {
    return 'Electron does not run as root with its sandbox on';
  }
  return null;
}
