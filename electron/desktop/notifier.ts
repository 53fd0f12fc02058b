import { Notification } from 'electron';
import { createNoticeDesk } from '../../shared/notice-desk.ts';
import type { NoticeDesk } from '../../shared/notice-desk.ts';
import type { Notice } from '../../shared/notices.ts';
import type { TrayAction } from './tray-model.ts';

/**
 * Shows notices as system notifications, one at a time, and takes each back when it is over. A click shows
 * the server; the button, where the system has buttons, does what it says.
 */
export function createNotifier(options: {
  isWatched: () => boolean;
  onAction: (action: TrayAction) => void;
}): NoticeDesk {
  /** Held until it is gone: a collected notification loses its click. */
  let shown: Notification | null = null;

  const withdraw = (): void => {
    const gone = shown;
    shown = null;
    gone?.close();
  };

  const show = ({ title, body, ref, action }: Notice): void => {
    withdraw();
    if (!Notification.isSupported()) return;
    const actions = [{ type: 'button', text: action.label } as const];
    const notification = new Notification({ title, body, actions });
    const act = (then: TrayAction | null): void => {
      if (shown === notification) shown = null;
      if (then !== null) options.onAction(then);
    };
    const button: TrayAction =
      action.kind === 'show' ? { kind: 'show', ref } : { kind: 'sign-in', ref: action.ref, via: action.via };
    notification.on('click', () => act({ kind: 'show', ref }));
    notification.on('action', () => act(button));
    notification.on('close', () => act(null));
    shown = notification;
    notification.show();
  };

  return createNoticeDesk({ now: Date.now, isWatched: options.isWatched, show, withdraw });
}
