import type { ConnectionState } from '../../../shared/domain.ts';
import { BodyTooLarge } from './sse-events.ts';

/** Why a request got no usable answer, in words. */
export interface Failure {
  readonly state: ConnectionState;
  readonly evidence: string;
  readonly next: string;
  /** The server asked to be left alone for this long (Retry-After, RFC 9110 10.2.3). Milliseconds. */
  readonly retryAfterMs?: number;
  /** The name is unknown, or nothing is at the address: it may be gone for good. */
  readonly gone?: true;
}

const NETWORK = 'Check the address and your network, then check again.';
const CERTIFICATE = 'Ask whoever runs the server to mend its certificate.';
/** What to do where an organisation's own authority is not known on this computer. */
export const OWN_AUTHORITY =
  'If your organisation issues its own certificates, install its root certificate on this computer and start MCP Tray again.';
const OWN_CA = `${OWN_AUTHORITY} Some apps have to be told of it as well; Diagnose says how.`;
const HTTPS_PORT = 'Check the address: this port may want https:// instead of http://.';

/**
 * Codes as Node 24's fetch reports them in `cause.code` (measured), and Chromium's `net::ERR_…` names for
 * Electron's `net.fetch`.
 */
const BY_CODE: Readonly<Record<string, Failure>> = {
  ENOTFOUND: {
    ...unreachable('the host name is unknown', 'Check the spelling of the address, or your VPN.'),
    gone: true,
  },
  EAI_AGAIN: unreachable('the host name cannot be looked up right now', NETWORK),
  ECONNREFUSED: unreachable(
    'connection refused',
    'Check that the server is running and that the port is right.',
  ),
  ECONNRESET: unreachable('the connection was cut off', HTTPS_PORT),
  UND_ERR_SOCKET: unreachable('the connection was closed without an answer', HTTPS_PORT),
  EPIPE: unreachable('the connection was closed without an answer', HTTPS_PORT),
  ETIMEDOUT: unreachable('no connection in time', NETWORK),
  UND_ERR_CONNECT_TIMEOUT: unreachable('no connection in time', NETWORK),
  UND_ERR_HEADERS_TIMEOUT: unreachable('connected, but no answer in time', NETWORK),
  UND_ERR_BODY_TIMEOUT: unreachable('the answer stopped half-way', NETWORK),
  EHOSTUNREACH: unreachable('no route to this host', NETWORK),
  ENETUNREACH: unreachable('no network', NETWORK),
  ENETDOWN: unreachable('no network', NETWORK),
  EADDRNOTAVAIL: unreachable('no network', NETWORK),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls('the certificate is self-signed', OWN_CA),
  SELF_SIGNED_CERT_IN_CHAIN: tls('the certificate comes from an unknown authority', OWN_CA),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls('the certificate comes from an unknown authority', OWN_CA),
  UNABLE_TO_GET_ISSUER_CERT: tls('the certificate comes from an unknown authority', OWN_CA),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls('the certificate comes from an unknown authority', OWN_CA),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    'the certificate is for another host name',
    'Check the address; if it is right, the server has the wrong certificate.',
  ),
  CERT_HAS_EXPIRED: tls('the certificate has expired', CERTIFICATE),
  CERT_NOT_YET_VALID: tls(
    'the certificate is not valid yet',
    'Check the clock of this computer; if it is right, ask whoever runs the server.',
  ),
  CERT_REVOKED: tls('the certificate was revoked', CERTIFICATE),
  ERR_SSL_WRONG_VERSION_NUMBER: tls(
    'this port does not speak TLS',
    'Check the address: it may want http:// or another port.',
  ),
  UND_ERR_HEADERS_OVERFLOW: {
    state: 'not-mcp',
    evidence: 'the answer has oversized headers',
    next: 'Check the address.',
  },
  ERR_NAME_NOT_RESOLVED: {
    ...unreachable('the host name is unknown', 'Check the spelling of the address, or your VPN.'),
    gone: true,
  },
  ERR_CONNECTION_REFUSED: unreachable(
    'connection refused',
    'Check that the server is running and that the port is right.',
  ),
  ERR_CONNECTION_RESET: unreachable('the connection was cut off', HTTPS_PORT),
  ERR_EMPTY_RESPONSE: unreachable('the connection was closed without an answer', HTTPS_PORT),
  ERR_INTERNET_DISCONNECTED: unreachable('no network', NETWORK),
  ERR_CONNECTION_TIMED_OUT: unreachable('no connection in time', NETWORK),
  ERR_CERT_AUTHORITY_INVALID: tls('the certificate comes from an unknown authority', OWN_CA),
  ERR_CERT_COMMON_NAME_INVALID: tls(
    'the certificate is for another host name',
    'Check the address; if it is right, the server has the wrong certificate.',
  ),
  ERR_CERT_DATE_INVALID: tls('the certificate has expired or is not valid yet', CERTIFICATE),
  ERR_SSL_PROTOCOL_ERROR: tls(
    'this port does not speak TLS',
    'Check the address: it may want http:// or another port.',
  ),
};

/** What went wrong with a request that got no complete answer. Never contains outside text but a code. */
export function classifyError(error: unknown): Failure {
  const chain = causes(error);
  if (chain.some((item) => item instanceof BodyTooLarge)) {
    return { state: 'not-mcp', evidence: 'the answer is too large', next: 'Check the address.' };
  }
  const codes = chain.flatMap(codeOf);
  const texts = chain.flatMap((item) => (item instanceof Error ? [item.message] : []));
  // A proxy's refusal: Chromium names it, a CONNECT proxy says 407, Node's fetch (measured) has an empty cause.
  const emptyCause = chain.length === 2 && texts[1] === '' && codes.length === 0;
  if (emptyCause || texts.some((text) => /\b407\b|ERR_PROXY_AUTH/.test(text))) {
    return {
      state: 'http-error',
      evidence: 'HTTP 407 · the proxy wants a sign-in',
      next: 'Sign in to your proxy, then check again.',
    };
  }
  if (texts.some((text) => text === 'bad port')) {
    return unreachable('this port is blocked for web requests', 'Check the port in the address.');
  }
  for (const code of codes) {
    const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
    if (known !== undefined) return known;
  }
  if (chain.some((item) => item instanceof Error && item.name === 'HTTPParserError')) return byFamily('HPE_');
  return byFamily(codes[0] ?? null);
}

function byFamily(code: string | null): Failure {
  if (code === null) return unreachable('the request failed', NETWORK);
  if (code.startsWith('HPE_')) {
    return {
      state: 'not-mcp',
      evidence: 'this port does not speak HTTP',
      next: 'Check the port in the address.',
    };
  }
  if (/^(ERR_TLS|ERR_SSL|ERR_CERT|CERT_|EPROTO|UNABLE_TO_|ERR_BAD_SSL)/.test(code)) {
    return tls(`the encrypted connection failed (${code})`, CERTIFICATE);
  }
  return unreachable(`the request failed (${code})`, NETWORK);
}

/** The error, its causes and the parts of an AggregateError (Node tries IPv6 and IPv4 side by side). */
function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && found.length < 16) {
    const item = waiting.shift();
    if (item === undefined || item === null) continue;
    found.push(item);
    if (item instanceof AggregateError) waiting.push(...item.errors.slice(0, 4));
    if (item instanceof Error) waiting.push(item.cause);
  }
  return found;
}

/** Codes of an error and of all that caused it, outermost first. */
export function codesOf(error: unknown): readonly string[] {
  return causes(error).flatMap(codeOf);
}

function codeOf(item: unknown): string[] {
  if (typeof item !== 'object' || item === null) return [];
  if ('code' in item && typeof item.code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(item.code)) {
    return [item.code];
  }
  const chromium = item instanceof Error ? /net::(ERR_[A-Z_]{2,60})/.exec(item.message)?.[1] : undefined;
  return chromium === undefined ? [] : [chromium];
}

function unreachable(evidence: string, next: string): Failure {
  return { state: 'unreachable', evidence, next };
}

function tls(evidence: string, next: string): Failure {
  return { state: 'tls-error', evidence, next };
}
