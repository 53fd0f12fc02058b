import type { Handlers } from '../../shared/ipc.ts';
import { pauseEnd } from '../../shared/pause.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { logLine } from './log.ts';
import type { TrayAction } from './tray-model.ts';

/** `server:check` takes at most this many refs. */
const BATCH = 1000;

/**
 * What a click in the tray does: the same handlers the window calls. "Check all" never starts local programs.
 * A sign-in that fails shows its server, where the snapshot tells why.
 */
export function trayActions(options: {
  handlers: Handlers;
  snapshot: () => Snapshot;
  show: (ref: string | null) => void;
  reviewStale: () => void;
  update: () => void;
  now: () => number;
  quit: () => void;
}): (action: TrayAction) => void {
  const { handlers, snapshot, show, quit, now } = options;
  const run = async (action: TrayAction): Promise<void> => {
    switch (action.kind) {
      case 'show':
        return show(action.ref);
      case 'review-stale':
        return options.reviewStale();
      case 'update':
        return options.update();
      case 'quit':
        return quit();
      case 'pause': {
        const until = action.for === null ? null : pauseEnd(action.for, now());
        await handlers['checks:pause']({ until });
        return;
      }
      case 'sign-in': {
        const result = await handlers['sign-in:start']({ ref: action.ref, via: action.via });
        if (!result.ok) show(action.ref);
        return;
      }
      case 'check-all': {
        const refs = snapshot()
          .entries.filter((entry) => entry.can.check)
          .map((entry) => entry.ref);
        for (let start = 0; start < refs.length; start += BATCH) {
          const batch = refs.slice(start, start + BATCH);
          const result = await handlers['server:check']({ refs: batch, startPrograms: false });
          if (!result.ok) return show(null);
        }
      }
    }
  };
  return (action) => {
    run(action).catch((problem: unknown) => {
      logLine('tray', problem);
      show(null);
    });
  };
}
