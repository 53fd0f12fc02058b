import type { ConfigFormat, ConfigScope } from '../../../shared/domain.ts';
import { joinPath } from './shared-parts.ts';
import type { ConfigLocation, PathEnv } from './types.ts';

/** The file of a blocks folder that takes new servers: a map of names, as other apps have it. */
export const MAP_FILE = 'mcp.json';

export function continueFolder(env: PathEnv): string {
  return env.vars['CONTINUE_GLOBAL_DIR'] || joinPath(env, env.home, '.continue');
}

export function userFile(env: PathEnv): string {
  return joinPath(env, continueFolder(env), 'config.yaml');
}

export function continueLocations(env: PathEnv, projects: readonly string[]): readonly ConfigLocation[] {
  return [
    location('user', null, userFile(env), 'yaml', null),
    ...blocks(env, 'user', null, continueFolder(env)),
    ...projects.flatMap((project) => blocks(env, 'project', project, joinPath(env, project, '.continue'))),
  ];
}

function blocks(
  env: PathEnv,
  scope: ConfigScope,
  project: string | null,
  parent: string,
): readonly ConfigLocation[] {
  const folder = joinPath(env, parent, 'mcpServers');
  const others = env.listing(folder).filter((name) => name !== MAP_FILE);
  return [MAP_FILE, ...others.toSorted()].flatMap((name) => {
    const format = /\.json$/i.test(name) ? 'json' : /\.ya?ml$/i.test(name) ? 'yaml' : null;
    return format === null ? [] : [location(scope, project, joinPath(env, folder, name), format, name)];
  });
}

function location(
  scope: ConfigScope,
  project: string | null,
  path: string,
  format: ConfigFormat,
  tag: string | null,
): ConfigLocation {
  return { client: 'continue', scope, project, path, format, role: 'servers', tag, ignored: null };
}
