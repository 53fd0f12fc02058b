import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { ConfigFormat } from '../../../shared/domain.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, PathEnv } from '../clients/types.ts';
import type { ConfigDocument } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { CachedFile, FileCache } from './file-cache.ts';

/** The part of the machine that adapters may know. Listing a folder that is not there is an empty list. */
export function pathEnv(env: HostEnv): PathEnv {
  return {
    platform: env.platform,
    home: env.home,
    vars: env.vars,
    listing: (directory) => {
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

/** What adapters get to see; `documentOf` decides what stands in for a broken file. */
export function clientFiles(
  env: PathEnv,
  locations: readonly ConfigLocation[],
  documentOf: (key: string) => ConfigDocument | null,
): ClientFiles {
  const keys = new Map(locations.map((location) => [location.path, fileKey(location)]));
  return {
    env,
    locations,
    document: (path) => {
      const key = keys.get(path);
      return key === undefined ? null : documentOf(key);
    },
  };
}

/** Those of the paths that are absolute and existing folders, in order, each once. */
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
