import type { Handlers } from '../../shared/ipc.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { PowerEvent } from './services/monitor.ts';

/**
 * The product, without a window: everything a host does goes through here. Built by `createCore`.
 * `handlers` is the whole IPC surface; hosts only transport it. The command line calls the same handlers.
 */
export interface Core {
  readonly handlers: Handlers;
  snapshot(): Snapshot;
  /** Called with each new snapshot; returns the function that stops listening. */
  onChange(listener: (snapshot: Snapshot) => void): () => void;
  /** One full read of all files and stores, without watching: what the command line needs. */
  load(): Promise<void>;
  /** `load`, then watch files and stores until `stop`. Background checks only when `monitor` is set. */
  start(options: { monitor: boolean }): Promise<void>;
  /** What the host hears about the computer; background checks rest while it sleeps or is locked. */
  power(event: PowerEvent): void;
  /** Reads again now (window shown, computer woke). */
  refresh(): Promise<void>;
  /** Ends watchers, listeners, children and running operations. */
  stop(): Promise<void>;
}
