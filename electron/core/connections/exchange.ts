import type { Failure } from './classify-error.ts';
import { classifyError } from './classify-error.ts';
import { findReply } from './json-rpc.ts';
import type { RpcReply } from './json-rpc.ts';
import { sentSecrets } from './probe-target.ts';
import { sseEvents, textChunks } from './sse-events.ts';
import { maskValues } from './words.ts';
import { MASK } from '../../../shared/redact.ts';

/** What one probe's requests share. `signal` ends all of them: time-out, cancel, or the probe being done. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface OutgoingRequest {
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** An answer with its body still to be read, or why there is none. */
export type Opened =
  | {
      readonly kind: 'response';
      readonly response: Response;
      readonly url: URL;
      /** Takes what we sent as credentials out of a text of the answer, before anything of it is cut or kept. */
      readonly hide: (text: string) => string;
    }
  | { readonly kind: 'redirect'; readonly from: URL; readonly to: URL | null; readonly status: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** What a JSON-RPC request came back with. `rpc` is null when the answer held no matching response. */
export type Answer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      readonly rpc: RpcReply | null;
      /** Start of a body that was no JSON-RPC response, for a quotation. */
      readonly text: string;
      readonly milliseconds: number;
    }
  | Exclude<Opened, { kind: 'response' }>;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const ERROR_TEXT_LIMIT = 64 * 1024;

/**
 * Sends a request without following redirects, except one that stays on the same origin and keeps the method
 * (307, 308, or a mere trailing slash): headers may hold a token, which must not travel to another origin.
 */
export async function open(request: OutgoingRequest, wire: Wire): Promise<Opened> {
  const first = await openOnce(request, wire);
  const follow =
    first.kind === 'redirect' && first.to !== null && mayFollow(first.from, first.to, first.status);
  return follow ? openOnce({ ...request, url: first.to }, wire) : first;
}

/** Sends a JSON-RPC request and reads up to its response, in JSON or as a stream of events. */
export async function ask(request: OutgoingRequest, id: string, wire: Wire): Promise<Answer> {
  const started = wire.now();
  const opened = await open(request, wire);
  if (opened.kind !== 'response') return opened;
  const { response, hide } = opened;
  try {
    const { rpc, text } = await readReply(response, id, hide);
    const milliseconds = Math.max(0, Math.round(wire.now() - started));
    return { kind: 'answer', status: response.status, headers: safeHeaders(opened), rpc, text, milliseconds };
  } catch (error) {
    return { kind: 'failed', failure: classifyError(error) };
  }
}

/** Reads at most `limit` bytes of a body as text and lets go of the rest. */
export async function readText(response: Response, limit: number): Promise<string> {
  if (response.body === null) return '';
  let text = '';
  for await (const chunk of textChunks(response.body)) {
    text += chunk;
    if (text.length >= limit) break;
  }
  return text.slice(0, limit);
}

/** The answer's headers; a service may repeat in its challenge what it was sent. */
export function safeHeaders({ response, hide }: Extract<Opened, { kind: 'response' }>): Headers {
  const challenge = response.headers.get('www-authenticate');
  if (challenge === null || hide(challenge) === challenge) return response.headers;
  const headers = new Headers(response.headers);
  headers.set('www-authenticate', hide(challenge).replaceAll(MASK, '***'));
  return headers;
}

export function mediaType(headers: Headers): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

async function openOnce(request: OutgoingRequest, wire: Wire): Promise<Opened> {
  try {
    const response = await wire.fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: wire.signal,
    });
    if (!REDIRECTS.has(response.status) && response.type !== 'opaqueredirect') {
      const secrets = sentSecrets(request);
      return { kind: 'response', response, url: request.url, hide: (text) => maskValues(text, secrets) };
    }
    await response.body?.cancel();
    const to = locationOf(response, request.url);
    return { kind: 'redirect', from: request.url, to, status: response.status };
  } catch (error) {
    return { kind: 'failed', failure: classifyError(error) };
  }
}

async function readReply(
  response: Response,
  id: string,
  hide: (text: string) => string,
): Promise<{ rpc: RpcReply | null; text: string }> {
  if (response.body === null) return { rpc: null, text: '' };
  if (mediaType(response.headers) === 'text/event-stream') {
    for await (const { data } of sseEvents(response.body)) {
      const rpc = findReply(parseJson(hide(data)), id);
      if (rpc !== null) return { rpc, text: '' };
    }
    return { rpc: null, text: '' };
  }
  const isJson = /[/+]json$/.test(mediaType(response.headers));
  const text = hide(isJson ? await readWhole(response.body) : await readText(response, ERROR_TEXT_LIMIT));
  // Error answers are believed whatever they call themselves; a success must say that it is JSON.
  const rpc = isJson || !response.ok ? findReply(parseJson(text), id) : null;
  return { rpc, text: text.slice(0, ERROR_TEXT_LIMIT) };
}

async function readWhole(body: ReadableStream<Uint8Array>): Promise<string> {
  const parts: string[] = [];
  for await (const chunk of textChunks(body)) parts.push(chunk);
  return parts.join('');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function locationOf(response: Response, base: URL): URL | null {
  const location = response.headers.get('location');
  return location !== null && URL.canParse(location, base.href) ? new URL(location, base.href) : null;
}

function mayFollow(from: URL, to: URL, status: number): boolean {
  const leaves = from.origin !== to.origin || to.username !== '' || to.password !== '';
  if (leaves || from.href === to.href) return false;
  const onlySlash = trimSlash(from.pathname) === trimSlash(to.pathname) && from.search === to.search;
  return status === 307 || status === 308 || onlySlash;
}

function trimSlash(path: string): string {
  return path.replace(/\/{1,8}$/, '');
}
