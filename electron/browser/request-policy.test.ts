import { expect, test } from 'vitest';
import { isOurHost, readSessionCookie, sessionCookie, sessionCookieName } from './request-policy.ts';

test.each([
  ['127.0.0.1:4100', true],
  ['localhost:4100', true],
  ['127.0.0.1', false],
  ['127.0.0.1:4101', false],
  ['evil.test:4100', false],
  ['localhost.evil.test:4100', false],
  ['127.0.0.1:4100.evil.test', false],
  ['[::1]:4100', false],
  [undefined, false],
])('host %s is ours: %s', (host, expected) => {
  expect(isOurHost(host, 4100)).toBe(expected);
});

test('the cookie is HttpOnly, SameSite=Strict, named after the port and bound to a path', () => {
  expect(sessionCookie(4100, 'v', '/bridge/x')).toBe(
    'mcp-tray-4100=v; Path=/bridge/x; HttpOnly; SameSite=Strict',
  );
});

test('finds our cookie among those of other programs on this computer', () => {
  const header = `a=1; ${sessionCookieName(4101)}=other; ${sessionCookieName(4100)}=mine=; b=2`;
  expect(readSessionCookie(header, 4100)).toBe('mine=');
  expect(readSessionCookie(header, 4102)).toBeNull();
  expect(readSessionCookie(undefined, 4100)).toBeNull();
});
