import type { Failure } from './classify-error.ts';
import { mediaType } from './exchange.ts';
import { isRecord } from './json-rpc.ts';
import { quote, seconds } from './words.ts';

const NOT_HERE = 'Check the address; many servers end in /mcp.';

/** An HTTP answer that ends a check, other than 401 and 403. `text` is the start of the body. */
export function classifyStatus(status: number, headers: Headers, text: string, now: number): Failure {
  if (status >= 200 && status < 300) return notMcp(contentWords(headers, text));
  if (status === 407) {
    return httpError('HTTP 407 · the proxy wants a sign-in', 'Sign in to your proxy, then check again.');
  }
  if (status === 429) {
    const wait = retryAfterMs(headers, now);
    return httpError(
      'HTTP 429 · too many requests',
      wait === null ? 'Check again in a few minutes.' : `Check again in ${waitWords(wait)}.`,
      wait,
    );
  }
  if (status >= 500) {
    const wait = retryAfterMs(headers, now);
    const again = wait === null ? 'Try again later' : `Try again in ${waitWords(wait)}`;
    return httpError(
      `HTTP ${status} · ${serverErrorWords(status)}`,
      `${again}, or ask whoever runs the server.`,
      wait,
    );
  }
  if (status === 404 || status === 410) {
    return { ...notMcp(`HTTP ${status} · nothing at this address`), gone: true };
  }
  if (status === 405) return notMcp('HTTP 405 · this address takes no MCP messages');
  return notMcp(`HTTP ${status}${suffix(errorMessage(text))}`);
}

/** A redirect that is not followed: where to, without query, and what it probably means. */
export function classifyRedirect(from: URL, to: URL | null, status: number): Failure {
  if (to === null) return httpError(`HTTP ${status} · redirects without saying where`, NOT_HERE);
  const place = to.origin === from.origin ? to.pathname : `${to.origin}${to.pathname}`;
  const words = `HTTP ${status} · redirects to ${quote(place, 120)}`;
  if (to.protocol === 'https:' && from.protocol === 'http:' && to.hostname === from.hostname) {
    return httpError(words, 'Use the https:// address in the configuration.');
  }
  if (/log-?in|sign-?in|sso|auth|saml|oauth/i.test(to.pathname + to.hostname)) {
    return httpError(
      `${words} (a sign-in page for browsers)`,
      'A gateway in front of the server wants a browser sign-in, which MCP clients cannot do. Ask whoever runs it to let /mcp through.',
    );
  }
  return httpError(words, 'If you trust that address, use it in the configuration; it is not followed.');
}

/** A human message in an error body: JSON-RPC, OAuth or problem+json; null when there is none. */
export function errorMessage(text: string): string | null {
  try {
    const body: unknown = JSON.parse(text);
    if (!isRecord(body)) return null;
    const inner = isRecord(body['error']) ? body['error']['message'] : null;
    const found = [
      inner,
      body['error_description'],
      body['message'],
      body['detail'],
      body['error'],
      body['title'],
    ];
    const message = found.find((item): item is string => typeof item === 'string' && item.trim() !== '');
    return message === undefined ? null : quote(message);
  } catch {
    return null;
  }
}

/** Retry-After in milliseconds: seconds or an HTTP date (RFC 9110 10.2.3); null when absent or absurd. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after')?.trim() ?? '';
  const wait = /^\d{1,7}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(wait) && wait > 0 && wait <= 7 * 86_400_000 ? wait : null;
}

function waitWords(wait: number): string {
  if (wait < 120_000) return seconds(Math.max(wait, 1000));
  return wait < 7_200_000 ? `${Math.round(wait / 60_000)} min` : `${Math.round(wait / 3_600_000)} h`;
}

function contentWords(headers: Headers, text: string): string {
  const type = mediaType(headers);
  if (type === 'text/html' || /^\s*<(!doctype|html)/i.test(text)) {
    return 'a web page answers, not an MCP server';
  }
  if (type === 'text/event-stream') return 'the event stream ended without an answer';
  if (text.trim() === '') return 'an empty answer, not an MCP server';
  if (/[/+]json$/.test(type)) return 'answers with JSON that is not MCP';
  return `answers with ${quote(type, 60) || 'no content type'} instead of JSON`;
}

function serverErrorWords(status: number): string {
  if (status === 502) return 'the gateway gets no answer from the server';
  if (status === 503) return 'the server is not available right now';
  if (status === 504) return 'the gateway waited too long for the server';
  return 'the server reports an error of its own';
}

function suffix(message: string | null): string {
  return message === null ? '' : ` · “${message}”`;
}

function notMcp(evidence: string): Failure {
  return { state: 'not-mcp', evidence, next: NOT_HERE };
}

function httpError(evidence: string, next: string, wait: number | null = null): Failure {
  return { state: 'http-error', evidence, next, ...(wait === null ? {} : { retryAfterMs: wait }) };
}
