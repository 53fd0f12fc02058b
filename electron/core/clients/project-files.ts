import type { MapFile } from './map-client.ts';
import { joinPath } from './shared-parts.ts';
import type { PathEnv } from './types.ts';

/** The same file of every project, given by its parts below the project's folder. */
export function projectFiles(
  env: PathEnv,
  projects: readonly string[],
  ...parts: readonly string[]
): readonly MapFile[] {
  return projects.map((project) => ({ scope: 'project', project, path: joinPath(env, project, ...parts) }));
}
