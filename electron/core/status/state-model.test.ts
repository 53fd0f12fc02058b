import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AUTH_STATES, CONNECTION_STATES, UNKNOWN_AUTH } from '../../../shared/domain.ts';
import type { AuthFact, AuthState, ConnectionState, ServerEntry } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import { entryConnectionWords, entryShape } from '../../../shared/entry-status.ts';
import { AUTH_COPY, CONNECTION_COPY } from '../../../shared/state-words.ts';
import { testEntry as shownEntry } from '../../../shared/test-snapshot.ts';
import { testCredential } from '../auth/__fixtures__/credential.ts';
import { memoryFailures } from '../auth/attempts.ts';
import { attemptFact } from '../auth/attempt-fact.ts';
import { credentialFact } from '../auth/fact.ts';
import { createOwnCredentials } from '../services/own-credentials.ts';
import type { SignInRecord } from '../sign-ins/types.ts';
import { authFact } from './auth-fact.ts';
import type { AuthEvidence } from './auth-fact.ts';
import { testEntry } from './test-entry.ts';

/** The whole model of states, reached from facts as they really come in: `auth.md` 7.1 and acceptance 202. */

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;
const challenge = { error: null, description: null, scope: 'mcp:write', resourceMetadata: null };
const record: SignInRecord = {
  owner: 'some-client',
  key: 'kfuse|0',
  serverName: 'kfuse',
  serverUrl: 'https://kfuse.test/mcp',
  issuer: 'https://sso.test',
  expiresAt: NOW + 60 * MINUTE,
  hasAccessToken: true,
  refreshable: true,
  rejectedAt: null,
};
const held = testCredential({ obtainedAt: NOW, expiresAt: NOW + 60 * MINUTE });
const refusal = { at: NOW + 1, scope: null, refusedToken: null, movedTo: null };

function fact(change: Partial<AuthEvidence>): AuthFact {
  const evidence = {
    entry: testEntry(),
    clientName: 'Some Client',
    keptBy: 'Some Client',
    records: [],
    hidden: false,
    own: null,
  };
  return authFact({ ...evidence, probe: null, vars: {}, now: NOW, ...change });
}

const found = (auth: NonNullable<AuthEvidence['probe']>['auth'], change: Partial<AuthEvidence> = {}) =>
  fact({ probe: { auth, checkedAt: NOW, sent: 'nothing' }, ...change });

/** Our own sign-in, as the engine tells it, seen through an entry. */
function ours(
  credential: Parameters<typeof credentialFact>[0],
  change: Partial<Parameters<typeof credentialFact>[1]> = {},
): AuthFact {
  const context = { now: NOW, renewing: false, failure: null, rejection: null, ...change };
  return fact({ own: credentialFact(credential, context) });
}

const tried = (code: 'RegistrationRejected' | 'RegistrationUnavailable') =>
  fact({ own: attemptFact({ at: NOW, error: fail(code).error }, NOW) });

const REACHED: readonly (readonly [AuthState, string, () => AuthFact])[] = [
  ['unknown', 'nobody has asked', () => fact({})],
  ['not-applicable', 'a local program', () => fact({ entry: stdio() })],
  [
    'static',
    'a header in the file',
    () => fact({ entry: testEntry({ headers: { Authorization: 'Bearer x' } }) }),
  ],
  ['env-missing', 'a variable that is not set', () => fact({ entry: testEntry({ bearerTokenEnvVar: 'T' }) })],
  [
    'env-present',
    'a variable that is set',
    () => fact({ entry: testEntry({ bearerTokenEnvVar: 'T' }), vars: { T: 'x' } }),
  ],
  ['client-managed', 'the client’s own record', () => fact({ records: [record] })],
  [
    'client-managed',
    'the client’s own record, run out but renewable',
    () => fact({ records: [{ ...record, expiresAt: NOW - 1 }] }),
  ],
  [
    'expires-soon',
    'the client’s own record, four minutes before its end',
    () => fact({ records: [{ ...record, expiresAt: NOW + 4 * MINUTE, refreshable: false }] }),
  ],
  [
    'expired',
    'the client’s own record, ended',
    () => fact({ records: [{ ...record, expiresAt: NOW, refreshable: false }] }),
  ],
  ['signed-in', 'ours', () => ours(held)],
  [
    'expires-soon',
    'ours, in its last tenth',
    () => ours({ ...held, refreshToken: null }, { now: NOW + 55 * MINUTE }),
  ],
  ['renewable', 'ours, run out', () => ours(held, { now: NOW + 60 * MINUTE })],
  ['renewing', 'ours, being renewed', () => ours(held, { renewing: true })],
  [
    'renewal-failed',
    'ours, the service is down',
    () => ours(held, { failure: { at: NOW, error: fail('Unreachable').error } }),
  ],
  [
    'rejected',
    'ours, the service refused to renew it',
    () => ours({ ...held, ended: { at: NOW, reason: 'invalid-grant' } }),
  ],
  [
    'rejected',
    'ours, the server names another sign-in service now',
    () => ours(held, { rejection: { ...refusal, kind: 'invalid-token', movedTo: 'https://new.test' } }),
  ],
  [
    'rejected',
    'a fixed token that is refused',
    () =>
      fact({
        entry: testEntry({ headers: { Authorization: 'Bearer x' } }),
        probe: { auth: { kind: 'challenged', challenge, bare: false }, checkedAt: NOW, sent: 'static' },
      }),
  ],
  [
    'insufficient-scope',
    'ours, the server wants more',
    () => ours(held, { rejection: { ...refusal, kind: 'insufficient-scope', scope: 'w' } }),
  ],
  [
    'wrong-audience',
    'ours, made for another server',
    () =>
      ours(
        { ...held, accessToken: tokenFor('account') },
        { rejection: { ...refusal, kind: 'invalid-token' } },
      ),
  ],
  ['registration-rejected', 'the service does not take us', () => tried('RegistrationRejected')],
  ['registration-unavailable', 'the service wants a client ID', () => tried('RegistrationUnavailable')],
  ['needed', 'a challenge', () => found({ kind: 'challenged', challenge, bare: false })],
  ['insufficient-scope', 'a challenge for more', () => found({ kind: 'insufficient-scope', challenge })],
  ['not-permitted', '403 of another kind', () => found({ kind: 'forbidden' })],
  ['not-needed', 'answers without a sign-in', () => found({ kind: 'open' })],
  ['optional', 'answers without, and offers one', () => found({ kind: 'optional' })],
  ['server-session', 'has tools to sign in with', () => found({ kind: 'session' })],
  ['server-session', 'a local program with such tools', () => found({ kind: 'session' }, { entry: stdio() })],
];

const locked = async () => fail('KeychainLocked');
const words = (entry: ServerEntry) => [entryConnectionWords(entry).title, entryShape(entry)];
const plain = (state: ConnectionState) => shownEntry('a', state, UNKNOWN_AUTH);

const FROM_FILES_ALONE = ['env-missing', 'env-present', 'not-applicable', 'static', 'unknown'];

function stdio() {
  return testEntry({ transport: 'stdio', command: 'x', url: null });
}

function tokenFor(audience: string): string {
  return `x.${Buffer.from(JSON.stringify({ aud: audience })).toString('base64url')}.x`;
}

describe('the model of sign-in states', () => {
  it.each(REACHED)('%s: %s', (state, _situation, build) => {
    const told = build();
    expect(told.state).toBe(state);
  });

  it('keychain-unavailable: our sign-ins are behind a locked keychain', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'mcp-tray-states-'));
    writeFileSync(join(stateDir, 'has-sign-ins'), '');
    const engine = { list: locked, reload: () => undefined } as unknown as Parameters<
      typeof createOwnCredentials
    >[0]['engine'];
    const own = createOwnCredentials({ engine, failures: memoryFailures(), now: () => NOW, stateDir });
    await own.read(['https://kfuse.test/mcp']);
    const told = fact({ own: own.fact('https://kfuse.test/mcp') });
    rmSync(stateDir, { recursive: true });
    expect(told.state).toBe('keychain-unavailable');
    expect(told).toMatchObject({ evidence: expect.stringMatching(/\S/), next: expect.stringMatching(/\S/) });
  });

  it('is reached whole', () => {
    const reached = new Set<string>([...REACHED.map(([state]) => state), 'keychain-unavailable']);
    expect([...AUTH_STATES].filter((state) => !reached.has(state))).toEqual([]);
  });

  it('says why everywhere but for "unknown", and what to do wherever the person is needed', () => {
    const told = REACHED.map(([state, situation, build]) => ({ state, situation, fact: build() }));
    const mute = told.filter(({ state, fact: { evidence } }) => state !== 'unknown' && !evidence);
    expect(mute.map(({ situation }) => situation)).toEqual([]);
    const helpless = told.filter(({ state, fact: { next } }) => AUTH_COPY[state].needsYou && !next);
    expect(helpless.map(({ situation }) => situation)).toEqual([]);
  });

  it('says when, wherever somebody was asked', () => {
    const undated = REACHED.filter(([, , build]) => build().checkedAt === null).map(([state]) => state);
    expect(undated.toSorted()).toEqual(FROM_FILES_ALONE);
  });

  it('keeps apart by its words what needs different help', () => {
    const needing = AUTH_STATES.filter((state) => AUTH_COPY[state].needsYou);
    expect(new Set(needing.map((state) => AUTH_COPY[state].title)).size).toBe(needing.length);
    const connections = CONNECTION_STATES.filter((state) => CONNECTION_COPY[state].shape === 'broken');
    expect(new Set(connections.map((state) => CONNECTION_COPY[state].title)).size).toBe(connections.length);
  });
});

describe('the words for a connection (acceptance 202)', () => {
  it.each([
    ['Connected', plain('connected'), 'Connected', 'fine'],
    ['Connecting', plain('checking'), 'Checking…', 'unknown'],
    ['Idle', { ...plain('skipped'), transport: 'stdio' }, 'Not started', 'unknown'],
    ['Idle at an address', plain('skipped'), 'Not checked', 'unknown'],
    ['Unreachable', plain('unreachable'), 'Unreachable', 'broken'],
    ['TLS problem', plain('tls-error'), 'Certificate problem', 'broken'],
    ['Server error', plain('http-error'), 'Server error', 'broken'],
    ['Not checked', plain('unknown'), 'Not checked', 'unknown'],
    ['Disabled', { ...plain('connected'), enabled: false }, 'Disabled', 'disabled'],
    [
      'Waiting for approval',
      { ...plain('unknown'), approval: 'pending' as const },
      'Waiting for approval',
      'needs-you',
    ],
    [
      'Ignored by client',
      { ...plain('unknown'), ignoredByClient: { reason: 'r', next: 'n' } },
      'Ignored by client',
      'needs-you',
    ],
    ['Config error', { ...plain('unknown'), problem: 'no command and no url' }, 'Config error', 'broken'],
  ] as const)('%s', (_name, entry, title, shape) => {
    expect(words(entry)).toEqual([title, shape]);
  });
});
