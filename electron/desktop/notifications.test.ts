import { describe, expect, it } from 'vitest';
import { isSettled, notificationsFor } from './notifications.ts';
import { NOON, testEntry, testSnapshot } from './test-snapshot.ts';

const fine = (name: string) => testEntry(name, 'connected', { state: 'client-managed' });
const expired = (name: string) => testEntry(name, 'needs-auth', { state: 'expired' });

describe('notificationsFor', () => {
  it('stays silent at the first look, whatever it finds', () => {
    expect(notificationsFor(null, testSnapshot([expired('a')])).notice).toBeNull();
  });

  it('tells once when a fine server begins to need the person', () => {
    const first = notificationsFor(null, testSnapshot([fine('a')]));
    const second = notificationsFor(first.known, testSnapshot([expired('a')]));
    expect(second.notice).toEqual({ title: 'a needs you', body: 'Sign-in expired', ref: 'codex:user:a' });
    expect(notificationsFor(second.known, testSnapshot([expired('a')])).notice).toBeNull();
  });

  it('neither repeats nor forgets while a server is being checked again', () => {
    const before = notificationsFor(null, testSnapshot([expired('a'), fine('b')]));
    const checking = notificationsFor(
      before.known,
      testSnapshot([testEntry('a', 'checking'), testEntry('b', 'checking')]),
    );
    const after = notificationsFor(checking.known, testSnapshot([expired('a'), expired('b')]));
    expect(after.notice?.title).toBe('b needs you');
  });

  it('tells again after the server was fine in between', () => {
    const broken = notificationsFor(null, testSnapshot([expired('a')]));
    const mended = notificationsFor(broken.known, testSnapshot([fine('a')]));
    expect(mended.notice).toBeNull();
    expect(notificationsFor(mended.known, testSnapshot([expired('a')])).notice).not.toBeNull();
  });

  it('groups several changes into one notice', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const first = notificationsFor(null, testSnapshot(names.map(fine)));
    expect(notificationsFor(first.known, testSnapshot(names.map(expired))).notice).toEqual({
      title: '5 servers need you',
      body: 'a, b, c and 2 more',
      ref: null,
    });
  });

  it('stays silent about an entry that was just added and about one that was disabled', () => {
    const first = notificationsFor(null, testSnapshot([fine('a')]));
    const added = notificationsFor(first.known, testSnapshot([fine('a'), expired('new')]));
    expect(added.notice).toBeNull();
    const off = testEntry('a', 'unreachable', {}, { enabled: false });
    expect(notificationsFor(first.known, testSnapshot([off])).notice).toBeNull();
  });
});

describe('isSettled', () => {
  it('waits for reading and checking to end', () => {
    expect(isSettled(testSnapshot([fine('a')]))).toBe(true);
    expect(isSettled(testSnapshot([], { loading: true }))).toBe(false);
    expect(isSettled(testSnapshot([testEntry('a', 'checking')]))).toBe(false);
    const operations = [
      {
        id: '1',
        kind: 'check',
        ref: 'codex:user:a',
        phase: '',
        startedAt: NOON,
        cancellable: false,
        code: null,
      } as const,
    ];
    expect(isSettled(testSnapshot([], { operations }))).toBe(false);
  });
});
