import type { ClientId } from '../../../shared/domain.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { createBigFiles } from '../config/big-files.ts';
import { createChangesOnUse } from '../config/changes-on-use.ts';
import type { ChangeEngine } from '../config/changes.ts';
import { clientsHere } from '../config/clients-here.ts';
import type { ClientsHere } from '../config/clients-here.ts';
import { createFileCache } from '../config/file-cache.ts';
import { createHistory } from '../config/history.ts';
import type { History } from '../config/history.ts';
import { createInventory } from '../config/inventory.ts';
import type { Inventory, InventoryEntry } from '../config/inventory.ts';
import { createLooks } from '../config/looks.ts';
import { createParking } from '../config/parking.ts';
import { createProjects } from '../config/projects.ts';
import type { Projects } from '../config/projects.ts';
import { clientOfRef } from '../config/refs.ts';
import { createWslHomes } from '../config/wsl-homes.ts';
import { placesIn } from '../findings/entry-findings.ts';
import { createExposureReader } from '../findings/exposure.ts';
import type { ExposureReader } from '../findings/exposure.ts';
import type { ConfigDocument } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import { entryTarget } from '../status/probe-target.ts';
import type { VariableRule } from '../status/variables.ts';

export interface CoreFilesOptions {
  readonly env: HostEnv;
  readonly hostKind: Ports['hostKind'];
  readonly now: () => number;
  /** Project folders for this run only. */
  readonly projects: readonly string[];
  readonly bigFileProgram: string | null;
}

/** The clients' config files as they are, and everything that changes them. */
export interface CoreFiles extends ClientsHere {
  readonly inventory: Inventory;
  readonly changes: ChangeEngine;
  readonly history: History;
  readonly projects: Projects;
  readonly wsl: ReturnType<typeof createWslHomes>;
  readonly exposure: ExposureReader;
  readonly entries: () => readonly InventoryEntry[];
  /** How the entry's client replaces variables. */
  readonly expands: (entry: InventoryEntry) => VariableRule;
  /** The address as its client would call it; null for programs, and while a variable is missing. */
  readonly resolvedUrl: (entry: InventoryEntry) => string | null;
  /** The file an entry stands in, as last read. */
  document(entry: InventoryEntry): ConfigDocument | null;
  /** Reads the given files again. */
  read(paths: readonly string[] | 'all'): Promise<void>;
  /** Looks who may read the files that hold secrets. */
  lookWhoReads(): Promise<void>;
  /** Lets a client's files be read that wait for the person's word. */
  allow(client: ClientId): Promise<Result<null>>;
  watchPaths(): readonly string[];
  /** What of our own files was found broken, in words. */
  problems(): readonly string[];
  stop(): Promise<void>;
}

export function createCoreFiles(options: CoreFilesOptions): CoreFiles {
  const { env, now, projects: extraProjects, bigFileProgram } = options;
  const { stateDir } = env;
  const { adapters, adapterOf } = clientsHere(env);
  const parking = createParking({ stateDir });
  const projects = createProjects({ stateDir });
  const history = createHistory({ stateDir });
  const big = createBigFiles({ program: bigFileProgram, setting: { env, extraProjects } });
  const cache = createFileCache({ big: bigFileProgram === null ? null : big });
  const exposure = createExposureReader(env);
  const looks = createLooks({ stateDir });
  // A command in a terminal was asked for by the person; a window that opens by itself at login was not.
  const asking =
    options.hostKind === 'cli' ? [] : adapters.filter((adapter) => adapter.asksToRead?.(env.platform));
  const closed = (client: ClientId): boolean =>
    asking.some(({ id }) => id === client) && !looks.allowed(client);
  const inventory = createInventory({ env, adapters, cache, parking, projects, extraProjects, closed });
  const here = createChangesOnUse({ env, adapters, inventory, parking, history, now });
  const there = big.changes(here);
  const changes: ChangeEngine = {
    ...here,
    preview: (action) => (cache.holdsBig() ? there : here).preview(action),
    async apply(action, base) {
      const result = await (cache.holdsBig() ? there : here).apply(action, base);
      // Whoever changes something there has let us look.
      const clients = result.ok ? result.value.refs.map(clientOfRef).filter((id) => id !== null) : [];
      if (clients.some(closed)) await looks.allow(clients.filter(closed));
      return result;
    },
  };
  const entries = (): readonly InventoryEntry[] => inventory.state().entries;
  const expands = (entry: InventoryEntry): VariableRule => adapterOf(entry).expandsVariables ?? false;

  function document({ location }: InventoryEntry): ConfigDocument | null {
    return inventory.clientFiles(location.client)?.document(location.path) ?? null;
  }

  /** Who may read a file only matters where a secret stands in it. */
  function filesWithSecrets(): readonly { readonly path: string; readonly shared: boolean }[] {
    return entries().flatMap((entry) => {
      const { location, parked } = entry;
      const holds = !parked && placesIn(entry, adapterOf(entry), document(entry)).length > 0;
      return holds ? [{ path: location.path, shared: location.scope === 'project' }] : [];
    });
  }

  return {
    adapters,
    adapterOf,
    inventory,
    changes,
    history,
    projects,
    wsl: createWslHomes(env),
    exposure,
    entries,
    expands,
    resolvedUrl(entry) {
      const found = entryTarget(entry, expands(entry), env.vars);
      return found.kind === 'http' && found.missing.length === 0 ? found.target.url : null;
    },
    document,
    async read(paths) {
      if (asking.length > 0) await looks.load();
      await Promise.all([paths === 'all' ? inventory.load() : inventory.reload(paths), history.load()]);
    },
    lookWhoReads: () => exposure.look(filesWithSecrets()),
    allow: async (client) => (closed(client) ? looks.allow([client]) : ok(null)),
    watchPaths: () => [...inventory.watchPaths(), projects.path, history.path],
    problems: () => [changes, projects, looks].flatMap((one) => one.problems()),
    stop: () => big.stop(),
  };
}
