/**
 * OpenCode. Facts: seen with 1.18.33 on Linux with `opencode mcp list`, one file and one key at a time; folders of
 * other systems and the newer form from its bundle. Organisation settings that it downloads and
 * OPENCODE_CONFIG_CONTENT are in no file.
 */
import type { MapFile } from './map-client.ts';
import { openCodeKin } from './open-code-family.ts';
import { projectFiles } from './project-files.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

const NAMES = ['opencode.json', 'opencode.jsonc'] as const;

export const opencode = openCodeKin({
  id: 'opencode',
  name: 'OpenCode',
  mark: 'M12.6 9.4a4.8 4.8 0 1 1-2.2-5.6M8 8h.1M12.6 3.4v2.8H9.8',
  binaries: ['opencode'],
  addCommand: { scope: 'user' },
  program: 'opencode',
  // 1.18.33.
  debug: ({ name, url }) =>
    url === null
      ? {
          argv: ['opencode', 'mcp', 'list', '--print-logs', '--log-level', 'DEBUG'],
          tells: 'OpenCode starts its servers, lists them, and prints what it does.',
        }
      : {
          argv: ['opencode', 'mcp', 'debug', name],
          tells: 'OpenCode tries the connection and the sign-in of this server, step by step.',
        },
  stuck: 'OpenCode will not start',
  newerForm: true,
  isLegacy: () => false,
  homes: [
    'opencode.jsonc',
    null,
    'opencode.json',
    'config.json',
    '.opencode/opencode.jsonc',
    '.opencode/opencode.json',
  ],
  markers: (env) => [configFolder(env), joinPath(env, env.home, '.opencode')],
  files: (env, projects) => [
    ...['config.json', 'opencode.json'].map((name) => user(env, configFolder(env), name, name)),
    { scope: 'user', path: joinPath(env, configFolder(env), 'opencode.jsonc') },
    ...(env.vars['OPENCODE_CONFIG']
      ? [{ scope: 'user' as const, path: env.vars['OPENCODE_CONFIG'], tag: 'OPENCODE_CONFIG' }]
      : []),
    ...ofProjects(env, projects),
    ...NAMES.map((name) => user(env, joinPath(env, env.home, '.opencode'), name, `~/.opencode/${name}`)),
    ...(env.vars['OPENCODE_CONFIG_DIR']
      ? NAMES.map((name) =>
          user(env, env.vars['OPENCODE_CONFIG_DIR'] ?? '', name, `OPENCODE_CONFIG_DIR/${name}`),
        )
      : []),
    ...NAMES.map((name) => ({
      scope: 'managed' as const,
      path: joinPath(env, managedFolder(env), name),
      ...(name === 'opencode.json' ? {} : { tag: name }),
    })),
  ],
  nameProblem: (name) => {
    const taken = name === 'servers' || name === 'timeout';
    return taken ? `OpenCode takes “${name}” for a setting, not for a server.` : null;
  },
});

function configFolder(env: PathEnv): string {
  return joinPath(env, env.vars['XDG_CONFIG_HOME'] || joinPath(env, env.home, '.config'), 'opencode');
}

function managedFolder(env: PathEnv): string {
  switch (env.platform) {
    case 'darwin':
      return '/Library/Application Support/opencode';
    case 'win32':
      return joinPath(env, env.vars['ProgramData'] || 'C:\\ProgramData', 'opencode');
    case 'linux':
      return '/etc/opencode';
  }
}

function user(env: PathEnv, folder: string, name: string, tag: string): MapFile {
  return { scope: 'user', path: joinPath(env, folder, name), tag };
}

/** Also read: files of the folders above, up to the repository's root, which are projects of their own here. */
function ofProjects(env: PathEnv, projects: readonly string[]): readonly MapFile[] {
  const off = ['true', '1'].includes((env.vars['OPENCODE_DISABLE_PROJECT_CONFIG'] ?? '').toLowerCase());
  const ignored = {
    reason: 'OPENCODE_DISABLE_PROJECT_CONFIG is set, so OpenCode reads no files of projects.',
    next: 'Unset it to use them.',
  };
  return [
    ...projectFiles(env, projects, 'opencode.json'),
    ...projectFiles(env, projects, 'opencode.jsonc').map((file) => ({ ...file, tag: 'opencode.jsonc' })),
    ...NAMES.flatMap((name) =>
      projectFiles(env, projects, '.opencode', name).map((file) => ({ ...file, tag: `.opencode/${name}` })),
    ),
  ].map((file) => (off ? { ...file, ignored } : file));
}
