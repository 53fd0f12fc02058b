import { Notification } from 'electron';
import { isSettled, notificationModel } from '../../shared/notices.ts';
import type { Notice, NoticeMemory } from '../../shared/notices.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { TrayAction } from './tray-model.ts';

export interface Notifier {
  update(snapshot: Snapshot): void;
  stop(): void;
}

/** Milliseconds to wait for further snapshots, so that ten servers lost with the network are one notice. */
const QUIET = 2000;

/**
 * Shows what `notificationModel` finds worth telling: one system notification at a time, taken back when it
 * is over. A click shows the server; the button, where the system has buttons, does what it says.
 */
export function createNotifier(options: {
  isWatched: () => boolean;
  onAction: (action: TrayAction) => void;
}): Notifier {
  let memory: NoticeMemory | null = null;
  let timer: NodeJS.Timeout | null = null;
  /** Held until it is gone: a collected notification loses its click. */
  let shown: Notification | null = null;

  const withdraw = () => {
    const gone = shown;
    shown = null;
    gone?.close();
  };

  const show = ({ title, body, ref, action }: Notice) => {
    withdraw();
    if (!Notification.isSupported()) return;
    const notification = new Notification({
      title,
      body,
      actions: [{ type: 'button', text: action.label }],
    });
    const done = (act: TrayAction | null) => {
      if (shown === notification) shown = null;
      if (act !== null) options.onAction(act);
    };
    notification.on('click', () => done({ kind: 'show', ref }));
    notification.on('action', () =>
      done(
        action.kind === 'show'
          ? { kind: 'show', ref }
          : { kind: 'sign-in', ref: action.ref, via: action.via },
      ),
    );
    notification.on('close', () => done(null));
    shown = notification;
    notification.show();
  };

  const ask = (snapshot: Snapshot, delay: number) => {
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => decide(snapshot), delay).unref();
  };

  const decide = (snapshot: Snapshot) => {
    timer = null;
    const now = Date.now();
    const decision = notificationModel(memory, snapshot, { now, watched: options.isWatched() });
    memory = decision.memory;
    if (decision.withdraw) withdraw();
    if (decision.notice !== null) show(decision.notice);
    if (decision.askAgainAt !== null) ask(snapshot, Math.max(QUIET, decision.askAgainAt - now));
  };

  return {
    update(snapshot) {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      if (!isSettled(snapshot)) return;
      if (memory === null) decide(snapshot);
      else ask(snapshot, QUIET);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      withdraw();
    },
  };
}
