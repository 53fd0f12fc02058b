import { describe, expect, it } from 'vitest';
import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from './domain.ts';
import type { AuthState, ConnectionState, ServerEntry } from './domain.ts';
import { entryAuthWords, entryConnectionWords, entryShape, needsYou, serverShape } from './entry-status.ts';
import { testEntry } from './test-snapshot.ts';

function entry(overrides: Partial<ServerEntry> = {}): ServerEntry {
  const url = 'https://kfuse.test/mcp';
  const serverKey = overrides.url ?? url;
  return testEntry(overrides.name ?? 'kfuse', 'unknown', {}, { line: 3, url, serverKey, ...overrides });
}

it('keeps shape and rank of what the last check found while the next one runs', () => {
  const checking = (before: ConnectionState) =>
    entry({ connection: { ...UNKNOWN_CONNECTION, state: 'checking', before } });
  expect(entryShape(checking('connected'))).toBe('fine');
  expect(entryShape(checking('unreachable'))).toBe('broken');
  expect(entryShape(checking('needs-auth'))).toBe('needs-you');
  expect(entryShape(entry({ connection: { ...UNKNOWN_CONNECTION, state: 'checking' } }))).toBe('unknown');
  expect(entryConnectionWords(checking('connected')).title).toBe('Checking…');
});

function withStates(connection: ConnectionState, auth: AuthState, overrides: Partial<ServerEntry> = {}) {
  return entry({
    connection: { ...UNKNOWN_CONNECTION, state: connection },
    auth: { ...UNKNOWN_AUTH, state: auth },
    ...overrides,
  });
}

describe('entryShape', () => {
  it('is fine only when a connection was seen and the sign-in does not need anybody', () => {
    expect(entryShape(withStates('connected', 'client-managed'))).toBe('fine');
    expect(entryShape(withStates('unknown', 'client-managed'))).toBe('unknown');
    expect(entryShape(withStates('connected', 'rejected'))).toBe('needs-you');
  });

  it('puts a broken connection before a missing sign-in', () => {
    expect(entryShape(withStates('tls-error', 'needed'))).toBe('broken');
  });

  it('needs the person when a server asks for sign-in and no record is known', () => {
    expect(entryShape(withStates('needs-auth', 'unknown'))).toBe('needs-you');
    const seen = { ...UNKNOWN_AUTH, state: 'client-managed', refreshable: true } as const;
    expect(entryShape(withStates('needs-auth', 'client-managed', { auth: seen }))).toBe('fine');
  });

  it('claims nothing where the client keeps its sign-in out of sight', () => {
    expect(entryShape(withStates('needs-auth', 'client-managed'))).toBe('unknown');
    expect(entryShape(withStates('needs-auth', 'renewal-failed'))).toBe('unknown');
  });

  it('follows the files before the facts', () => {
    const facts = withStates('connected', 'needed');
    expect(entryShape({ ...facts, enabled: false })).toBe('disabled');
    expect(entryShape({ ...facts, problem: 'no command and no url' })).toBe('broken');
    expect(entryShape({ ...facts, approval: 'pending' })).toBe('needs-you');
    expect(entryShape({ ...facts, shadowedBy: 'x:y:z' })).toBe('disabled');
    expect(entryShape({ ...facts, ignoredByClient: { reason: 'r', next: 'n' } })).toBe('needs-you');
  });

  it('leaves a disabled entry with a rejected sign-in in peace', () => {
    expect(needsYou(withStates('unreachable', 'rejected', { enabled: false }))).toBe(false);
  });
});

describe('serverShape', () => {
  it('is the worst of all, disabled only when nothing else is there', () => {
    const fine = withStates('connected', 'not-needed');
    const off = entry({ enabled: false });
    expect(serverShape([fine, off])).toBe('fine');
    expect(serverShape([off])).toBe('disabled');
    expect(serverShape([fine, withStates('connected', 'needed')])).toBe('needs-you');
    expect(serverShape([])).toBe('unknown');
  });
});

describe('words of an entry', () => {
  it('names who switched it off', () => {
    const words = entryConnectionWords(entry({ enabled: false, disabledBy: 'parked by MCP Tray' }));
    expect(words).toEqual({ title: 'Disabled', detail: 'parked by MCP Tray', tone: 'quiet' });
  });

  it('tells no sign-in for an entry the client does not load', () => {
    expect(entryAuthWords(entry({ enabled: false }))).toBeNull();
    expect(entryAuthWords(entry({ ignoredByClient: { reason: 'r', next: 'n' } }))).toBeNull();
  });

  it('says to fix the connection first when the sign-in could not be learned', () => {
    expect(entryAuthWords(withStates('unreachable', 'unknown'))?.detail).toBe('fix the connection first');
  });
});
