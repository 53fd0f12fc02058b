import { createAuthEngineOnUse } from './auth/engine-on-use.ts';
import { createBigFiles } from './config/big-files.ts';
import { createChangesOnUse } from './config/changes-on-use.ts';
import type { ChangeEngine } from './config/changes.ts';
import { clientsHere } from './config/clients-here.ts';
import { detectClients } from './config/detect.ts';
import type { DetectedClient } from './config/detect.ts';
import { createFileCache } from './config/file-cache.ts';
import { createHistory } from './config/history.ts';
import { createInventory } from './config/inventory.ts';
import type { InventoryEntry } from './config/inventory.ts';
import { createWslHomes } from './config/wsl-homes.ts';
import { createParking } from './config/parking.ts';
import { createProjects } from './config/projects.ts';
import type { Watcher } from './config/watcher.ts';
import type { Core } from './core.ts';
import { trustingFetch } from './connections/trusting-fetch.ts';
import { createHandlers } from './handlers.ts';
import { placesIn } from './findings/entry-findings.ts';
import { createExposureReader } from './findings/exposure.ts';
import { createLooks } from './config/looks.ts';
import { clientOfRef } from './config/refs.ts';
import type { HostEnv } from './host-env.ts';
import { ok } from '../../shared/errors.ts';
import type { ClientId } from '../../shared/domain.ts';
import { guardedPreview } from './liveness/guard.ts';
import { createLiveness } from './liveness/liveness.ts';
import { onUse } from './on-use.ts';
import type { Ports } from './ports.ts';
import { createKeychainOnUse } from './secrets/keychain-on-use.ts';
import { startBackgroundChecks } from './services/background-checks.ts';
import { createChecker } from './services/checker.ts';
import { createClientOpener } from './services/client-opener.ts';
import { createDoctor } from './services/doctor.ts';
import { startFactClock } from './services/fact-clock.ts';
import type { FactClock } from './services/fact-clock.ts';
import { createKeptPause } from './services/kept-pause.ts';
import { createKeptRound } from './services/kept-round.ts';
import { createKeychainGate } from './services/keychain-gate.ts';
import { createLastFailures } from './services/last-failures.ts';
import { createLiveSnapshot } from './services/live-snapshot.ts';
import type { Monitor } from './services/monitor.ts';
import { createOperations } from './services/operations.ts';
import { createOwnCredentials } from './services/own-credentials.ts';
import { createSessionSignIns } from './services/session-sign-ins.ts';
import { createSignInDesk } from './services/sign-in-desk.ts';
import { createSignInService } from './services/sign-in.ts';
import { createStoreReader } from './services/store-reader.ts';
import { createToolDesk } from './services/tool-desk.ts';
import { createToolOpener } from './services/tool-opener.ts';
import { SIGN_IN_STORES } from './sign-ins/registry.ts';
import { buildSnapshot } from './status/build-snapshot.ts';
import { nextTurn } from './status/expiry.ts';
import { entryTarget } from './status/probe-target.ts';
import type { VariableRule } from './status/variables.ts';

export interface CoreOptions {
  /** Project folders for this run only (`--project`). */
  readonly projects?: readonly string[];
  /**
   * File of the program that works on big files in a thread of its own (`config/big-file-thread.ts`), for hosts whose
   * main thread must not stand still. Without, all is done in this one.
   */
  readonly bigFileProgram?: string;
}

/** Builds the product over a machine and a host's ports. Reads nothing until `load` or `start`. */
export function createCore(env: HostEnv, hostPorts: Ports, options: CoreOptions = {}): Core {
  const ports: Ports = { ...hostPorts, fetch: trustingFetch(hostPorts.fetch) };
  const { stateDir } = env;
  const { now, fetch, openUrl } = ports;
  const stopping = new AbortController();
  let installed: ReadonlyMap<string, DetectedClient> = new Map();
  let loading = true;
  let watcher: Watcher | null = null;
  let monitor: Monitor | null = null;
  let factClock: FactClock | null = null;
  let keepsRounds = false;

  const { adapters, adapterOf } = clientsHere(env);
  const expands = (entry: InventoryEntry): VariableRule => adapterOf(entry).expandsVariables ?? false;
  const resolvedUrl = (entry: InventoryEntry): string | null => {
    const found = entryTarget(entry, expands(entry), env.vars);
    return found.kind === 'http' && found.missing.length === 0 ? found.target.url : null;
  };

  const parking = createParking({ stateDir });
  const projects = createProjects({ stateDir });
  const history = createHistory({ stateDir });
  const extraProjects = options.projects ?? [];
  const big = createBigFiles({ program: options.bigFileProgram ?? null, setting: { env, extraProjects } });
  const cache = createFileCache({ big: options.bigFileProgram === undefined ? null : big });
  const wsl = createWslHomes(env);
  const looks = createLooks({ stateDir });
  // A command in a terminal was asked for by the person; a window that opens by itself at login was not.
  const asking = ports.hostKind === 'cli' ? [] : adapters.filter((one) => one.asksToRead?.(env.platform));
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
  const secrets = createKeychainOnUse({ platform: env.platform });
  const keptPause = createKeptPause({ stateDir, now });
  const keptRound = createKeptRound({ stateDir, now });
  const onRenewal = (): void => void readOwn({ always: false }).then(() => live.changed());
  const failures = createLastFailures({ stateDir, now });
  const engine = createAuthEngineOnUse({ secrets, fetch, openUrl, now, stateDir, failures, onRenewal });
  const own = createOwnCredentials({ engine, failures, now, stateDir });
  const exposure = createExposureReader(env);
  const gate = createKeychainGate({ secrets, engine, own });
  const stores = createStoreReader(env, SIGN_IN_STORES);

  const live = createLiveSnapshot((revision) =>
    buildSnapshot({
      revision,
      now: now(),
      loading,
      host: {
        kind: ports.hostKind,
        platform: env.platform,
        version: env.version,
        home: env.home,
        stateDir,
        wslHomes: wsl.view(),
      },
      vars: env.vars,
      adapters,
      installed,
      inventory: inventory.state(),
      stores: stores.readings(),
      closedStores: stores.closed(),
      credentials: own.list(),
      ownFact: (entry) => {
        const url = resolvedUrl(entry);
        return url === null ? null : own.fact(url);
      },
      check: (entry) => checker.record(entry),
      connection: (entry) => checker.connection(entry),
      signsInByTools: (entry) => checker.signsInByTools(entry),
      document: (entry) =>
        entry.parked
          ? null
          : (inventory.clientFiles(entry.location.client)?.document(entry.location.path) ?? null),
      exposure: (path) => exposure.of(path),
      keychain: gate.view(),
      background: monitor?.view() ?? null,
      restart: (client) => liveness.restart(client),
      history: liveness.told(changes.history()),
      operations: operations.running(),
      signInRound: desk.rounds.current(),
      sessionSignIns: sessions.views(),
      ownProblems: [changes, projects, looks, failures, keptPause, keptRound].flatMap((one) =>
        one.problems(),
      ),
      failures: operations.failures(),
    }),
  );
  const onChange = (): void => live.changed();
  const liveness = createLiveness({
    env,
    adapters,
    history,
    inventory,
    now,
    onChange,
  });
  const { signal } = stopping;
  const preview = guardedPreview({ changes, env, adapters, history, signal });
  const operations = createOperations({ now, onChange });
  const checker = createChecker({ env, ports, engine: gate.tokens, expands, onChange });
  const signIns = createSignInService({
    env,
    engine,
    adapterOf,
    resolvedUrl,
    stores,
    showUrl: ports.showUrl,
  });
  const opener = createClientOpener({
    env,
    adapterOf,
    isInstalled: (client) => installed.get(client)?.installed ?? false,
    openApp: ports.openApp,
  });
  const desk = createSignInDesk({
    signIns,
    operations,
    checker,
    adapterOf,
    opens: (entry) => opener.offer(entry),
    readSignIns: () => readSignIns({ always: true }),
    sees: (entry) => stores.sees(entry),
    entries: () => inventory.state().entries,
    shown: () => live.current().entries,
    onChange,
    // A command that ends at once has nothing to go on with.
    keepRound: (round) => (keepsRounds ? keptRound.keep(round) : undefined),
    signal,
  });
  const disconnect = onUse(async () => {
    const { createDisconnectService } = await import('./services/disconnect.ts');
    return createDisconnectService({
      env,
      ports,
      engine,
      stores: SIGN_IN_STORES,
      reader: stores,
      signIns,
      operations,
      snapshot: () => live.current(),
      entries: () => inventory.state().entries,
      resolvedUrl,
      signal,
    });
  });
  const openTools = createToolOpener({ env, ports, engine, expands });
  const sessions = createSessionSignIns({
    open: openTools,
    targetKey: (entry) => checker.dialled(entry).key,
    now,
    onChange,
  });
  const doctor = createDoctor({
    env,
    ports,
    engine,
    failures,
    expands,
    adapterOf,
    authOf: (ref) => live.current().entries.find((entry) => entry.ref === ref)?.auth ?? null,
    connectionOf: (entry) => checker.record(entry)?.connection ?? null,
    signal: stopping.signal,
  });

  async function readOwn({ always }: { always: boolean }): Promise<void> {
    if (!always && !gate.isOpen()) return;
    const urls = inventory.state().entries.map(resolvedUrl);
    await own.read(
      urls.filter((url) => url !== null),
      { always },
    );
  }

  async function readSignIns({ always }: { always: boolean }): Promise<void> {
    await Promise.all([stores.read(), failures.read(), readOwn({ always })]);
    live.changed();
  }

  async function readFiles(paths: readonly string[] | 'all'): Promise<void> {
    if (asking.length > 0) await looks.load();
    await Promise.all([paths === 'all' ? inventory.load() : inventory.reload(paths), history.load()]);
    watcher?.update(watchedPaths());
    await exposure.look(filesWithSecrets());
    // Nobody has to wait for other programs to be told about.
    void liveness.look({ again: false });
    await readSignIns({ always: false });
    // Another process of ours was paused, or told to go on.
    if (paths.includes(keptPause.path)) monitor?.pause(await keptPause.read());
    monitor?.look();
  }

  /** Who may read a file only matters where a secret stands in it. */
  function filesWithSecrets(): readonly { readonly path: string; readonly shared: boolean }[] {
    return inventory.state().entries.flatMap((entry) => {
      const { location, parked } = entry;
      const document = inventory.clientFiles(location.client)?.document(location.path) ?? null;
      const holds = !parked && placesIn(entry, adapterOf(entry), document).length > 0;
      return holds ? [{ path: location.path, shared: location.scope === 'project' }] : [];
    });
  }

  function watchedPaths(): readonly string[] {
    const ours = [projects.path, history.path, own.path, failures.path, keptPause.path];
    return [...inventory.watchPaths(), ...stores.watchPaths(), ...ours];
  }

  async function load(): Promise<void> {
    const [detected] = await Promise.all([detectClients(env, adapters), readFiles('all')]);
    await liveness.look({ again: false });
    installed = detected;
    loading = false;
    live.changed();
  }

  async function checkKeychain(options = { waits: false }): Promise<void> {
    await gate.check(options);
    await readSignIns({ always: true });
  }

  return {
    handlers: createHandlers({
      ports,
      inventory,
      changes: { ...changes, preview },
      projects,
      checker,
      signIns,
      desk,
      opener,
      async setWslHomes(homes) {
        const result = await wsl.set(homes);
        live.changed();
        return result;
      },
      async lookAtClient(client) {
        const result = closed(client) ? await looks.allow([client]) : ok(null);
        await readFiles('all');
        return result;
      },
      look: (owner, key) => stores.look(owner, { entries: inventory.state().entries, key }),
      operations,
      disconnect: async (refs) => (await disconnect())(refs),
      doctor,
      tools: createToolDesk({ open: openTools, held: (entry) => sessions.server(entry), now }),
      sessions,
      snapshot: () => live.current(),
      afterChange: () => readFiles('all'),
      checkKeychain: () => checkKeychain({ waits: true }),
      afterCheck: () => readSignIns({ always: false }),
      afterSignIn: () => readSignIns({ always: true }),
      async pauseChecks(until) {
        const end = until === 'resumed' ? Infinity : until;
        monitor?.pause(end);
        await keptPause.keep(end);
      },
      stopSignal: stopping.signal,
    }),
    snapshot: () => live.current(),
    onChange: (listener) => live.onChange(listener),
    load,
    async start(startOptions) {
      await load();
      const { createWatcher } = await import('./config/watcher.ts');
      watcher = createWatcher({ paths: watchedPaths(), onChange: (paths) => void readFiles(paths) });
      await watcher.ready();
      // What changed between reading and watching.
      await readFiles('all');
      liveness.follow();
      await checkKeychain();
      factClock = startFactClock({
        next: () => nextTurn(live.current(), now()),
        now,
        onTurn: () => void readSignIns({ always: false }),
      });
      live.onChange(factClock.look);
      if (!startOptions.monitor) return;
      const [before, pausedUntil] = await Promise.all([keptRound.read(), keptPause.read()]);
      // They hold nothing that anybody would mend by hand.
      for (const file of [keptRound, keptPause, failures]) await file.mend();
      keepsRounds = true;
      if (before !== null) desk.rounds.takeUp(before);
      monitor = startBackgroundChecks({
        ports,
        checker,
        entries: () => inventory.state().entries,
        shown: () => live.current().entries,
        afterRound: () => readSignIns({ always: false }),
        pausedUntil,
        onChange,
        signal,
      });
      onChange();
    },
    power: (event) => monitor?.power(event),
    async refresh() {
      await readFiles('all');
      void liveness.look({ again: true });
      // The canary writes an item: once it is known to work, looking is enough.
      if (gate.view().state === 'ready') await readSignIns({ always: true });
      else await checkKeychain();
    },
    async stop() {
      stopping.abort();
      await ports.clipboard?.clear();
      desk.rounds.stop();
      monitor?.stop();
      factClock?.stop();
      operations.cancelAll();
      await sessions.stop();
      await watcher?.close();
      await liveness.stop();
      await big.stop();
      await operations.settled();
      // A service has perhaps already given the next refresh token: it must reach the keychain.
      await Promise.all([engine.settled(), keptRound.settled()]);
      live.close();
    },
  };
}
