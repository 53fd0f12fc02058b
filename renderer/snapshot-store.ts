import type { AppError } from '../shared/errors.ts';
import type { Snapshot } from '../shared/snapshot.ts';
import { createListeners, safeCall } from './link.ts';
import type { Link, LinkState } from './link.ts';

export interface WindowState {
  readonly link: LinkState;
  /** The newest snapshot; kept while the link is down, so that the list stays readable. */
  readonly snapshot: Snapshot | null;
  /** Why the first snapshot could not be had. */
  readonly error: AppError | null;
}

export interface SnapshotStore {
  readonly get: () => WindowState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks for the snapshot again. */
  readonly retry: () => void;
}

/**
 * Holds the newest snapshot. Within one connection only higher revisions count; a new connection may be to
 * a new process whose revisions start over, so its first answer always counts.
 */
export function createSnapshotStore(link: Link): SnapshotStore {
  const call = safeCall(link.bridge);
  const changes = createListeners<[]>();
  let state: WindowState = { link: link.state(), snapshot: null, error: null };
  let fresh = true;

  function set(next: Partial<WindowState>): void {
    state = { ...state, ...next };
    changes.emit();
  }

  function receive(snapshot: Snapshot): void {
    if (!fresh && state.snapshot !== null && snapshot.revision <= state.snapshot.revision) return;
    fresh = false;
    set({ snapshot, error: null });
  }

  async function load(): Promise<void> {
    const answer = await call('snapshot:get', null);
    if (answer.ok) receive(answer.value);
    else if (link.state() === 'open') set({ error: answer.error });
  }

  link.bridge.on('snapshot:changed', receive);
  link.subscribe(() => {
    const next = link.state();
    set({ link: next });
    if (next !== 'open') return;
    fresh = true;
    if (link.tellsFirst !== true) void load();
  });
  if (link.state() === 'open') void load();

  return {
    get: () => state,
    subscribe: changes.add,
    retry() {
      set({ error: null });
      void load();
    },
  };
}
