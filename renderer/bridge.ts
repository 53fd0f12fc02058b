import type { Bridge } from '../shared/ipc.ts';
import type { Link } from './link.ts';
import { openSession, serverAnswers, takeToken } from './session.ts';
import { createSocketLink } from './socket-link.ts';

declare global {
  interface Window {
    /** Exposed by the desktop preload; absent in a browser. */
    readonly mcpTray?: Bridge;
  }
}

/** The desktop's bridge when the preload put one there, else a WebSocket to the page's own origin. */
export function openLink(page: Window & typeof globalThis): Link {
  if (page.mcpTray !== undefined) return desktopLink(page.mcpTray);
  const fetch = page.fetch.bind(page);
  const token = takeToken(page.location, page.history);
  // A second link opened in the same tab only changes the fragment; a fresh page exchanges it.
  page.addEventListener('hashchange', () => {
    if (page.location.hash.startsWith('#t=')) page.location.reload();
  });
  const { protocol, host } = page.location;
  return createSocketLink({
    url: openSession(token, fetch, storageOf(page)).then((path) =>
      path === null ? null : `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${path}`,
    ),
    createSocket: (url) => new page.WebSocket(url),
    serverAnswers: () => serverAnswers(fetch),
  });
}

/** Null where the browser keeps nothing for this page; then a link is good until the page is loaded again. */
function storageOf(page: Window): Storage | null {
  try {
    return page.localStorage;
  } catch {
    return null;
  }
}

function desktopLink(bridge: Bridge): Link {
  return { bridge, state: () => 'open', subscribe: () => () => undefined };
}
