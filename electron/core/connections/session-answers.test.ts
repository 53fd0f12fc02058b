import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBegun, readIdentity, readStatus } from './session-answers.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const context = { server: 'https://octo.test/mcp', secrets: ['made-up-secret'], now: NOW };
const said = (value: unknown) => ({
  result: { content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }] },
  error: null,
});
const structured = (value: unknown) => ({ result: { content: [], structuredContent: value }, error: null });
const CODE = { userCode: 'WDJB-MJHT', verificationUri: 'https://id.test/device' };

describe('the answer of authenticate', () => {
  test('is a code, as text or as structured content', () => {
    const code = { ...CODE, verificationUriComplete: null, expiresAt: NOW + 900_000 };
    for (const reply of [said, structured]) {
      expect(readBegun(reply({ ...CODE, expiresInSeconds: 900 }), context)).toEqual({
        ok: true,
        value: { kind: 'code', code },
      });
    }
  });

  test('may say that somebody is signed in there already', () => {
    const already = { isSuccess: true, isAlreadyAuthenticated: true, message: 'Already authenticated.' };
    expect(readBegun(said(already), context)).toEqual({
      ok: true,
      value: { kind: 'signed-in', expiresAt: null },
    });
  });

  test.each([
    ['no code at all', { isSuccess: true }, 'SignInFailed'],
    ['a code of other characters', { ...CODE, userCode: 'A\u202eB' }, 'SignInFailed'],
    ['a code that fills the screen', { ...CODE, userCode: 'A'.repeat(65) }, 'SignInFailed'],
    ['no page', { userCode: 'A' }, 'SignInFailed'],
    [
      'a page of this computer, from a server elsewhere',
      { ...CODE, verificationUri: 'http://127.0.0.1/x' },
      'InsecureEndpoint',
    ],
    ['prose', 'Please wait for made-up-secret.', 'SignInFailed'],
  ])('is refused with %s', (_what, value, code) => {
    const read = readBegun(said(value), context);
    expect(read).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(read)).not.toContain('made-up-secret');
  });

  test('leaves out a filled-in page that must not be opened', () => {
    const read = readBegun(said({ ...CODE, verificationUriComplete: 'javascript:alert(1)' }), context);
    expect(read).toMatchObject({ ok: true, value: { code: { verificationUriComplete: null } } });
  });
});

describe('the answer of check_auth_status', () => {
  test.each([
    [{ isAuthenticated: true, expiresInSeconds: 3600 }, NOW + 3_600_000],
    [{ IsAuthenticated: true, expires_in: '60' }, NOW + 60_000],
    [{ isAuthenticated: true }, null],
    [{ isAuthenticated: true, expiresInSeconds: -1 }, null],
    [{ isAuthenticated: true, expiresInSeconds: 1e12 }, null],
  ])('%j: signed in', (value, expiresAt) => {
    expect(readStatus(said(value), context)).toEqual({ ok: true, value: { kind: 'signed-in', expiresAt } });
  });

  test.each([
    [{ isSuccess: true, isAuthenticated: false, isPending: true, retryAfterSeconds: 10 }, 10_000],
    [{ isAuthenticated: false }, null],
    [{ isSuccess: false, errorMessage: 'authorization_pending' }, null],
    [{ isSuccess: false, errorMessage: 'slow_down: wait' }, null],
  ])('%j: not yet', (value, retryAfterMs) => {
    expect(readStatus(said(value), context)).toEqual({ ok: true, value: { kind: 'pending', retryAfterMs } });
  });

  test.each([
    ['Authentication failed: access_denied - no', 'AuthDenied'],
    ['Authentication request has expired.', 'AuthTimeout'],
    ["No pending authentication. Call 'authenticate' first.", 'SignInFailed'],
  ])('%j: over', (errorMessage, code) => {
    const read = readStatus(said({ isSuccess: false, errorMessage }), context);
    expect(read).toMatchObject({ ok: false, error: { code, detail: errorMessage } });
  });
});

describe('the answer of whoami', () => {
  test('tells who it is, and when that ends', () => {
    const value = {
      isAuthenticated: true,
      userName: 'Ada made-up-secret',
      email: 'ada@example.com',
      roles: ['Reader', 7, null, 'Writer'],
      tenantId: 'acme',
      tokenExpiresAtUtc: '2026-11-28T13:00:00Z',
    };
    expect(readIdentity(said(value), context)).toEqual({
      identity: {
        name: 'Ada ••••••',
        email: 'ada@example.com',
        roles: ['Reader', 'Writer'],
        tenants: ['acme'],
      },
      expiresAt: NOW + 3_600_000,
    });
  });

  test.each([['nobody'], [{ isAuthenticated: false, userName: 'x' }], [['x']]])(
    '%j names nobody',
    (value) => {
      expect(readIdentity(said(value), context)).toBeNull();
    },
  );
});

test('whatever a server answers is read or refused, and only safe pages are shown', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.oneof(fc.webUrl(), fc.string()), (value, verificationUri) => {
      const isObject = typeof value === 'object' && value !== null;
      const mixed = isObject ? Object.assign({}, CODE, value, { verificationUri }) : value;
      readStatus(said(mixed), context);
      readIdentity(said(mixed), context);
      const read = readBegun(said(mixed), context);
      const page = read.ok && read.value.kind === 'code' ? read.value.code.verificationUri : 'https://';
      expect(page).toMatch(/^https:\/\//);
    }),
  );
});
