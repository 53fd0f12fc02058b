import { describe, expect, it } from 'vitest';
import { UNKNOWN_AUTH, UNKNOWN_CONNECTION } from './domain.ts';
import type { AuthState, ConnectionState, ServerEntry } from './domain.ts';
import { authSpeaker, connectionSpeaker, entryAddress, groupServers, matchesQuery } from './server-groups.ts';
import { testEntry } from './test-snapshot.ts';

function entry(overrides: Partial<ServerEntry> = {}): ServerEntry {
  const url = 'https://kfuse.test/mcp';
  const serverKey = overrides.url ?? url;
  return testEntry(overrides.name ?? 'kfuse', 'unknown', {}, { line: 3, url, serverKey, ...overrides });
}

function withStates(connection: ConnectionState, auth: AuthState, overrides: Partial<ServerEntry> = {}) {
  return entry({
    connection: { ...UNKNOWN_CONNECTION, state: connection },
    auth: { ...UNKNOWN_AUTH, state: auth },
    ...overrides,
  });
}

describe('groupServers', () => {
  it('makes one server of the entries that reach the same address', () => {
    const groups = groupServers([
      entry({ ref: 'codex:user:kfuse' }),
      entry({ ref: 'claude-code:user:kf', client: 'claude-code', name: 'kf' }),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]?.clients).toEqual(['codex', 'claude-code']);
    expect(groups[0]?.otherNames).toEqual(['kf']);
  });

  it('puts what needs the person first and what is off last, each by name', () => {
    const groups = groupServers([
      entry({ name: 'off', url: 'https://a.test', enabled: false }),
      withStates('connected', 'not-needed', { name: 'server 10', url: 'https://b.test' }),
      withStates('connected', 'not-needed', { name: 'Server 9', url: 'https://c.test' }),
      withStates('unreachable', 'unknown', { name: 'zulu', url: 'https://d.test' }),
    ]);
    expect(groups.map((group) => group.name)).toEqual(['zulu', 'Server 9', 'server 10', 'off']);
  });

  it('lets the loudest entry speak, and a switched-off one only when alone', () => {
    const [group] = groupServers([
      withStates('connected', 'client-managed', { ref: 'a:user:kfuse' }),
      withStates('connected', 'rejected', { ref: 'b:user:kfuse' }),
      entry({ ref: 'c:user:kfuse', enabled: false }),
    ]);
    if (group === undefined) throw new Error('one group is expected');
    expect(authSpeaker(group)?.ref).toBe('b:user:kfuse');
    expect(connectionSpeaker(group)?.ref).not.toBe('c:user:kfuse');
  });

  it('keeps names that are special to JavaScript', () => {
    const groups = groupServers([entry({ name: '__proto__', serverKey: '__proto__' })]);
    expect(groups[0]?.name).toBe('__proto__');
  });
});

describe('matchesQuery', () => {
  const [group] = groupServers([entry({ project: '/home/me/web-app' })]);
  const matches = (query: string) => group !== undefined && matchesQuery(group, query, () => 'Codex');

  it('finds every word in name, address, client or project', () => {
    expect(matches('kfuse codex')).toBe(true);
    expect(matches('WEB-APP')).toBe(true);
    expect(matches('  ')).toBe(true);
    expect(matches('kfuse cursor')).toBe(false);
  });
});

it('quotes arguments so that a command reads as it runs', () => {
  expect(entryAddress(entry({ url: null, command: 'node', args: ['a b', ''] }))).toBe('node "a b" ""');
});
