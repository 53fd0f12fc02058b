import type { MapFile } from './map-client.ts';
import { joinPath, shownPath } from './shared-parts.ts';
import type { ClientFiles, PathEnv, RawEntry } from './types.ts';

/** The same file of every project, given by its parts below the project's folder. */
export function projectFiles(
  env: PathEnv,
  projects: readonly string[],
  ...parts: readonly string[]
): readonly MapFile[] {
  return projects.map((project) => ({ scope: 'project', project, path: joinPath(env, project, ...parts) }));
}

/**
 * `.mcp.json` of every project. It is there for Claude Code: on a computer without anything in the client's own
 * `folder` it says nothing about that client.
 */
export function sharedFiles(env: PathEnv, projects: readonly string[], folder: string): readonly MapFile[] {
  const isInUse = env.listing(folder).length > 0;
  return projectFiles(env, isInUse ? projects : [], '.mcp.json').map((file) => ({
    ...file,
    tag: '.mcp.json',
  }));
}

/** For an entry of `.mcp.json`: the client's own file of the project, given by its parts, has one of that name. */
export function hiddenByOwnFile(
  client: string,
  files: ClientFiles,
  { name, project, location }: RawEntry,
  ...parts: readonly string[]
): RawEntry['ignored'] {
  if (project === null || location.tag !== '.mcp.json') return null;
  const own = joinPath(files.env, project, ...parts);
  if (files.document(own)?.get(['mcpServers', name]) === undefined) return null;
  return {
    reason: `${client} takes “${name}” from ${shownPath(files.env, own)} instead.`,
    next: 'Change it there, or give this one another name.',
  };
}
