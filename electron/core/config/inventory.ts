import { dirname, isAbsolute, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClientId, ConfigFormat, ServerRef } from '../../../shared/domain.ts';
import type { ConfigFileView, ProjectView } from '../../../shared/snapshot.ts';
import type { ClientAdapter, ClientFiles, ConfigLocation, PathEnv } from '../clients/types.ts';
import type { ConfigDocument } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import {
  clientFiles,
  fileKey,
  listFolders,
  locationsOf,
  pathEnv,
  possibleLocations,
  readLocations,
} from './client-files.ts';
import type { FolderNames, ReadFiles } from './client-files.ts';
import { describeEntries } from './entries.ts';
import type { InventoryEntry } from './entries.ts';
import { glanceAt, missingFile } from './file-cache.ts';
import type { CachedFile, FileCache } from './file-cache.ts';
import { fileView, projectViews } from './inventory-views.ts';
import { createKeyedQueue } from './keyed-queue.ts';
import type { ParkedRecord, Parking } from './parking.ts';
import type { Projects } from './projects.ts';
import type { WriteRules } from './write-plan.ts';

export type { InventoryEntry } from './entries.ts';

export interface InventoryState {
  readonly files: readonly ConfigFileView[];
  readonly entries: readonly InventoryEntry[];
  readonly projects: readonly ProjectView[];
}

/** Everything the clients' files say, kept in memory; disk is only touched by `load` and `reload`. */
export interface Inventory {
  /** Looks at every file (a `stat` when nothing changed). True when what is shown changed. */
  load(): Promise<boolean>;
  /** Looks again at these files only, and at those of projects that came up in them. */
  reload(paths: readonly string[]): Promise<boolean>;
  state(): InventoryState;
  /** The client's files as shown: a broken one is stood in for by its last good content. */
  clientFiles(client: string): ClientFiles | null;
  /** The exact text of an entry, as it stands in its file or as it is parked. Not masked. */
  sourceOf(entry: InventoryEntry): string | null;
  /**
   * One client's files as they are on disk this moment, for planning a change: nothing stands in for a broken
   * file. `projects` are looked at besides the known ones. Null for an unknown client.
   */
  readClient(client: string, projects: readonly string[]): Promise<ClientReading | null>;
  /** One file as it is on disk this moment. */
  readFile(path: string, format: ConfigFormat): Promise<CachedFile>;
  /** What was just written and is known already; see `FileCache`. */
  adopt(path: string, document: ConfigDocument, hash: string): void;
  /** What has to be minded when the file is written, by what the adapters say of it. */
  writeRules(path: string): WriteRules;
  /**
   * Every file that counts, and every folder that adapters list or clients remember as a project, whether it
   * exists or not.
   */
  watchPaths(): readonly string[];
}

export interface ClientReading {
  readonly adapter: ClientAdapter;
  readonly files: ClientFiles;
  file(path: string): CachedFile | null;
}

interface ClientPart {
  readonly files: ClientFiles;
  readonly views: readonly ConfigFileView[];
  readonly entries: readonly InventoryEntry[];
  readonly records: ReadonlyMap<ServerRef, ParkedRecord>;
}

export function createInventory(options: {
  readonly env: HostEnv;
  readonly adapters: readonly ClientAdapter[];
  readonly cache: FileCache;
  readonly parking: Parking;
  readonly projects: Projects;
  /** Project folders for this run only (`--project`). */
  readonly extraProjects?: readonly string[];
  /** Clients whose files are not read yet, nor their folders listed or watched; whether they are there is seen. */
  readonly closed?: (client: ClientId) => boolean;
}): Inventory {
  const { adapters, cache, parking, projects, closed = () => false } = options;
  const listed = new Set<string>();
  const env = pathEnv(options.env, (folder) => listed.add(folder));
  const envOf = (adapter: ClientAdapter): PathEnv =>
    closed(adapter.id) ? { ...env, listing: () => [] } : env;
  const queue = createKeyedQueue();
  const lastGood = new Map<string, ConfigDocument>();
  let read: ReadFiles = new Map();
  let folders: FolderNames = new Map();
  let projectFolders: readonly string[] = [];
  let absentProjects: readonly string[] = [];
  let places: { readonly projects: string; readonly paths: readonly string[] } | null = null;
  let parts: ReadonlyMap<string, ClientPart> = new Map();
  let state: InventoryState = { files: [], entries: [], projects: [] };

  /** The last good content stands in for a file with a mistake, never for one that is gone. */
  const documentOf = (key: string): ConfigDocument | null => {
    const file = read.get(key);
    if (file === undefined || file.state === 'missing') return null;
    return file.document ?? lastGood.get(key) ?? null;
  };

  const allLocations = (): readonly ConfigLocation[] =>
    adapters.flatMap((adapter) => locationsOf(adapter, envOf(adapter), projectFolders));

  /** Thousands, and the same as long as the projects are; what is found in listed folders is read anyway. */
  function placesWithoutReading(): readonly string[] {
    const projects = [...adapters.map(({ id }) => id).filter(closed), ...projectFolders].join('\n');
    if (places?.projects !== projects) {
      const paths = allLocations().flatMap(({ client, path }) => (closed(client) ? [] : [path]));
      // Asking for all locations has told which folders are listed on the way.
      places = { projects, paths: [...paths, ...listed] };
    }
    return places.paths;
  }

  /** Reads what is asked for or not known yet; everything else stays as last seen. */
  async function look(locations: readonly ConfigLocation[], stale: (path: string) => boolean): Promise<void> {
    const asked = locations.filter((location) => stale(location.path) || !read.has(fileKey(location)));
    const unread = asked.filter(({ client }) => closed(client));
    const glanced = unread.map((one) => [fileKey(one), glanceAt(one.path, one.format)] as const);
    const fresh = await readLocations(
      cache,
      asked.filter(({ client }) => !closed(client)),
    );
    read = new Map([...read, ...glanced, ...fresh]);
    for (const [key, file] of fresh) {
      if (file.document !== null) lastGood.set(key, file.document);
      else if (file.state === 'missing') lastGood.delete(key);
    }
  }

  function forgetOthers(locations: readonly ConfigLocation[]): void {
    const wanted = new Set(locations.map((location) => fileKey(location)));
    read = new Map([...read].filter(([key]) => wanted.has(key)));
    for (const key of lastGood.keys()) if (!wanted.has(key)) lastGood.delete(key);
  }

  /** `stale` tells of a file whether to look at it again, and of a project whether anything in it has changed. */
  async function refresh(stale: (path: string) => boolean): Promise<boolean> {
    await Promise.all([parking.load(), projects.load()]);
    listed.clear();
    const personal = adapters.map((adapter) => ({
      adapter,
      locations: locationsOf(adapter, envOf(adapter), []),
    }));
    const personalLocations = personal.flatMap(({ locations }) => locations);
    await look(personalLocations, stale);
    const remembered = personal.flatMap(({ adapter, locations }) =>
      adapter.projects(clientFiles(envOf(adapter), locations, locations, documentOf)),
    );
    const added = [...projects.list(), ...(options.extraProjects ?? []).map((path) => resolve(path))];
    const known = folders;
    folders = await listFolders([...remembered, ...added], (path) =>
      stale(path) ? undefined : known.get(path),
    );
    projectFolders = [...folders.keys()];
    absentProjects = [...remembered, ...added].filter((path) => isAbsolute(path) && !folders.has(path));
    const located = adapters.map(
      (adapter) => [adapter, possibleLocations(adapter, envOf(adapter), folders)] as const,
    );
    const there = located.flatMap(([, locations]) => locations);
    const done = new Set(personalLocations.map((location) => fileKey(location)));
    await look(
      there.filter((location) => !done.has(fileKey(location))),
      stale,
    );
    forgetOthers(there);
    const described = new Map<string, ClientPart>();
    for (const [adapter, locations] of located) {
      described.set(adapter.id, describe(adapter, locations));
      // One client with hundreds of entries at a time; whoever waits for an answer of this thread comes in between.
      await nextTurn();
    }
    parts = described;
    return publish({
      files: [...parts.values()].flatMap((part) => part.views),
      entries: [...parts.values()].flatMap((part) => part.entries),
      projects: projectViews(remembered, added, projectFolders),
    });
  }

  function readPaths(): readonly string[] {
    return [...read.values()].flatMap(({ state: found, path }) => (found === 'unread' ? [] : [path]));
  }

  function describe(adapter: ClientAdapter, locations: readonly ConfigLocation[]): ClientPart {
    const files = clientFiles(envOf(adapter), locations, locations, documentOf);
    const views = locations.flatMap((location) => fileView(location, read.get(fileKey(location))));
    return { files, views, ...describeEntries(adapter, files, parking.list()) };
  }

  function publish(next: InventoryState): boolean {
    const changed = JSON.stringify(next) !== JSON.stringify(state);
    state = next;
    return changed;
  }

  return {
    load: () => queue('refresh', () => refresh(() => true)),
    reload: (paths) => {
      const changed = new Set(paths);
      // A file may have come to a project's folder, or gone from it.
      for (const path of paths) {
        for (let at = dirname(resolve(path)); dirname(at) !== at; at = dirname(at)) changed.add(at);
      }
      return queue('refresh', () => refresh((path) => changed.has(path) || changed.has(resolve(path))));
    },
    state: () => state,
    clientFiles: (client) => parts.get(client)?.files ?? null,
    sourceOf: (entry) => {
      const record = parts.get(entry.location.client)?.records.get(entry.ref);
      if (record !== undefined) return record.source;
      return documentOf(fileKey(entry.location))?.source(entry.path) ?? null;
    },
    readFile: (path, format) => cache.read(path, format),
    adopt: (path, document, hash) => cache.adopt(path, document, hash),
    async readClient(client, extra) {
      const adapter = adapters.find((one) => one.id === client);
      if (adapter === undefined) return null;
      const known = [...projectFolders, ...extra];
      const locations = locationsOf(adapter, env, [...new Set(known)]);
      const there = possibleLocations(adapter, env, await listFolders(known));
      const found = await readLocations(cache, there);
      const byPath = new Map(locations.map((one) => [one.path, one]));
      return {
        adapter,
        files: clientFiles(env, locations, there, (key) => found.get(key)?.document ?? null),
        file: (path) => {
          const location = byPath.get(path);
          if (location === undefined) return null;
          return found.get(fileKey(location)) ?? missingFile(path, location.format);
        },
      };
    },
    writeRules(path) {
      const locations = allLocations().filter((one) => one.path === path);
      return {
        lock: locations.find((one) => one.lock !== undefined)?.lock,
        backup: !locations.some((one) => one.holdsTokens),
      };
    },
    watchPaths: () => [
      ...new Set([...placesWithoutReading(), ...readPaths(), ...listed]),
      ...absentProjects,
      parking.path,
    ],
  };
}
