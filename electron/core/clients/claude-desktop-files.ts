import { extensionLocations } from './claude-desktop-extensions.ts';
import { joinPath } from './shared-parts.ts';
import type { ConfigLocation, PathEnv } from './types.ts';

export const FILE = 'claude_desktop_config.json';

/** Where the app keeps its files unless Windows put it into a package. */
export function usualFolder(env: PathEnv): string {
  const { vars, home } = env;
  switch (env.platform) {
    case 'darwin':
      return joinPath(env, home, 'Library', 'Application Support', 'Claude');
    case 'win32':
      return joinPath(env, vars['APPDATA'] || joinPath(env, home, 'AppData', 'Roaming'), 'Claude');
    case 'linux':
      return joinPath(env, vars['XDG_CONFIG_HOME'] || joinPath(env, home, '.config'), 'Claude');
  }
}

function localAppData(env: PathEnv): string {
  return env.vars['LOCALAPPDATA'] || joinPath(env, env.home, 'AppData', 'Local');
}

/** Folders that the packaged (MSIX) app really uses when it means `%APPDATA%\Claude`. */
export function packageFolders(env: PathEnv): readonly string[] {
  if (env.platform !== 'win32') return [];
  const packages = joinPath(env, localAppData(env), 'Packages');
  return env
    .listing(packages)
    .filter((name) => /^Claude_/i.test(name))
    .toSorted()
    .map((name) => joinPath(env, packages, name, 'LocalCache', 'Roaming', 'Claude'));
}

export function appFolders(env: PathEnv): readonly string[] {
  if (env.platform === 'darwin') return ['/Applications/Claude.app'];
  return env.platform === 'win32' ? [joinPath(env, localAppData(env), 'AnthropicClaude')] : [];
}

export function locations(env: PathEnv): readonly ConfigLocation[] {
  const usual = usualFolder(env);
  const [main, ...others] = packageFolders(env);
  if (main === undefined) return [location(env, usual, null, null), ...extensionLocations(env, usual)];
  const unread = {
    reason: 'Claude Desktop was installed as a Windows package and reads another file.',
    next: `Move the servers to ${joinPath(env, main, FILE)}.`,
  };
  return [
    location(env, main, null, null),
    ...others.map((folder, index) => location(env, folder, `package-${index + 2}`, null)),
    ...(env.listing(usual).includes(FILE) ? [location(env, usual, 'AppData', unread)] : []),
    ...extensionLocations(env, main),
  ];
}

function location(
  env: PathEnv,
  folder: string,
  tag: string | null,
  ignored: ConfigLocation['ignored'],
): ConfigLocation {
  const path = joinPath(env, folder, FILE);
  return {
    client: 'claude-desktop',
    scope: 'user',
    project: null,
    path,
    format: 'json',
    role: 'servers',
    tag,
    ignored,
  };
}
