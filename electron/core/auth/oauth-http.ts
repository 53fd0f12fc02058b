import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, AppErrorCode, Result } from '../../../shared/errors.ts';
import { redactText } from '../../../shared/redact.ts';

/** Milliseconds for one request to a sign-in service, body included. */
const REQUEST_TIMEOUT = 15_000;
/** Bytes; the largest metadata documents in the wild are below 20 KB. */
const BODY_LIMIT = 256 * 1024;
const MOST_REDIRECTS = 3;

export interface OAuthAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON object, or null when the body is something else. */
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly text: string;
}

export interface OAuthRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
  readonly signal?: AbortSignal | undefined;
}

export type OAuthHttp = (url: URL, request?: OAuthRequest) => Promise<Result<OAuthAnswer>>;

/**
 * One request that never reads more than 256 KB and never takes longer than 15 s. A GET follows redirects that
 * stay on the same origin, nothing else follows any. Any HTTP status is an answer. Errors: Unreachable, Timeout, TlsFailure, HttpError (too long an answer),
 * AuthCancelled (the caller's signal).
 */
export function createOAuthHttp(fetch: typeof globalThis.fetch): OAuthHttp {
  return async (url, { method = 'GET', headers = {}, body, signal } = {}) => {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT);
    try {
      const response = await follow(fetch, url, method === 'GET' ? MOST_REDIRECTS : 0, {
        method,
        headers: { accept: 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const text = await readLimited(response);
      if (text === null) return fail('HttpError', `${url.host} sent more than a sign-in service should.`);
      return ok({ status: response.status, headers: response.headers, json: parseObject(text), text });
    } catch (error) {
      if (signal?.aborted) return fail('AuthCancelled');
      if (timeout.aborted) return fail('Timeout', `${url.host} did not answer in time.`);
      const { code, reason } = networkReason(error);
      return fail(code, `${url.host} cannot be reached.`, { detail: reason });
    }
  };
}

/**
 * Same, but only the status and headers are wanted: the body may be an endless stream. Frameworks send a POST
 * on by 307 or 308 from an address without its last slash.
 */
export async function headOf(
  fetch: typeof globalThis.fetch,
  url: URL,
  init: RequestInit,
  signal?: AbortSignal,
): Promise<Result<Response>> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT);
  try {
    const all = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const response = await follow(fetch, url, 1, { ...init, redirect: 'manual', signal: all });
    await response.body?.cancel();
    return ok(response);
  } catch (error) {
    if (signal?.aborted) return fail('AuthCancelled');
    if (timeout.aborted) return fail('Timeout', `${url.host} did not answer in time.`);
    const { code, reason } = networkReason(error);
    return fail(code, `${url.host} cannot be reached.`, { detail: reason });
  }
}

/** Follows on the same origin, and a request with a body only where it stays the same request. */
async function follow(
  fetch: typeof globalThis.fetch,
  url: URL,
  left: number,
  init: RequestInit & { method?: string },
): Promise<Response> {
  const response = await fetch(url, init);
  const { status } = response;
  const followed = init.method === 'GET' ? status >= 300 && status < 400 : status === 307 || status === 308;
  const location = followed && left > 0 ? response.headers.get('location') : null;
  const next = location === null ? null : URL.parse(location, url.href);
  if (next === null || next.origin !== url.origin || next.username !== '' || next.password !== '') {
    return response;
  }
  await response.body?.cancel();
  return follow(fetch, next, left - 1, init);
}

async function readLimited(response: Response): Promise<string | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > BODY_LIMIT) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Whether a request failed before it can have reached the service. */
export function neverSent({ code, detail = '' }: AppError): boolean {
  return code === 'TlsFailure' || NOT_CONNECTED.test(detail);
}

const NOT_CONNECTED = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Node's fetch hides the reason in `cause` (measured codes: DNS, refused, TLS families). */
function networkReason(error: unknown): { code: AppErrorCode; reason: string } {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { code?: unknown } | null)?.code;
  const reason = typeof code === 'string' ? code : redactText(String(cause)).slice(0, 200);
  return { code: /CERT|TLS|SSL|SIGNATURE|SELF_SIGNED/.test(reason) ? 'TlsFailure' : 'Unreachable', reason };
}

/**
 * The service's own words, for a small quotation: one line, short, redacted piece by piece, and without the
 * secrets we sent, should the service echo them.
 */
export function quoted(answer: OAuthAnswer, sentSecrets: readonly string[] = []): string {
  const { error, error_description: description } = answer.json ?? {};
  const words = [error, description].filter((part) => typeof part === 'string');
  return oneLine([String(answer.status), ...(words.length > 0 ? words : [answer.text])], sentSecrets);
}

export function oneLine(pieces: readonly string[], sentSecrets: readonly string[] = []): string {
  const withoutSent = (piece: string) =>
    sentSecrets
      .filter((secret) => secret !== '')
      .reduce((text, secret) => text.replaceAll(secret, '…'), piece);
  return pieces
    .map((piece) => redactText(withoutSent(piece)))
    .join(' ')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 300)
    .trim();
}
