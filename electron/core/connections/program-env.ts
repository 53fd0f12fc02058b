import { posix, win32 } from 'node:path';
import type { HostEnv } from '../host-env.ts';

/** What a program started by a client can count on; everything else of ours (tokens, proxies' passwords) stays here. */
const POSIX_NAMES = [
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'LOGNAME',
  'PATH',
  'SHELL',
  'TERM',
  'TMPDIR',
  'TZ',
  'USER',
];
const POSIX_PREFIXES = ['XDG_'];
const WINDOWS_NAMES = [
  'APPDATA',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'NUMBER_OF_PROCESSORS',
  'PATH',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'TMP',
  'USERNAME',
  'USERPROFILE',
];

type ProgramHost = Pick<HostEnv, 'platform' | 'home' | 'vars'>;

/**
 * Environment for a stdio server: a minimal base, then exactly the entry's own variables. Windows names
 * differ only in case, so the base takes them whatever their case and the entry's win.
 */
export function programEnvironment(
  env: ProgramHost,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const windows = env.platform === 'win32';
  const names = new Set(windows ? WINDOWS_NAMES : POSIX_NAMES);
  const result: Record<string, string> = Object.create(null) as Record<string, string>;
  const canonical = (name: string) => (windows ? name.toUpperCase() : name);
  for (const [name, value] of Object.entries(env.vars)) {
    const key = canonical(name);
    const wanted = names.has(key) || (!windows && POSIX_PREFIXES.some((prefix) => key.startsWith(prefix)));
    if (wanted && value !== undefined) result[key] = value;
  }
  result['PATH'] = searchPath(env).join(windows ? ';' : ':');
  for (const [name, value] of Object.entries(own)) result[canonical(name)] = value;
  return result;
}

/**
 * PATH, then the folders where runtimes are usually installed: an app started from Finder or a desktop menu
 * gets a PATH without them, while the person's clients mostly have them.
 */
export function searchPath({ platform, home, vars }: ProgramHost): readonly string[] {
  const windows = platform === 'win32';
  const raw =
    Object.entries(vars).find(([name]) => (windows ? name.toUpperCase() : name) === 'PATH')?.[1] ?? '';
  const own = raw.split(windows ? ';' : ':').filter((folder) => folder !== '');
  const usual = windows
    ? [
        win32.join(vars['ProgramFiles'] ?? 'C:\\Program Files', 'nodejs'),
        win32.join(vars['APPDATA'] ?? win32.join(home, 'AppData', 'Roaming'), 'npm'),
        ...['.local\\bin', '.bun\\bin', '.deno\\bin', '.cargo\\bin'].map((folder) =>
          win32.join(home, folder),
        ),
      ]
    : [
        ...(platform === 'darwin' ? ['/opt/homebrew/bin'] : []),
        '/usr/local/bin',
        '/usr/bin',
        '/bin',
        ...['.local/bin', '.bun/bin', '.deno/bin', '.cargo/bin', '.volta/bin'].map((folder) =>
          posix.join(home, folder),
        ),
      ];
  return [...new Set([...own, ...usual])];
}
