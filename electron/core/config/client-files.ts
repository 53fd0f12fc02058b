import { readdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, sep } from 'node:path';
import type { ConfigFormat } from '../../../shared/domain.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, PathEnv } from '../clients/types.ts';
import type { ConfigDocument } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { CachedFile, FileCache } from './file-cache.ts';
import { isMissing } from './file-errors.ts';

/**
 * The part of the machine that adapters may know. Listing a folder that is not there is an empty list; `onList`
 * hears of each folder.
 */
export function pathEnv(env: HostEnv, onList: (folder: string) => void = () => {}): PathEnv {
  return {
    platform: env.platform,
    home: env.home,
    vars: env.vars,
    listing: (directory) => {
      onList(directory);
      try {
        return readdirSync(directory);
      } catch {
        return [];
      }
    },
  };
}

/** Files as read, by `fileKey`: two clients may read one path by different rules. */
export type ReadFiles = ReadonlyMap<string, CachedFile>;

export function fileKey(location: { readonly format: ConfigFormat; readonly path: string }): string {
  return `${location.format} ${location.path}`;
}

/**
 * The locations of a client. A project that is the home folder would list the person's own files a second
 * time as project files; the first meaning stays.
 */
export function locationsOf(
  adapter: ClientAdapter,
  env: PathEnv,
  projects: readonly string[],
): readonly ConfigLocation[] {
  const locations = adapter.locations(env, projects);
  const personal = new Set(locations.filter((one) => one.project === null).map((one) => one.path));
  return locations.filter((one) => one.project === null || !personal.has(one.path));
}

/** Reads the locations' files, several at a time. */
export async function readLocations(
  cache: FileCache,
  locations: readonly ConfigLocation[],
): Promise<ReadFiles> {
  const unique = new Map(locations.map((location) => [fileKey(location), location]));
  const read = new Map<string, CachedFile>();
  await inParallel([...unique], async ([key, { path, format }]) => {
    read.set(key, await cache.read(path, format));
  });
  return read;
}

/** Names in each existing folder, in lower case; null where they may not be listed. */
export type FolderNames = ReadonlyMap<string, ReadonlySet<string> | null>;

/**
 * Those of the paths that are absolute and existing folders, in order, with what is in them: one listing tells
 * for every client at once that a project has none of its files, and most have none. What is `known` of a folder is
 * taken as it is.
 */
export async function listFolders(
  paths: readonly string[],
  known: (path: string) => ReadonlySet<string> | null | undefined = () => undefined,
): Promise<FolderNames> {
  const unique = [...new Set(paths)].filter((path) => isAbsolute(path));
  const found = new Map<string, ReadonlySet<string> | null>();
  const unknown = unique.filter((path) => {
    const names = known(path);
    if (names !== undefined) found.set(path, names);
    return names === undefined;
  });
  await inParallel(unknown, async (path) => {
    try {
      found.set(path, new Set((await readdir(path)).map((name) => name.toLowerCase())));
    } catch (error) {
      if (!isMissing(error)) found.set(path, null);
    }
  });
  return new Map(
    unique.flatMap((path) => {
      const names = found.get(path);
      return names === undefined ? [] : [[path, names] as const];
    }),
  );
}

/**
 * Those of the client's locations that may be there: all but the files of projects whose listing does not have them.
 * With 200 projects that is one in twenty, and nothing else is worth a step of work.
 */
export function possibleLocations(
  adapter: ClientAdapter,
  env: PathEnv,
  folders: FolderNames,
): readonly ConfigLocation[] {
  const wanted = namesInProjects(adapter, env);
  const projects = [...folders].flatMap(([project, names]) =>
    wanted === null || names === null || !wanted.isDisjointFrom(names) ? [project] : [],
  );
  return locationsOf(adapter, env, projects).filter(({ project, path }) => {
    const names = project === null ? null : folders.get(project);
    const name = project === null ? null : nameIn(project, path);
    return names == null || name === null || names.has(name);
  });
}

/** The names a client may look for directly in a project's folder; null when it looks elsewhere too. */
export function namesInProjects(adapter: ClientAdapter, env: PathEnv): ReadonlySet<string> | null {
  const project = `${sep}a-project`;
  const listed: string[] = [];
  const listing = (folder: string): readonly string[] => {
    if (folder.startsWith(project)) listed.push(folder);
    return [];
  };
  const locations = adapter.locations({ ...env, listing }, [project]);
  const paths = locations.flatMap((one) => (one.project === null ? [] : [one.path]));
  const names = [...paths, ...listed].map((path) => nameIn(project, path));
  return names.includes(null) ? null : new Set(names.filter((name) => name !== null));
}

/** The name, in lower case, directly in a project's folder under which a path lies; null when it lies elsewhere. */
function nameIn(project: string, path: string): string | null {
  const start = project.length + 1;
  if (!path.startsWith(project) || path[start - 1] !== sep) return null;
  const end = path.indexOf(sep, start);
  return path.slice(start, end === -1 ? undefined : end).toLowerCase();
}

/**
 * What adapters get to see. `documentOf` decides what stands in for a broken file; it is asked for those of the
 * locations that may be there.
 */
export function clientFiles(
  env: PathEnv,
  locations: readonly ConfigLocation[],
  there: readonly ConfigLocation[],
  documentOf: (key: string) => ConfigDocument | null,
): ClientFiles {
  const keys = new Map(there.map((location) => [location.path, fileKey(location)]));
  return {
    env,
    locations,
    document: (path) => {
      const key = keys.get(path);
      return key === undefined ? null : documentOf(key);
    },
  };
}

/** Those of the paths that are absolute and existing folders, each once. */
export async function existingFolders(paths: readonly string[]): Promise<readonly string[]> {
  const unique = [...new Set(paths)].filter((path) => isAbsolute(path));
  const found = new Set<string>();
  await inParallel(unique, async (path) => {
    const stats = await stat(path).catch(() => null);
    if (stats?.isDirectory() === true) found.add(path);
  });
  return unique.filter((path) => found.has(path));
}

/** More would only queue on Node's thread pool. */
const AT_ONCE = 16;

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const workers = Array.from({ length: AT_ONCE }, async () => {
    for (const item of rest) await work(item);
  });
  await Promise.all(workers);
}
