import { describe, expect, it } from 'vitest';
import { UNKNOWN_CONNECTION } from '../../../shared/domain.ts';
import type { ConnectionState } from '../../../shared/domain.ts';
import type { CheckRecord } from '../services/checker.ts';
import { goneServers } from './gone-servers.ts';
import { testEntry } from './test-entry.ts';

const NOW = 1_800_000_000_000;
const entry = (host: string) => testEntry({ ref: `c:user:${host}`, url: `https://${host}/mcp` });

function check(state: ConnectionState, gone: boolean, checkedAt = NOW): CheckRecord {
  const connection = { ...UNKNOWN_CONNECTION, state, checkedAt };
  const auth = { kind: 'unknown' } as const;
  return { connection, auth, sent: 'nothing', checkedAt, retryAt: null, ...(gone ? { gone: true } : {}) };
}

function isGone(one: CheckRecord, other: CheckRecord | null = null, otherHost = 'other.test'): boolean {
  const [first, second] = [entry('old.test'), entry(otherHost)];
  return goneServers([first, second], ({ ref }) => (ref === first.ref ? one : other))(first);
}

describe('a server that is gone', () => {
  it('is one that answers 404 or 410 itself', () => {
    expect(isGone(check('not-mcp', true))).toBe(true);
    expect(isGone(check('not-mcp', false))).toBe(false);
    expect(isGone(check('connected', false))).toBe(false);
  });

  it('is one whose name is unknown while others answer', () => {
    const unknownName = check('unreachable', true);
    expect(isGone(unknownName, check('connected', false))).toBe(true);
    expect(isGone(unknownName, check('needs-auth', false, NOW - 9 * 60_000))).toBe(true);
  });

  it('is not one that cannot be found because there is no network', () => {
    const unknownName = check('unreachable', true);
    expect(isGone(unknownName)).toBe(false);
    expect(isGone(unknownName, check('unreachable', true))).toBe(false);
    expect(isGone(unknownName, check('connected', false, NOW - 60 * 60_000))).toBe(false);
    expect(isGone(unknownName, check('connected', false), '127.0.0.1')).toBe(false);
  });
});
