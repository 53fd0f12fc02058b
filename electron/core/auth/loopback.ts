import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { PAGE_HEADERS, closingPage } from './closing-page.ts';

const PATH = '/callback';
/** Milliseconds the last page may take to reach the browser. */
const FAREWELL = 2000;

export interface Loopback {
  readonly redirectUri: string;
  readonly port: number;
  /** The one answer; AuthTimeout after `timeoutMs`, AuthCancelled by the signal. */
  wait(options: { timeoutMs: number; signal: AbortSignal }): Promise<Result<URLSearchParams>>;
  /** Shows the closing page and frees the port. Safe to call more than once. */
  close(outcome: 'done' | 'failed'): Promise<void>;
}

/**
 * Listens on 127.0.0.1 for one redirect (RFC 8252 section 7.3). `preferredPort` is the port of an earlier
 * registration: some services compare redirect addresses literally. A busy port gives another one. An answer
 * that `isEarlier` recognises comes from the tab of a sign-in that was given up: it is told so, and the wait
 * goes on.
 */
export async function openLoopback(
  preferredPort: number | null,
  isEarlier: (parameters: URLSearchParams) => boolean = () => false,
): Promise<Result<Loopback>> {
  // Imported at its first use: Node's HTTP server would cost every start 20 ms.
  const { createServer } = await import('node:http');
  const answer = Promise.withResolvers<URLSearchParams>();
  let waitingTab: ServerResponse | null = null;
  let used = false;
  // Cookies of other programs on 127.0.0.1 come along: Node's 16 KB would be too little for some of them.
  const server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
    const isOurs = request.headers.host === `127.0.0.1:${portOf(server)}`;
    const url = URL.parse(request.url ?? '', 'http://127.0.0.1');
    if (!isOurs || request.method !== 'GET' || url?.pathname !== PATH || used) {
      response.writeHead(404, { connection: 'close', 'content-type': 'text/plain' }).end('Nothing here.');
      return;
    }
    if (isEarlier(url.searchParams)) {
      response.writeHead(200, PAGE_HEADERS).end(closingPage('earlier'));
      return;
    }
    used = true;
    waitingTab = response;
    answer.resolve(url.searchParams);
  });

  const listening = (await listen(server, preferredPort ?? 0)) || (await listen(server, 0));
  if (!listening) {
    return fail('SignInFailed', 'No port of this computer is free for the browser to come back to.');
  }
  const port = portOf(server);

  return ok({
    port,
    redirectUri: `http://127.0.0.1:${port}${PATH}`,
    async wait({ timeoutMs, signal }) {
      const ending = Promise.withResolvers<Result<URLSearchParams>>();
      const onAbort = () => ending.resolve(fail('AuthCancelled'));
      const timer = setTimeout(() => ending.resolve(fail('AuthTimeout')), timeoutMs);
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([answer.promise.then((parameters) => ok(parameters)), ending.promise]);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      }
    },
    async close(outcome) {
      used = true;
      const tab = waitingTab;
      waitingTab = null;
      if (tab !== null) await say(tab, closingPage(outcome));
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  });
}

function say(tab: ServerResponse, page: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, FAREWELL);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    tab.once('close', done);
    tab.writeHead(200, PAGE_HEADERS).end(page, done);
  });
}

function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const onError = () => resolve(false);
    server.once('error', onError);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', onError);
      resolve(true);
    });
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}
