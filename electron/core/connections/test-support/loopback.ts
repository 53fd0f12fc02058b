import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  readonly origin: string;
  /** "POST /mcp server/discover", in order of arrival. */
  readonly seen: string[];
  readonly headers: IncomingMessage['headers'][];
  /** Another certificate from now on; only of a server that has one. */
  renew?(tls: { key: string; cert: string }): void;
  close(): Promise<void>;
}

export interface TestRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON body, or null. */
  readonly body: { id?: unknown; method?: string; params?: Record<string, unknown> } | null;
}

/** An HTTP server on 127.0.0.1 whose handler sees the body already parsed. */
export async function serve(
  handler: (request: TestRequest, response: ServerResponse) => void,
  tls?: { key: string; cert: string },
): Promise<LoopbackServer> {
  const seen: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const listener: RequestListener = (request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const body = text === '' ? null : (JSON.parse(text) as TestRequest['body']);
      const path = request.url ?? '/';
      seen.push([request.method, path, body?.method].filter((part) => part !== undefined).join(' '));
      headers.push(request.headers);
      handler({ method: request.method ?? 'GET', path, headers: request.headers, body }, response);
    });
  };
  const secure = tls === undefined ? null : createSecureServer(tls, listener);
  const listening = await listen(secure ?? createServer(listener));
  return {
    ...listening,
    ...(secure === null ? {} : { renew: (next) => secure.setSecureContext(next) }),
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${listening.port}`,
    seen,
    headers,
  };
}

/** A raw TCP server on 127.0.0.1. */
export async function serveTcp(onSocket: (socket: Socket) => void): Promise<LoopbackServer> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    onSocket(socket);
  });
  const listening = await listen(server);
  return { ...listening, origin: `http://127.0.0.1:${listening.port}`, seen: [], headers: [] };
}

async function listen(server: Server): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function result(response: ServerResponse, request: TestRequest, value: unknown): void {
  json(response, 200, { jsonrpc: '2.0', id: request.body?.id, result: value });
}

export function rpcError(response: ServerResponse, status: number, error: unknown, id: unknown = null): void {
  json(response, status, { jsonrpc: '2.0', id, error });
}
