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

/** Of a thousand servers that are checked each tells twice: the work itself gets most of the time, not the telling. */
const REST_PER_BUILD = 3;
const LONGEST_REST_MS = 100;

export function createLiveSnapshot(build: (revision: number) => Snapshot): LiveSnapshot {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  let kept: Snapshot | null = null;
  let revision = 0;
  let restUntil = 0;
  let cancel: (() => void) | null = null;

  function current(): Snapshot {
    if (kept === null) {
      revision += 1;
      const began = performance.now();
      kept = build(revision);
      const ended = performance.now();
      restUntil = ended + Math.min(LONGEST_REST_MS, (ended - began) * REST_PER_BUILD);
    }
    return kept;
  }

  function tell(): void {
    cancel = null;
    if (listeners.size === 0) return;
    const next = current();
    for (const listener of listeners) listener(next);
  }

  return {
    current,
    changed() {
      kept = null;
      cancel ??= later(tell, restUntil - performance.now());
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      cancel?.();
      cancel = null;
      listeners.clear();
    },
  };
}

/** In the next turn when there is nothing to wait for. Answers what calls it off. */
function later(job: () => void, waitMs: number): () => void {
  if (waitMs <= 0) {
    const turn = setImmediate(job);
    return () => clearImmediate(turn);
  }
  const timer = setTimeout(job, waitMs);
  return () => clearTimeout(timer);
}
