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

/** True when the server accepted the token. A refused or unreachable server is false, never an exception. */
export async function exchangeToken(token: string, fetch: typeof globalThis.fetch): Promise<boolean> {
  try {
    const answer = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      credentials: 'same-origin',
      redirect: 'error',
    });
    return answer.ok;
  } catch {
    return false;
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
