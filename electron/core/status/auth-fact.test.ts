import { describe, expect, it } from 'vitest';
import { UNKNOWN_AUTH } from '../../../shared/domain.ts';
import { isUnseen } from '../../../shared/state-words.ts';
import type { ProbeAuth } from '../connections/types.ts';
import type { SignInRecord } from '../sign-ins/types.ts';
import { authFact } from './auth-fact.ts';
import type { AuthEvidence } from './auth-fact.ts';
import { testEntry } from './test-entry.ts';

const NOW = 1_800_000_000_000;
const challenge = { error: null, description: null, scope: 'mcp:write', resourceMetadata: null };

function record(change: Partial<SignInRecord> = {}): SignInRecord {
  return {
    owner: 'some-client',
    key: 'kfuse|0',
    serverName: 'kfuse',
    serverUrl: 'https://kfuse.test/mcp',
    issuer: 'https://sso.test',
    expiresAt: NOW + 3_600_000,
    hasAccessToken: true,
    refreshable: true,
    rejectedAt: null,
    ...change,
  };
}

function fact(change: Partial<AuthEvidence> = {}) {
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

const probed = (auth: ProbeAuth, sent: 'nothing' | 'static' | 'own' = 'nothing') => ({
  auth,
  checkedAt: NOW,
  sent,
});

describe('what the files alone say', () => {
  it('is unknown for an address nobody has asked', () => {
    expect(fact()).toEqual(UNKNOWN_AUTH);
  });

  it('has nothing to sign in to for a local program', () => {
    expect(fact({ entry: testEntry({ transport: 'stdio', command: 'x', url: null }) }).state).toBe(
      'not-applicable',
    );
  });

  it('names a fixed header, and never its value', () => {
    const told = fact({ entry: testEntry({ headers: { Authorization: 'Bearer s3cret' } }) });
    expect(told).toMatchObject({ state: 'static', evidence: 'Authorization header in the file' });
    expect(JSON.stringify(told)).not.toContain('s3cret');
  });

  it('tells whether the variable that a token comes from is set here', () => {
    const entry = testEntry({ bearerTokenEnvVar: 'KFUSE_TOKEN' });
    expect(fact({ entry }).state).toBe('env-missing');
    expect(fact({ entry, vars: { KFUSE_TOKEN: 'x' } }).state).toBe('env-present');
  });
});

describe('what the client keeps', () => {
  it('counts as signed in while it is valid', () => {
    expect(fact({ records: [record()] })).toMatchObject({
      state: 'client-managed',
      owner: 'some-client',
      expiresAt: NOW + 3_600_000,
      refreshable: true,
    });
  });

  it('still counts when it has run out but renews itself', () => {
    expect(fact({ records: [record({ expiresAt: NOW - 1 })] }).state).toBe('client-managed');
  });

  it('is expired when it has run out and cannot renew itself', () => {
    const told = fact({ records: [record({ expiresAt: NOW - 1, refreshable: false })] });
    expect(told).toMatchObject({
      state: 'expired',
      owner: 'some-client',
      next: 'Sign in again with Some Client.',
    });
  });

  it('does not count without any token', () => {
    expect(fact({ records: [record({ hasAccessToken: false, refreshable: false })] }).state).toBe('needed');
  });

  it('is the client’s own affair, unseen, where it hides its records and the server asks', () => {
    const probe = probed({ kind: 'challenged', challenge, bare: false });
    const unseen = fact({ hidden: true, probe });
    expect(unseen).toMatchObject({ state: 'client-managed', expiresAt: null, refreshable: null });
    expect(isUnseen(unseen)).toBe(true);
    expect(unseen.evidence).toMatch(/; Some Client keeps its own where MCP Tray does not look$/);
    const kept = fact({ hidden: true, probe, keptAt: 'in its maker’s cloud' });
    expect(kept.evidence).toMatch(/; Some Client keeps its own in its maker’s cloud$/);
    expect(fact({ hidden: true, probe, closedIn: 'the macOS keychain' })).toMatchObject({
      state: 'client-managed',
      evidence: 'the server wants a sign-in; Some Client keeps its own in the macOS keychain',
      next: 'Look at the sign-ins of Some Client to know more.',
    });
  });
});

describe('what a check found', () => {
  it.each([
    ['open', 'not-needed'],
    ['optional', 'optional'],
    ['forbidden', 'not-permitted'],
    ['unknown', 'unknown'],
  ] as const)('turns %s into %s', (kind, state) => {
    expect(fact({ probe: probed({ kind }) }).state).toBe(state);
  });

  it('says that a sign-in is needed, and whose', () => {
    const told = fact({ probe: probed({ kind: 'challenged', challenge, bare: false }) });
    expect(told).toMatchObject({
      state: 'needed',
      next: 'Sign in with Some Client. Until then its tools are not available there.',
      checkedAt: NOW,
    });
  });

  it('tells a server that wants a token but offers no sign-in from one that offers it', () => {
    const told = fact({ probe: probed({ kind: 'challenged', challenge, bare: true }) });
    expect(told.next).toContain('Ask whoever runs the server');
  });

  it('says that a fixed token is refused', () => {
    const entry = testEntry({ headers: { Authorization: 'Bearer x' } });
    expect(
      fact({ entry, probe: probed({ kind: 'challenged', challenge, bare: false }, 'static') }).state,
    ).toBe('rejected');
  });

  it('forgets what our own token got once that token is gone', () => {
    expect(fact({ probe: probed({ kind: 'accepted' }, 'own') })).toEqual(UNKNOWN_AUTH);
  });

  it('names the access that is missing', () => {
    expect(fact({ probe: probed({ kind: 'insufficient-scope', challenge }) }).evidence).toContain(
      'mcp:write',
    );
  });
});

describe('our own sign-in', () => {
  const own = { ...UNKNOWN_AUTH, state: 'signed-in', owner: 'mcp-tray' } as const;

  it('is shown, with a hint that the client keeps one of its own', () => {
    expect(fact({ own })).toMatchObject({ state: 'signed-in', owner: 'mcp-tray' });
    expect(fact({ own }).next).toContain('Some Client keeps its own sign-in');
  });

  it('comes after the client’s own record', () => {
    expect(fact({ own, records: [record()] }).owner).toBe('some-client');
  });
});

describe('a server that knows who asks and does not let them in', () => {
  const own = { ...UNKNOWN_AUTH, state: 'signed-in', owner: 'mcp-tray', expiresAt: NOW + 1 } as const;
  const forbidden = { kind: 'forbidden' } as const;

  it('is no sign-in that is missing, whoever’s token was sent', () => {
    expect(fact({ own, probe: probed(forbidden, 'own') })).toMatchObject({
      state: 'not-permitted',
      owner: 'mcp-tray',
      expiresAt: NOW + 1,
      next: expect.stringContaining('signing in again does not help'),
    });
    const entry = testEntry({ headers: { Authorization: 'Bearer s3cret' } });
    expect(fact({ entry, probe: probed(forbidden, 'static') })).toMatchObject({
      state: 'not-permitted',
      evidence: 'the server knows Authorization header in the file, but does not let you in (403)',
    });
  });

  it('says nothing about the client’s own token, which was not sent', () => {
    expect(fact({ records: [record()], probe: probed(forbidden) }).state).toBe('client-managed');
    expect(fact({ probe: probed(forbidden, 'own') }).state).toBe('unknown');
  });
});
