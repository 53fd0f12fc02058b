import { posix, win32 } from 'node:path';
import { joinPath } from './shared-parts.ts';
import type { FolderEnv, PathEnv } from './types.ts';

/** Where apps keep their files: Application Support, `%APPDATA%`, or `$XDG_CONFIG_HOME`. */
export function appDataFolder(env: FolderEnv): string {
  switch (env.platform) {
    case 'darwin':
      return joinPath(env, env.home, 'Library', 'Application Support');
    case 'win32':
      return env.vars['APPDATA'] || joinPath(env, env.home, 'AppData', 'Roaming');
    case 'linux':
      return env.vars['XDG_CONFIG_HOME'] || joinPath(env, env.home, '.config');
  }
}

/** The `User` folder of VS Code (`Code`) or one of its kin (`Code - Insiders`, `VSCodium`, `Cursor`, …). */
export function editorUserFolder(env: FolderEnv, product: string): string {
  return joinPath(env, appDataFolder(env), product, 'User');
}

/** True for a folder itself and everything below it, as both are written; Windows ignores case. */
export function isWithin(env: PathEnv, path: string, folder: string): boolean {
  const paths = env.platform === 'win32' ? win32 : posix;
  const relative = paths.relative(folder, path);
  return relative === '' || !(relative === '..' || /^\.\.[\\/]/.test(relative) || paths.isAbsolute(relative));
}
