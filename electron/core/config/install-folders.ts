import { posix, win32 } from 'node:path';
import type { HostEnv } from '../host-env.ts';

/**
 * Where installers put command-line programs on each system, best guess first. `list` answers the names in a
 * folder; version managers keep one folder per version, of which the newest comes first.
 */
export function installFolders(env: HostEnv, list: (folder: string) => readonly string[]): readonly string[] {
  const { home, vars, platform } = env;
  const join = (...parts: readonly string[]): string => (platform === 'win32' ? win32 : posix).join(...parts);
  const versions = (folder: string, ...rest: readonly string[]): readonly string[] =>
    newestFirst(list(folder)).map((version) => join(folder, version, ...rest));
  if (platform === 'win32') {
    const roaming = vars['APPDATA'] ?? join(home, 'AppData', 'Roaming');
    const local = vars['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
    return [
      join(home, '.local', 'bin'),
      join(roaming, 'npm'),
      ...(vars['NVM_SYMLINK'] === undefined ? [] : [vars['NVM_SYMLINK']]),
      join(local, 'Volta', 'bin'),
      join(local, 'pnpm'),
      join(home, '.bun', 'bin'),
      join(home, 'scoop', 'shims'),
      join(local, 'Microsoft', 'WinGet', 'Links'),
    ];
  }
  return [
    join(home, '.local', 'bin'),
    join(home, '.claude', 'local'),
    ...(platform === 'darwin' ? ['/opt/homebrew/bin'] : []),
    '/usr/local/bin',
    '/usr/bin',
    ...(platform === 'linux' ? ['/home/linuxbrew/.linuxbrew/bin', '/snap/bin'] : []),
    join(home, '.npm-global', 'bin'),
    join(home, '.npm-packages', 'bin'),
    join(vars['VOLTA_HOME'] ?? join(home, '.volta'), 'bin'),
    join(vars['BUN_INSTALL'] ?? join(home, '.bun'), 'bin'),
    vars['PNPM_HOME'] ?? join(home, platform === 'darwin' ? 'Library/pnpm' : '.local/share/pnpm'),
    join(home, '.local', 'share', 'mise', 'shims'),
    join(home, '.asdf', 'shims'),
    ...versions(join(vars['NVM_DIR'] ?? join(home, '.nvm'), 'versions', 'node'), 'bin'),
    ...versions(
      join(vars['FNM_DIR'] ?? join(home, '.local', 'share', 'fnm'), 'node-versions'),
      'installation',
      'bin',
    ),
  ];
}

function newestFirst(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}
