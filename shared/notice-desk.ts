import { isSettled, notificationModel } from './notices.ts';
import type { Notice, NoticeMemory } from './notices.ts';
import type { Snapshot } from './snapshot.ts';

/** Milliseconds to wait for further snapshots, so that ten servers lost with the network are one notice. */
const QUIET_MS = 2000;

export interface NoticeDesk {
  update(snapshot: Snapshot): void;
  stop(): void;
}

/** Asks `notificationModel` at the right moments; a host shows what it says, one notice at a time. */
export function createNoticeDesk(options: {
  now: () => number;
  /** The person looks at the window. */
  isWatched: () => boolean;
  /** In the place of the notice before. */
  show: (notice: Notice) => void;
  withdraw: () => void;
}): NoticeDesk {
  const { now } = options;
  let memory: NoticeMemory | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const ask = (snapshot: Snapshot, delay: number): void => {
    timer = setTimeout(() => decide(snapshot), delay);
  };

  const decide = (snapshot: Snapshot): void => {
    const at = now();
    const decision = notificationModel(memory, snapshot, { now: at, watched: options.isWatched() });
    memory = decision.memory;
    if (decision.withdraw) options.withdraw();
    if (decision.notice !== null) options.show(decision.notice);
    if (decision.askAgainAt !== null) ask(snapshot, Math.max(QUIET_MS, decision.askAgainAt - at));
  };

  return {
    update(snapshot) {
      clearTimeout(timer);
      if (!isSettled(snapshot)) return;
      if (memory === null) decide(snapshot);
      else ask(snapshot, QUIET_MS);
    },
    stop() {
      clearTimeout(timer);
      options.withdraw();
    },
  };
}
