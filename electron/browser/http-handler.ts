import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentSecurityPolicy } from '../../shared/csp.ts';
import { isOurHost, isOurOrigin, sessionCookie } from './request-policy.ts';
import type { Sessions } from './session.ts';
import { readStaticFile } from './static-files.ts';

const MAX_SESSION_BODY_BYTES = 4096;

const SECURITY_HEADERS = {
  'Content-Security-Policy': contentSecurityPolicy('browser'),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * Answers plain requests: the page's files, and `POST /session`, which exchanges a link's one-time token for
 * the session cookie and the path it is good for. The files hold nothing of the person's; everything else needs the cookie (socket.ts).
 */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: { port: number; rendererDir: string; sessions: Sessions },
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  response.setHeader('Cache-Control', 'no-store');
  if (!isOurHost(request.headers.host, options.port)) {
    return end(response, 403, 'This address is not served here.');
  }
  const [path = '/'] = (request.url ?? '/').split(/[?#]/);
  if (path === '/session') return openSession(request, response, options);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return end(response, 405, 'Only reading is possible here.');
  }
  const file = await readStaticFile(options.rendererDir, path);
  if (file === null) return end(response, 404, 'There is no such page.');
  if (file.etag !== null) {
    response.setHeader('Cache-Control', 'no-cache');
    response.setHeader('ETag', file.etag);
    if (request.headers['if-none-match'] === file.etag) {
      response.writeHead(304).end();
      return;
    }
  }
  response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.body.length });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

async function openSession(
  request: IncomingMessage,
  response: ServerResponse,
  { port, sessions }: { port: number; sessions: Sessions },
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('Allow', 'POST');
    return end(response, 405, 'Only POST is possible here.');
  }
  if (!isOurOrigin(request, port)) return end(response, 403, 'The request comes from another page.');
  if (!/^application\/json(\s*;|$)/i.test(request.headers['content-type'] ?? '')) {
    return end(response, 415, 'JSON is expected.');
  }
  const body = await readBody(request);
  if (body === null) return end(response, 413, 'The request is too long.');
  const token = tokenOf(body);
  if (token === null) return end(response, 400, 'A token is expected.');
  const redemption = sessions.redeem(token);
  if (redemption.kind === 'locked') return end(response, 429, 'Too many wrong links.');
  if (redemption.kind === 'refused') return end(response, 401, 'This link was used before, or is too old.');
  response.setHeader('Set-Cookie', sessionCookie(port, redemption.value, sessions.bridgePath));
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ bridge: sessions.bridgePath }));
}

/** The body as text, or null once it is longer than allowed. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_SESSION_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function tokenOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const token: unknown =
      typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'token') : undefined;
    return typeof token === 'string' && token.length > 0 ? token : null;
  } catch {
    return null;
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  const closing = status >= 400 && !response.req.complete;
  if (closing) response.setHeader('Connection', 'close');
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
