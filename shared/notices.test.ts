import { describe, expect, it } from 'vitest';
import type { AuthState, ConnectionState } from './domain.ts';
import { DROP_MS, isSettled, notificationModel, TOLD_AGAIN_MS } from './notices.ts';
import type { Notice, NoticeMemory } from './notices.ts';
import type { Snapshot } from './snapshot.ts';
import { NOON, testEntry, testSnapshot } from './test-snapshot.ts';

const MINUTE = 60_000;

/** Plays snapshots one after the other; each step says when it is and what is seen. */
function story() {
  let memory: NoticeMemory | null = null;
  let standing: string | null = null;
  let askAgainAt: number | null = null;
  function step(
    minutes: number,
    entries: readonly ReturnType<typeof testEntry>[],
    { watched = false, ...change }: Partial<Snapshot> & { watched?: boolean } = {},
  ): Notice | null {
    const now = NOON + minutes * MINUTE;
    const decision = notificationModel(memory, testSnapshot(entries, change), { now, watched });
    memory = decision.memory;
    askAgainAt = decision.askAgainAt;
    if (decision.withdraw) standing = null;
    if (decision.notice !== null) standing = decision.notice.title;
    return decision.notice;
  }

  return {
    step,
    /** Title of what is on the screen. */
    standing: () => standing,
    askAgainAt: () => (askAgainAt === null ? null : (askAgainAt - NOON) / MINUTE),
  };
}

const seen = (name: string, state: ConnectionState, minutes = 0) => {
  const entry = testEntry(name, state);
  return { ...entry, connection: { ...entry.connection, checkedAt: NOON + minutes * MINUTE } };
};
const oddly = (connection: ConnectionState, state: AuthState) =>
  testEntry('x', connection, { state }, { name: 'a\nb\u202Ec' });
const fine = (name: string) => testEntry(name, 'connected', { state: 'client-managed' });
const expired = (name: string) => testEntry(name, 'needs-auth', { state: 'expired' });

describe('notificationModel', () => {
  it('stays silent at the first look, whatever it finds', () => {
    expect(story().step(0, [expired('a'), seen('b', 'unreachable')])).toBeNull();
  });

  it('tells once when a sign-in begins to need the person, with the way to mend it', () => {
    const { step } = story();
    step(0, [fine('a')]);
    expect(step(1, [expired('a')])).toEqual({
      title: 'a needs you',
      body: 'Sign-in expired',
      ref: 'codex:user:a',
      action: { kind: 'sign-in', label: 'Sign in', ref: 'codex:user:a', via: 'client' },
    });
    expect(step(2, [expired('a')])).toBeNull();
    expect(step(600, [expired('a')])).toBeNull();
  });

  it('offers to show what a sign-in does not mend', () => {
    const { step } = story();
    step(0, [fine('a')]);
    const notice = step(1, [testEntry('a', 'connected', { state: 'env-missing' })]);
    expect(notice?.action).toEqual({ kind: 'show', label: 'Show' });
  });

  it('calls a lost connection news only when a second check has found the same', () => {
    const { step } = story();
    step(0, [fine('a')]);
    expect(step(5, [seen('a', 'unreachable', 5)])).toBeNull();
    expect(step(5.5, [seen('a', 'unreachable', 5.5)])).toBeNull();
    expect(step(9, [seen('a', 'unreachable', 5.5)])).toBeNull();
    expect(step(10, [seen('a', 'unreachable', 10)])?.body).toBe('Unreachable');
    expect(DROP_MS).toBe(45_000);
  });

  it('says nothing about a drop that is over at the next look', () => {
    const { step, standing } = story();
    step(0, [fine('a')]);
    step(5, [seen('a', 'unreachable', 5)]);
    step(10, [fine('a')]);
    step(15, [seen('a', 'unreachable', 15)]);
    step(20, [fine('a')]);
    expect(standing()).toBeNull();
  });

  it('neither repeats nor forgets while a server is being checked again', () => {
    const { step } = story();
    step(0, [expired('a'), fine('b')]);
    step(1, [testEntry('a', 'checking'), testEntry('b', 'checking')]);
    expect(step(2, [expired('a'), expired('b')])?.title).toBe('b needs you');
  });

  it('takes back what is over, but not while part of it stands', () => {
    const { step, standing } = story();
    step(0, [fine('a'), fine('b')]);
    step(1, [expired('a'), expired('b')]);
    expect(standing()).toBe('2 servers need you');
    step(2, [fine('a'), expired('b')]);
    expect(standing()).toBe('2 servers need you');
    step(3, [fine('a'), fine('b')]);
    expect(standing()).toBeNull();
  });

  it('takes back the notice about a server that was removed or disabled', () => {
    const { step, standing } = story();
    step(0, [fine('a')]);
    step(1, [expired('a')]);
    step(2, [testEntry('a', 'needs-auth', { state: 'expired' }, { enabled: false })]);
    expect(standing()).toBeNull();
  });

  it('groups changes into one notice, and the next one names what still stands', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { step } = story();
    step(0, [...names, 'f'].map(fine));
    expect(step(1, [...names.map(expired), fine('f')])).toMatchObject({
      title: '5 servers need you',
      body: 'a, b, c and 2 more',
      ref: null,
    });
    expect(step(2, [fine('a'), ...['b', 'c', 'd', 'e', 'f'].map(expired)])).toMatchObject({
      title: '5 servers need you',
      body: 'b, c, d and 2 more',
    });
  });

  it('tells of a server that comes and goes once in half an hour', () => {
    const { step, standing, askAgainAt } = story();
    step(0, [fine('a')]);
    expect(step(1, [expired('a')])).not.toBeNull();
    expect(step(2, [fine('a')])).toBeNull();
    expect(standing()).toBeNull();
    expect(step(3, [expired('a')])).toBeNull();
    expect(askAgainAt()).toBe(1 + TOLD_AGAIN_MS / MINUTE);
    expect(step(4, [fine('a')])).toBeNull();
    expect(step(20, [expired('a')])).toBeNull();
    expect(step(31, [expired('a')])).not.toBeNull();
  });

  it('stays silent while the person looks at the window, and does not make up for it later', () => {
    const { step } = story();
    step(0, [fine('a')]);
    expect(step(1, [expired('a')], { watched: true })).toBeNull();
    expect(step(2, [expired('a')])).toBeNull();
  });

  it('says nothing for a minute after waking, then all at once', () => {
    const background = { pausedBy: null, until: null, quietUntil: NOON + 62 * MINUTE };
    const { step, askAgainAt } = story();
    step(0, [fine('a'), fine('b')], { background });
    expect(step(61, [expired('a'), fine('b')], { background })).toBeNull();
    expect(askAgainAt()).toBe(62);
    expect(step(62, [expired('a'), expired('b')], { background })?.title).toBe('2 servers need you');
  });

  it('stays silent about an entry that was just added', () => {
    const { step } = story();
    step(0, [fine('a')]);
    expect(step(1, [fine('a'), expired('new')])).toBeNull();
  });

  it('puts foreign names on one line', () => {
    const { step } = story();
    step(0, [oddly('connected', 'static')]);
    expect(step(1, [oddly('needs-auth', 'needed')])?.title).toBe('a b c needs you');
  });
});

describe('isSettled', () => {
  it('waits for reading and checking to end', () => {
    expect(isSettled(testSnapshot([fine('a')]))).toBe(true);
    expect(isSettled(testSnapshot([], { loading: true }))).toBe(false);
    expect(isSettled(testSnapshot([testEntry('a', 'checking')]))).toBe(false);
    const operation = {
      id: '1',
      ref: 'codex:user:a',
      phase: '',
      startedAt: NOON,
      cancellable: false,
      code: null,
    };
    expect(isSettled(testSnapshot([], { operations: [{ ...operation, kind: 'check' }] }))).toBe(false);
  });
});
