import type { ServerEntry } from '../../../shared/domain.ts';
import type { PauseUntil } from '../../../shared/pause.ts';
import type { SignInRound } from '../../../shared/sign-in-round.ts';
import type { BackgroundChecks } from '../../../shared/snapshot.ts';
import { detectClients } from '../config/detect.ts';
import type { DetectedClient } from '../config/detect.ts';
import type { Watcher } from '../config/watcher.ts';
import type { Core } from '../core.ts';
import type { HostEnv } from '../host-env.ts';
import type { Liveness } from '../liveness/liveness.ts';
import type { Ports } from '../ports.ts';
import { startBackgroundChecks } from '../services/background-checks.ts';
import { startFactClock } from '../services/fact-clock.ts';
import type { FactClock } from '../services/fact-clock.ts';
import { createKeptPause } from '../services/kept-pause.ts';
import { createKeptRound } from '../services/kept-round.ts';
import type { LiveSnapshot } from '../services/live-snapshot.ts';
import type { Monitor } from '../services/monitor.ts';
import { nextTurn } from '../status/expiry.ts';
import type { CoreFiles } from './core-files.ts';
import type { CoreServices } from './core-services.ts';
import type { CoreSignIns } from './core-sign-ins.ts';

/** From the first reading to the end: what is read, watched and checked by itself. */
export interface CoreLife extends Pick<Core, 'load' | 'start' | 'power' | 'refresh' | 'stop'> {
  /** True until everything was read once. */
  readonly loading: () => boolean;
  readonly installed: () => ReadonlyMap<string, DetectedClient>;
  readonly background: () => BackgroundChecks | null;
  /** Reads files again, and what is to be told of them. */
  readFiles(paths: readonly string[] | 'all'): Promise<void>;
  /** Null: background checks go on. */
  pauseChecks(until: PauseUntil | null): Promise<void>;
  /** So that a round of sign-ins that was not finished is offered again. */
  keepRound(round: SignInRound | null): void;
  problems(): readonly string[];
}

export function createCoreLife(parts: {
  readonly env: HostEnv;
  readonly ports: Ports;
  readonly files: CoreFiles;
  readonly credentials: CoreSignIns;
  readonly services: () => CoreServices;
  readonly liveness: Liveness;
  readonly live: LiveSnapshot;
  readonly stopping: AbortController;
}): CoreLife {
  const { env, ports, files, credentials, services, liveness, live, stopping } = parts;
  const { now } = ports;
  const { stateDir } = env;
  const keptPause = createKeptPause({ stateDir, now });
  const keptRound = createKeptRound({ stateDir, now });
  const shown = (): readonly ServerEntry[] => live.current().entries;
  let installed: ReadonlyMap<string, DetectedClient> = new Map();
  let loading = true;
  let watcher: Watcher | null = null;
  let monitor: Monitor | null = null;
  let factClock: FactClock | null = null;
  let keepsRounds = false;

  function watchedPaths(): readonly string[] {
    return [...files.watchPaths(), ...credentials.watchPaths(), keptPause.path];
  }

  async function readFiles(paths: readonly string[] | 'all'): Promise<void> {
    await files.read(paths);
    watcher?.update(watchedPaths());
    await files.lookWhoReads();
    // Nobody has to wait for other programs to be told about.
    void liveness.look({ again: false });
    await credentials.read({ always: false });
    // Another process of ours was paused, or told to go on.
    if (paths.includes(keptPause.path)) monitor?.pause(await keptPause.read());
    monitor?.look();
  }

  async function load(): Promise<void> {
    const [detected] = await Promise.all([detectClients(env, files.adapters), readFiles('all')]);
    await liveness.look({ again: false });
    installed = detected;
    loading = false;
    live.changed();
  }

  async function watch(): Promise<void> {
    const { createWatcher } = await import('../config/watcher.ts');
    watcher = createWatcher({ paths: watchedPaths(), onChange: (paths) => void readFiles(paths) });
    await watcher.ready();
    // What changed between reading and watching.
    await readFiles('all');
    liveness.follow();
  }

  function followTime(): void {
    factClock = startFactClock({
      next: () => nextTurn(live.current(), now()),
      now,
      onTurn: () => void credentials.read({ always: false }),
    });
    live.onChange(factClock.look);
  }

  async function startMonitor(): Promise<void> {
    const [before, pausedUntil] = await Promise.all([keptRound.read(), keptPause.read()]);
    // They hold nothing that anybody would mend by hand.
    for (const file of [keptRound, keptPause, credentials.failures]) await file.mend();
    keepsRounds = true;
    if (before !== null) services().desk.rounds.takeUp(before);
    monitor = startBackgroundChecks({
      ports,
      checker: services().checker,
      entries: files.entries,
      shown,
      afterRound: () => credentials.read({ always: false }),
      pausedUntil,
      onChange: () => live.changed(),
      signal: stopping.signal,
    });
    live.changed();
  }

  return {
    loading: () => loading,
    installed: () => installed,
    background: () => monitor?.view() ?? null,
    readFiles,
    async pauseChecks(until) {
      const end = until === 'resumed' ? Infinity : until;
      monitor?.pause(end);
      await keptPause.keep(end);
    },
    // A command that ends at once has nothing to go on with.
    keepRound: (round) => (keepsRounds ? keptRound.keep(round) : undefined),
    problems: () => [keptPause, keptRound].flatMap((one) => one.problems()),
    load,
    async start(startOptions) {
      await load();
      await watch();
      await credentials.checkKeychain();
      followTime();
      if (startOptions.monitor) await startMonitor();
    },
    power: (event) => monitor?.power(event),
    async refresh() {
      await readFiles('all');
      void liveness.look({ again: true });
      // The canary writes an item: once it is known to work, looking is enough.
      if (credentials.gate.view().state === 'ready') await credentials.read({ always: true });
      else await credentials.checkKeychain();
    },
    async stop() {
      const { desk, operations, sessions } = services();
      stopping.abort();
      await ports.clipboard?.clear();
      desk.rounds.stop();
      monitor?.stop();
      factClock?.stop();
      operations.cancelAll();
      await sessions.stop();
      await watcher?.close();
      await liveness.stop();
      await files.stop();
      await operations.settled();
      // A service has perhaps already given the next refresh token: it must reach the keychain.
      await Promise.all([credentials.engine.settled(), keptRound.settled()]);
      live.close();
    },
  };
}
