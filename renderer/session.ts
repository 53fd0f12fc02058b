/**
 * Browser host: the link printed by `mcp-tray serve` carries a one-time token in the fragment, which never
 * reaches a server log. It is exchanged for an HttpOnly cookie and removed from the address bar at once, so
 * that it stays neither in the history nor in a screenshot.
 */
export function takeToken(location: Location, history: History): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('t');
  if (token === null || token === '') return null;
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

const STORED = 'mcp-tray-bridge';

/**
 * Path of the WebSocket that this page may open, or null without a session. A link's token is exchanged for it;
 * a page that is loaded again finds it in the storage of its origin, which is this port's alone.
 */
export async function openSession(
  token: string | null,
  fetch: typeof globalThis.fetch,
  storage: Storage | null,
): Promise<string | null> {
  const path = token === null ? null : await exchangeToken(token, fetch);
  if (path === null) return storage?.getItem(STORED) ?? null;
  storage?.setItem(STORED, path);
  return path;
}

/** Null when the server refuses or cannot be reached; never an exception. */
async function exchangeToken(token: string, fetch: typeof globalThis.fetch): Promise<string | null> {
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
      redirect: 'error',
    });
    if (!answer.ok) return null;
    const { bridge } = (await answer.json()) as { bridge?: unknown };
    return typeof bridge === 'string' ? bridge : null;
  } catch {
    return null;
  }
}

/** Whether the page's own server answers at all; tells "not running" from "not signed in to this page". */
export async function serverAnswers(fetch: typeof globalThis.fetch): Promise<boolean> {
  try {
    await fetch('/', { method: 'HEAD', cache: 'no-store', credentials: 'same-origin' });
    return true;
  } catch {
    return false;
  }
}
