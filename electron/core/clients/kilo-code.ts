/**
 * Kilo Code (CLI and VS Code extension), made from OpenCode. Facts: seen with the CLI 7.7.9 on Linux with
 * `kilo mcp list`, one file and one key at a time; folders of other systems from its bundle. Entries that do not
 * fit are skipped, and `disabled` means nothing except in the older `.kilocode/mcp.json`.
 */
import type { MapFile } from './map-client.ts';
import { openCodeKin } from './open-code-family.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

const NAMES = ['kilo.json', 'kilo.jsonc', 'opencode.json', 'opencode.jsonc'] as const;
/** In folders of its own Kilo goes through the names in another order. */
const NAMES_IN_FOLDERS = ['kilo.jsonc', 'kilo.json', 'opencode.jsonc', 'opencode.json'] as const;
const LEGACY = '.kilocode/mcp.json';

export const kiloCode = openCodeKin({
  id: 'kilo-code',
  name: 'Kilo Code',
  mark: 'M5.4 6h5.2l2.2 7H3.2l2.2-7ZM6.2 6a2 2 0 1 1 3.6 0',
  binaries: ['kilo'],
  addCommand: { scope: 'user' },
  program: 'kilo',
  stuck: null,
  newerForm: false,
  isLegacy: ({ tag }) => tag === LEGACY,
  homes: [
    'opencode.jsonc',
    'opencode.json',
    null,
    'kilo.jsonc',
    'kilo.json',
    'config.json',
    '.kilo/kilo.json',
    '.kilo/kilo.jsonc',
  ],
  markers: (env) => [configFolder(env), joinPath(env, env.home, '.kilo')],
  files: (env, projects) => [
    ...projectFiles(env, projects, '.kilocode', 'mcp.json').map((file) => ({ ...file, tag: LEGACY })),
    user(env, configFolder(env), 'config.json', 'config.json'),
    user(env, configFolder(env), 'kilo.json', 'kilo.json'),
    { scope: 'user', path: joinPath(env, configFolder(env), 'kilo.jsonc') },
    user(env, configFolder(env), 'opencode.json', 'opencode.json'),
    user(env, configFolder(env), 'opencode.jsonc', 'opencode.jsonc'),
    ...(env.vars['KILO_CONFIG']
      ? [{ scope: 'user' as const, path: env.vars['KILO_CONFIG'], tag: 'KILO_CONFIG' }]
      : []),
    ...ofProjects(env, projects),
    ...['.kilocode', '.kilo'].flatMap((folder) =>
      NAMES_IN_FOLDERS.map((name) => user(env, joinPath(env, env.home, folder), name, `~/${folder}/${name}`)),
    ),
    ...(env.vars['KILO_CONFIG_DIR']
      ? NAMES_IN_FOLDERS.map((name) =>
          user(env, env.vars['KILO_CONFIG_DIR'] ?? '', name, `KILO_CONFIG_DIR/${name}`),
        )
      : []),
    ...NAMES.map((name) => ({
      scope: 'managed' as const,
      path: joinPath(env, managedFolder(env), name),
      tag: name,
    })),
  ],
});

function configFolder(env: PathEnv): string {
  return joinPath(env, env.vars['XDG_CONFIG_HOME'] || joinPath(env, env.home, '.config'), 'kilo');
}

function managedFolder(env: PathEnv): string {
  switch (env.platform) {
    case 'darwin':
      return '/Library/Application Support/kilo';
    case 'win32':
      return joinPath(env, env.vars['ProgramData'] || 'C:\\ProgramData', 'kilo');
    case 'linux':
      return '/etc/kilo';
  }
}

function user(env: PathEnv, folder: string, name: string, tag: string): MapFile {
  return { scope: 'user', path: joinPath(env, folder, name), tag };
}

function ofProjects(env: PathEnv, projects: readonly string[]): readonly MapFile[] {
  return [
    ...projectFiles(env, projects, 'kilo.json'),
    ...NAMES.slice(1).flatMap((name) =>
      projectFiles(env, projects, name).map((file) => ({ ...file, tag: name })),
    ),
    ...['.kilocode', '.kilo'].flatMap((folder) =>
      NAMES_IN_FOLDERS.flatMap((name) =>
        projectFiles(env, projects, folder, name).map((file) => ({ ...file, tag: `${folder}/${name}` })),
      ),
    ),
  ];
}
