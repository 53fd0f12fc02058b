import { expect, test } from 'vitest';
import { classifyError } from './classify-error.ts';

function fetchFailed(cause: unknown): TypeError {
  return new TypeError('fetch failed', { cause });
}

function withCode(code: string, message = 'something'): Error {
  return Object.assign(new Error(message), { code });
}

test.each([
  ['ENOTFOUND', 'unreachable', 'the host name is unknown'],
  ['EAI_AGAIN', 'unreachable', 'the host name cannot be looked up right now'],
  ['ECONNREFUSED', 'unreachable', 'connection refused'],
  ['ECONNRESET', 'unreachable', 'the connection was cut off'],
  ['UND_ERR_CONNECT_TIMEOUT', 'unreachable', 'no connection in time'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-error', 'the certificate is self-signed'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-error', 'the certificate comes from an unknown authority'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-error', 'the certificate is for another host name'],
  ['CERT_HAS_EXPIRED', 'tls-error', 'the certificate has expired'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls-error', 'this port does not speak TLS'],
  [
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'tls-error',
    'the encrypted connection failed (ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)',
  ],
  ['HPE_INVALID_CONSTANT', 'not-mcp', 'this port does not speak HTTP'],
  ['EWHATEVER', 'unreachable', 'the request failed (EWHATEVER)'],
])('puts the code %s in words', (code, state, evidence) => {
  expect(classifyError(fetchFailed(withCode(code)))).toMatchObject({ state, evidence });
});

test('looks into both attempts when IPv6 and IPv4 are tried', () => {
  const error = fetchFailed(new AggregateError([withCode('ENETUNREACH'), withCode('ECONNREFUSED')], ''));
  expect(classifyError(error)).toMatchObject({ state: 'unreachable', evidence: 'no network' });
});

test('understands the names of Electron’s net.fetch', () => {
  expect(classifyError(new Error('net::ERR_CERT_AUTHORITY_INVALID')).state).toBe('tls-error');
  expect(classifyError(new Error('net::ERR_NAME_NOT_RESOLVED')).evidence).toBe('the host name is unknown');
});

test('recognises a proxy that wants a sign-in', () => {
  expect(
    classifyError(fetchFailed(new Error('Proxy response (407) !== 200 when HTTP Tunneling'))).state,
  ).toBe('http-error');
});

test('never shows outside text, and ends on a cause that is its own cause', () => {
  const loop = withCode('EODD', 'password=geheim');
  loop.cause = loop;
  expect(JSON.stringify(classifyError(loop))).not.toContain('geheim');
  expect(classifyError(undefined).state).toBe('unreachable');
});
