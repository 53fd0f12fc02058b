import type { Snapshot } from '../../shared/snapshot.ts';

/**
 * Gives a receiver each new snapshot, one at a time: while it is still busy with one, later ones replace
 * each other, so a slow page gets only the newest and memory does not grow.
 */
export function createSnapshotFeed(send: (snapshot: Snapshot) => Promise<void>): {
  push: (snapshot: Snapshot) => void;
} {
  let waiting: Snapshot | null = null;
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    while (waiting !== null) {
      const next = waiting;
      waiting = null;
      await send(next);
    }
    busy = false;
  }

  return {
    push(snapshot) {
      waiting = snapshot;
      if (!busy) void drain();
    },
  };
}
