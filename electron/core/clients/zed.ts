/**
 * Zed. Not run here: paths from crates/paths, keys from its project settings (zed-industries/zed, copies of
 * 2026). Servers of extensions have `settings` and no command; Zed keeps them, so they are only shown.
 */
import type { ConfigValue } from '../formats/types.ts';
import { appDataFolder } from './app-folders.ts';
import { inSeconds } from './entry-settings.ts';
import { mapClient } from './map-client.ts';
import { projectFiles } from './project-files.ts';
import { isRecord, joinPath } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';

export const zed = mapClient({
  id: 'zed',
  name: 'Zed',
  mark: 'M9 2.6 4 9h3.6L7 13.4 12 7H8.4L9 2.6Z',
  scopes: ['user', 'project'],
  reload: null,
  signInHelp: (server) => ({
    steps: [
      'Open the settings of the Agent Panel in Zed.',
      `Find ${server} in its list of MCP servers and sign in there; Zed opens your browser.`,
    ],
    out: `To sign out, choose “Log out” in the menu of ${server} in that list.`,
  }),
  // zed.dev/docs/reference/cli (“zed zed://settings”) and crates/zed/src/zed/open_listener.rs.
  opens: () => ({
    label: 'Open Zed’s settings',
    link: 'zed://settings',
    program: { names: ['zed', 'zeditor'], args: ['zed://settings'] },
  }),
  fromDesktop: true,
  binaries: ['zed', 'zeditor'],
  markers: (env) => [zedFolder(env), ...(env.platform === 'darwin' ? ['/Applications/Zed.app'] : [])],
  files: (env, projects) => [
    { scope: 'user', path: joinPath(env, zedFolder(env), 'settings.json') },
    ...projectFiles(env, projects, '.zed', 'settings.json'),
  ],
  format: 'jsonc',
  root: ['context_servers'],
  shape: {
    variables: null,
    writes: { stdio: {}, http: {} },
    unwrap: flatCommand,
    only: ['oauth', 'remote'],
    settings: [inSeconds('timeout', 'timeout')],
  },
  enablement: { kind: 'flag', key: 'enabled', off: false },
  refine: extensionEntry,
  addNotes: (_files, _server, { project }) =>
    project === null ? [] : ['Zed reads this file only in a project that you have trusted in Zed.'],
});

/** macOS has it below `~/.config` too, not in Application Support. */
function zedFolder(env: PathEnv): string {
  switch (env.platform) {
    case 'darwin':
      return joinPath(env, env.home, '.config', 'zed');
    case 'win32':
      return joinPath(env, appDataFolder(env), 'Zed');
    case 'linux':
      return joinPath(env, env.vars['FLATPAK_XDG_CONFIG_HOME'] || appDataFolder(env), 'zed');
  }
}

/** Older files have `command: {path, args, env}`. */
function flatCommand(record: ConfigRecord): ConfigRecord {
  const command = Object.hasOwn(record, 'command') ? record['command'] : undefined;
  if (!isRecord(command)) return record;
  const { path, ...rest } = command;
  return { ...record, ...rest, ...(path === undefined ? {} : { command: path }) };
}

function extensionEntry(_files: ClientFiles, entry: RawEntry, value: ConfigValue): RawEntry {
  const keys = isRecord(value) ? Object.keys(value) : [];
  const local = ['command', 'url'].some((key) => keys.includes(key));
  if (local || (!keys.includes('settings') && !keys.includes('enabled'))) return entry;
  return {
    ...entry,
    problem: null,
    readOnly: true,
    enablement: 'unsupported',
    suppliedBy: 'an extension of Zed',
  };
}
