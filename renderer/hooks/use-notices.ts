import { useEffect, useRef } from 'react';
import { createNoticeDesk } from '../../shared/notice-desk.ts';
import type { NoticeDesk } from '../../shared/notice-desk.ts';
import { useApp } from './use-app.ts';

const KEY = 'mcp-tray.notices';

/** Whether this browser can notify and may: the person has both allowed it and left it on. */
export function noticesState(): 'impossible' | 'denied' | 'off' | 'on' {
  if (!('Notification' in window)) return 'impossible';
  if (Notification.permission === 'denied') return 'denied';
  const wanted = localStorage.getItem(KEY) === 'on';
  return wanted && Notification.permission === 'granted' ? 'on' : 'off';
}

/** Asks the browser for permission; only ever called by a click. */
export async function allowNotices(): Promise<void> {
  const answer = await Notification.requestPermission();
  if (answer === 'granted') localStorage.setItem(KEY, 'on');
}

export function refuseNotices(): void {
  localStorage.removeItem(KEY);
}

/** In a browser: notices as the browser's own notifications while nobody looks at the page. */
export function useNotices(host: 'desktop' | 'browser'): void {
  const { snapshot, dispatch } = useApp();
  const desk = useRef<NoticeDesk | null>(null);
  useEffect(() => {
    // The desktop app notifies by itself.
    if (host === 'desktop') return undefined;
    let shown: Notification | null = null;
    const withdraw = () => {
      shown?.close();
      shown = null;
    };
    desk.current = createNoticeDesk({
      now: Date.now,
      isWatched: () => document.visibilityState === 'visible' && document.hasFocus(),
      withdraw,
      show({ title, body, ref }) {
        withdraw();
        if (noticesState() !== 'on') return;
        // One tag: a second page of this browser replaces it instead of adding to it.
        shown = new Notification(title, { body, tag: 'mcp-tray' });
        shown.addEventListener('click', () => {
          window.focus();
          dispatch({ type: 'view', view: 'servers' });
          if (ref !== null) dispatch({ type: 'show-entry', ref });
          withdraw();
        });
      },
    });
    return () => desk.current?.stop();
  }, [host, dispatch]);
  useEffect(() => desk.current?.update(snapshot), [snapshot]);
}
