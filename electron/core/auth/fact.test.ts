import { describe, expect, it } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import { testCredential } from './__fixtures__/credential.ts';
import { attemptFact } from './attempt-fact.ts';
import { credentialFact, rejectionFor } from './fact.ts';

const start = Date.parse('2026-11-21T12:00:00');
const minute = 60_000;
const held = testCredential({ obtainedAt: start, expiresAt: start + 60 * minute });
const unrenewable = { ...held, refreshToken: null };
const quiet = { renewing: false, failure: null, rejection: null };
const jwt = (audience: unknown) =>
  `x.${Buffer.from(JSON.stringify({ aud: audience })).toString('base64url')}.x`;

describe('the state of our own sign-in', () => {
  it.each([
    ['signed-in', held, { now: start }],
    ['signed-in', held, { now: start + 59 * minute }],
    ['renewable', held, { now: start + 60 * minute }],
    ['signed-in', unrenewable, { now: start }],
    ['expires-soon', unrenewable, { now: start + 55 * minute }],
    ['expired', unrenewable, { now: start + 60 * minute }],
    ['signed-in', { ...held, expiresAt: null }, { now: start + 1e10 }],
    ['renewing', held, { now: start, renewing: true }],
    ['renewal-failed', held, { now: start, failure: { at: start, error: fail('Unreachable').error } }],
    [
      'insufficient-scope',
      held,
      {
        now: start,
        rejection: {
          kind: 'insufficient-scope',
          at: start + 1,
          scope: 'w',
          refusedToken: null,
          movedTo: null,
        },
      },
    ],
    [
      'rejected',
      held,
      {
        now: start,
        rejection: { kind: 'invalid-token', at: start + 1, scope: null, refusedToken: null, movedTo: null },
      },
    ],
    [
      'renewable',
      held,
      {
        now: start,
        rejection: {
          kind: 'invalid-token',
          at: start + 5 * minute,
          scope: null,
          refusedToken: null,
          movedTo: null,
        },
      },
    ],
    [
      'rejected',
      unrenewable,
      {
        now: start,
        rejection: {
          kind: 'invalid-token',
          at: start + 5 * minute,
          scope: null,
          refusedToken: null,
          movedTo: null,
        },
      },
    ],
    ['rejected', { ...held, ended: { at: start, reason: 'invalid-grant' as const } }, { now: start }],
    [
      'wrong-audience',
      { ...held, accessToken: jwt(['account', 'other']) },
      {
        now: start,
        rejection: { kind: 'invalid-token', at: start + 1, scope: null, refusedToken: null, movedTo: null },
      },
    ],
    [
      'rejected',
      { ...held, accessToken: jwt(held.resource) },
      {
        now: start,
        rejection: { kind: 'invalid-token', at: start + 1, scope: null, refusedToken: null, movedTo: null },
      },
    ],
    [
      'rejected',
      held,
      {
        now: start,
        rejection: {
          kind: 'invalid-token',
          at: start + 5 * minute,
          scope: null,
          refusedToken: null,
          movedTo: 'https://new.example',
        },
      },
    ],
    ['signed-in', { ...unrenewable, grant: 'client_credentials' as const }, { now: start + 55 * minute }],
    ['renewable', { ...unrenewable, grant: 'client_credentials' as const }, { now: start + 60 * minute }],
  ] as const)('is %s', (state, credential, context) => {
    const fact = credentialFact(credential, { ...quiet, ...context });
    expect(fact.state).toBe(state);
    expect(fact.owner).toBe('mcp-tray');
    expect(fact.evidence).not.toBe('');
  });

  it('names the audience the token was made for', () => {
    const rejection = {
      kind: 'invalid-token',
      at: start + 1,
      scope: null,
      refusedToken: null,
      movedTo: null,
    } as const;
    const fact = credentialFact(
      { ...held, accessToken: jwt(['account']) },
      { ...quiet, now: start, rejection },
    );
    expect(fact.evidence).toBe('the token is for account, the server is https://mcp.example/mcp');
  });

  it('says in words what happened and when', () => {
    const ended = { at: start, reason: 'invalid-grant' as const };
    const fact = credentialFact({ ...held, ended }, { ...quiet, now: start + minute });
    expect(fact.evidence).toBe('as.example refused to renew the sign-in (invalid_grant), 12:00');
    expect(fact.next).toBe('Sign in again.');
  });
});

describe('a rejection', () => {
  it('counts until newer tokens were obtained', () => {
    const rejection = {
      kind: 'invalid-token',
      at: start + 1,
      scope: null,
      refusedToken: null,
      movedTo: null,
    } as const;
    expect(rejectionFor(held, rejection)).toBe(rejection);
    expect(rejectionFor({ ...held, obtainedAt: start + 2 }, rejection)).toBeNull();
  });

  it('of an older token that comes late is not held against the new one', () => {
    const late = {
      kind: 'invalid-token',
      at: start + 1,
      scope: null,
      refusedToken: 'old',
      movedTo: null,
    } as const;
    expect(rejectionFor(held, late)).toBeNull();
    expect(rejectionFor({ ...held, accessToken: 'old' }, late)).toBe(late);
  });
});

describe('a sign-in that failed', () => {
  it('is a state only when trying again cannot help', () => {
    expect(attemptFact({ at: start, error: fail('RegistrationRejected').error }, start)?.state).toBe(
      'registration-rejected',
    );
    expect(attemptFact({ at: start, error: fail('RegistrationUnavailable').error }, start)?.state).toBe(
      'registration-unavailable',
    );
    expect(attemptFact({ at: start, error: fail('AuthTimeout').error }, start)).toBeNull();
  });
});
