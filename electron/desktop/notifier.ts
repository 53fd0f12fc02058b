import { Notification } from 'electron';
import type { Snapshot } from '../../shared/snapshot.ts';
import { isSettled, notificationsFor } from './notifications.ts';
import type { KnownStates, NoticeText } from './notifications.ts';

export interface Notifier {
  update(snapshot: Snapshot): void;
  stop(): void;
}

/** Milliseconds to wait for further snapshots, so that ten servers lost with the network are one notice. */
const QUIET = 2000;

/**
 * Shows system notifications for changes while the person is not looking at the window anyway. `onClick`
 * gets the entry to show, or null for the list.
 */
export function createNotifier(options: {
  isWatched: () => boolean;
  onClick: (ref: string | null) => void;
}): Notifier {
  let known: KnownStates | null = null;
  let timer: NodeJS.Timeout | null = null;
  const shown = new Set<Notification>();

  const show = (notice: NoticeText) => {
    const notification = new Notification({ title: notice.title, body: notice.body });
    // Held until it is gone: a collected notification loses its click.
    shown.add(notification);
    notification.on('click', () => {
      shown.delete(notification);
      options.onClick(notice.ref);
    });
    notification.on('close', () => shown.delete(notification));
    notification.show();
  };

  return {
    update(snapshot) {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (!isSettled(snapshot)) return;
      const announce = () => {
        timer = null;
        const decision = notificationsFor(known, snapshot);
        known = decision.known;
        if (decision.notice === null || options.isWatched() || !Notification.isSupported()) return;
        show(decision.notice);
      };
      if (known === null) announce();
      else timer = setTimeout(announce, QUIET).unref();
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
