import type { ClientFiles, ConfigLocation, PathEnv } from './types.ts';
import { joinPath } from './shared-parts.ts';

const CLIENT = 'claude-code';

/** Folders of an organisation's settings, as in the Claude Code 2.1.329 binaries of each OS. */
const MANAGED_FOLDER = {
  linux: '/etc/claude-code',
  darwin: '/Library/Application Support/ClaudeCode',
  win32: 'C:\\Program Files\\ClaudeCode',
} as const;

/** Folder of settings and credentials. */
export function claudeConfigDir(env: PathEnv): string {
  return env.vars['CLAUDE_CONFIG_DIR'] || joinPath(env, env.home, '.claude');
}

/** A `.config.json` in the config folder, left by old versions, wins over `.claude.json` (seen: 2.1.329). */
function legacyFile(env: PathEnv): string | null {
  const folder = claudeConfigDir(env);
  return env.listing(folder).includes('.config.json') ? joinPath(env, folder, '.config.json') : null;
}

export function usualFile(env: PathEnv): string {
  return joinPath(env, env.vars['CLAUDE_CONFIG_DIR'] || env.home, '.claude.json');
}

/** The file with user and local entries, as `claudeLocations` found it. */
export function globalFile(files: ClientFiles): string {
  const found = files.locations.find((one) => one.role === 'servers' && one.ignored === null);
  return found?.path ?? usualFile(files.env);
}

export function userSettingsFile(env: PathEnv): string {
  return joinPath(env, claudeConfigDir(env), 'settings.json');
}

export function localSettingsFile(env: PathEnv, project: string): string {
  return joinPath(env, project, '.claude', 'settings.local.json');
}

export function projectSettingsFile(env: PathEnv, project: string): string {
  return joinPath(env, project, '.claude', 'settings.json');
}

export function projectServersFile(env: PathEnv, project: string): string {
  return joinPath(env, project, '.mcp.json');
}

export function managedServersFile(env: PathEnv): string {
  return joinPath(env, MANAGED_FOLDER[env.platform], 'managed-mcp.json');
}

/** Key of a new project record: Claude Code on Windows writes forward slashes (not tried there). */
export function usualProjectKey(env: PathEnv, project: string): string {
  return env.platform === 'win32' ? project.replaceAll('\\', '/') : project;
}

/** Every file that decides which servers Claude Code loads. */
export function claudeLocations(env: PathEnv, projects: readonly string[]): readonly ConfigLocation[] {
  return [...userLocations(env), ...managedLocations(env), ...projects.flatMap((one) => inProject(env, one))];
}

function userLocations(env: PathEnv): readonly ConfigLocation[] {
  const legacy = legacyFile(env);
  const unread: readonly ConfigLocation[] =
    legacy === null
      ? []
      : [
          {
            ...servers('user', null, usualFile(env)),
            tag: '.claude.json',
            ignored: {
              reason: `Claude Code reads ${legacy} instead of this file.`,
              next: 'Add the server again; MCP Tray writes it where Claude Code looks.',
            },
          },
        ];
  return [
    // 2.1.329 locks it with proper-lockfile's defaults (from its bundle).
    { ...servers('user', null, legacy ?? usualFile(env)), lock: 'folder' },
    ...unread,
    settings('user', null, userSettingsFile(env), 'settings.json'),
  ];
}

function managedLocations(env: PathEnv): readonly ConfigLocation[] {
  const folder = MANAGED_FOLDER[env.platform];
  const dropIns = joinPath(env, folder, 'managed-settings.d');
  const fragments = env
    .listing(dropIns)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .toSorted();
  return [
    servers('managed', null, managedServersFile(env)),
    settings('managed', null, joinPath(env, folder, 'managed-settings.json'), 'managed-settings.json'),
    ...fragments.map((name) =>
      settings('managed', null, joinPath(env, dropIns, name), `managed-settings.d/${name}`),
    ),
  ];
}

function inProject(env: PathEnv, project: string): readonly ConfigLocation[] {
  return [
    servers('project', project, projectServersFile(env, project)),
    settings('project', project, projectSettingsFile(env, project), 'settings.json'),
    settings('local', project, localSettingsFile(env, project), 'settings.local.json'),
  ];
}

type Place = ConfigLocation['scope'];

function servers(scope: Place, project: string | null, path: string): ConfigLocation {
  return { client: CLIENT, scope, project, path, format: 'json', role: 'servers', tag: null, ignored: null };
}

function settings(scope: Place, project: string | null, path: string, tag: string): ConfigLocation {
  return { client: CLIENT, scope, project, path, format: 'json', role: 'settings', tag, ignored: null };
}
