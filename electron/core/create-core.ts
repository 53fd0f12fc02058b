import { createCoreFiles } from './assembly/core-files.ts';
import { createCoreLife } from './assembly/core-life.ts';
import type { CoreLife } from './assembly/core-life.ts';
import { createCoreServices } from './assembly/core-services.ts';
import { createCoreSignIns } from './assembly/core-sign-ins.ts';
import type { Core } from './core.ts';
import { trustingFetch } from './connections/trusting-fetch.ts';
import { createHandlers } from './handlers.ts';
import type { HostEnv } from './host-env.ts';
import { guardedPreview } from './liveness/guard.ts';
import { createLiveness } from './liveness/liveness.ts';
import type { Ports } from './ports.ts';
import { createLiveSnapshot } from './services/live-snapshot.ts';
import { buildSnapshot } from './status/build-snapshot.ts';
import type { Snapshot } from '../../shared/snapshot.ts';

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
  const { hostKind, now } = ports;
  const stopping = new AbortController();
  const { signal } = stopping;
  const live = createLiveSnapshot(snapshot);
  const onChange = (): void => live.changed();

  const files = createCoreFiles({
    env,
    hostKind,
    now,
    projects: options.projects ?? [],
    bigFileProgram: options.bigFileProgram ?? null,
  });
  const { adapters, changes, history, inventory, projects, wsl } = files;
  const credentials = createCoreSignIns({ env, ports, files, onChange });
  const { gate, own, stores } = credentials;
  const liveness = createLiveness({ env, adapters, history, inventory, now, onChange });
  const life: CoreLife = createCoreLife({
    env,
    ports,
    files,
    credentials,
    services: () => services,
    liveness,
    live,
    stopping,
  });
  const services = createCoreServices({
    env,
    ports,
    files,
    credentials,
    snapshot: () => live.current(),
    isInstalled: (client) => life.installed().get(client)?.installed ?? false,
    keepRound: (round) => life.keepRound(round),
    onChange,
    signal,
  });
  const { checker, desk, operations, sessions } = services;

  function snapshot(revision: number): Snapshot {
    return buildSnapshot({
      revision,
      now: now(),
      loading: life.loading(),
      host: {
        kind: hostKind,
        platform: env.platform,
        version: env.version,
        home: env.home,
        stateDir: env.stateDir,
        wslHomes: wsl.view(),
      },
      vars: env.vars,
      adapters,
      installed: life.installed(),
      inventory: inventory.state(),
      stores: stores.readings(),
      closedStores: stores.closed(),
      credentials: own.list(),
      ownFact: (entry) => credentials.ownFact(entry),
      check: (entry) => checker.record(entry),
      connection: (entry) => checker.connection(entry),
      signsInByTools: (entry) => checker.signsInByTools(entry),
      document: (entry) => (entry.parked ? null : files.document(entry)),
      exposure: (path) => files.exposure.of(path),
      keychain: gate.view(),
      background: life.background(),
      restart: (client) => liveness.restart(client),
      history: liveness.told(changes.history()),
      operations: operations.running(),
      signInRound: desk.rounds.current(),
      sessionSignIns: sessions.views(),
      ownProblems: [files, credentials.failures, life].flatMap((one) => one.problems()),
      failures: operations.failures(),
    });
  }

  const handlers = createHandlers({
    ...services,
    ports,
    inventory,
    changes: { ...changes, preview: guardedPreview({ changes, env, adapters, history, signal }) },
    projects,
    async setWslHomes(homes) {
      const result = await wsl.set(homes);
      live.changed();
      return result;
    },
    async lookAtClient(client) {
      const result = await files.allow(client);
      await life.readFiles('all');
      return result;
    },
    look: (owner, key) => stores.look(owner, { entries: files.entries(), key }),
    snapshot: () => live.current(),
    afterChange: () => life.readFiles('all'),
    checkKeychain: () => credentials.checkKeychain({ waits: true }),
    afterCheck: () => credentials.read({ always: false }),
    afterSignIn: () => credentials.read({ always: true }),
    pauseChecks: (until) => life.pauseChecks(until),
    stopSignal: signal,
  });

  return {
    handlers,
    snapshot: () => live.current(),
    onChange: (listener) => live.onChange(listener),
    load: () => life.load(),
    start: (startOptions) => life.start(startOptions),
    power: (event) => life.power(event),
    refresh: () => life.refresh(),
    stop: () => life.stop(),
  };
}
