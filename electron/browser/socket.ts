import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Core } from '../core/core.ts';
import { dispatch } from './dispatch.ts';
import { isOurHost, isOurOrigin, readSessionCookie } from './request-policy.ts';
import type { Sessions } from './session.ts';
import { createSnapshotFeed } from './snapshot-feed.ts';

const MAX_MESSAGE_BYTES = 1024 * 1024;
const MAX_WINDOWS = 16;
const MAX_REQUESTS_AT_ONCE = 100;

/** RFC 6455 section 7.4.1. */
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

interface BridgeOptions {
  readonly core: Core;
  readonly port: number;
  readonly sessions: Sessions;
  readonly onBug: (error: unknown) => void;
  /** A window that misses a ping of this rhythm (milliseconds) is taken for gone. */
  readonly heartbeatMs: number;
}

/** Serves the bridge's path: the IPC contract over one WebSocket per window. Returns the function that ends it. */
export function attachBridge(server: Server, options: BridgeOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const status = refusal(request, options, sockets.clients.size);
    if (status !== null) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket);
      webSocket.on('pong', () => alive.add(webSocket));
      serveWindow(webSocket, options);
    });
  });

  const heartbeat = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate();
      else webSocket.ping();
    }
  }, options.heartbeatMs);
  heartbeat.unref();

  return () => {
    clearInterval(heartbeat);
    for (const webSocket of sockets.clients) {
      webSocket.close(GOING_AWAY);
      webSocket.terminate();
    }
    sockets.close();
  };
}

/** Everything is checked before the connection becomes a WebSocket; null when the page may come in. */
function refusal(request: IncomingMessage, options: BridgeOptions, windows: number): string | null {
  if (!isOurHost(request.headers.host, options.port)) return '403 Forbidden';
  if (!isOurOrigin(request, options.port)) return '403 Forbidden';
  if (request.url !== options.sessions.bridgePath) return '404 Not Found';
  const session = readSessionCookie(request.headers.cookie, options.port);
  if (session === null || !options.sessions.isSession(session)) return '401 Unauthorized';
  return windows >= MAX_WINDOWS ? '503 Service Unavailable' : null;
}

function refuse(socket: Duplex, status: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function serveWindow(webSocket: WebSocket, { core, onBug }: BridgeOptions): void {
  const send = (message: object): Promise<void> =>
    new Promise((resolve) => {
      // A closed window is no error; its `close` event ends everything that belongs to it.
      webSocket.send(JSON.stringify(message), () => resolve());
    });
  const feed = createSnapshotFeed((snapshot) => send({ event: 'snapshot:changed', payload: snapshot }));
  const stopListening = core.onChange(feed.push);
  let running = 0;
  // A window that comes (back) is up to date at once, whatever it missed.
  feed.push(core.snapshot());

  webSocket.on('close', stopListening);
  webSocket.on('error', () => webSocket.terminate());
  webSocket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary || running >= MAX_REQUESTS_AT_ONCE) return webSocket.close(POLICY_VIOLATION);
    running += 1;
    void dispatch(core.handlers, data.toString('utf8'), onBug).then((reply) => {
      running -= 1;
      if (reply === null) webSocket.close(POLICY_VIOLATION);
      else void send(reply);
    });
  });
}
