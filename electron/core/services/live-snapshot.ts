import type { Snapshot } from '../../../shared/snapshot.ts';

/** The current snapshot and those who want the next ones. */
export interface LiveSnapshot {
  /** Built when asked for after a change; the same object until the next change. */
  current(): Snapshot;
  /** Something shown has changed. A burst of calls makes one snapshot for the listeners. */
  changed(): void;
  onChange(listener: (snapshot: Snapshot) => void): () => void;
  close(): void;
}

export function createLiveSnapshot(build: (revision: number) => Snapshot): LiveSnapshot {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  let kept: Snapshot | null = null;
  let revision = 0;
  let queued: NodeJS.Immediate | null = null;

  function current(): Snapshot {
    if (kept === null) {
      revision += 1;
      kept = build(revision);
    }
    return kept;
  }

  return {
    current,
    changed() {
      kept = null;
      queued ??= setImmediate(() => {
        queued = null;
        const next = current();
        for (const listener of listeners) listener(next);
      });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      if (queued !== null) clearImmediate(queued);
      queued = null;
      listeners.clear();
    },
  };
}
