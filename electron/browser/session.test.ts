import { expect, test } from 'vitest';
import { createSessions } from './session.ts';

function sessionsAt(start = 0) {
  const clock = { now: start };
  return { clock, sessions: createSessions({ now: () => clock.now }) };
}

test('a token opens one session and is spent', () => {
  const { sessions } = sessionsAt();
  const token = sessions.issueToken();
  const first = sessions.redeem(token);
  expect(first.kind).toBe('session');
  expect(first.kind === 'session' && sessions.isSession(first.value)).toBe(true);
  expect(sessions.redeem(token)).toEqual({ kind: 'refused' });
});

test('tokens and sessions are 32 random bytes, never the same twice', () => {
  const { sessions } = sessionsAt();
  const tokens = [sessions.issueToken(), sessions.issueToken()];
  expect(new Set(tokens).size).toBe(2);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
});

test('a token dies after ten minutes', () => {
  const { clock, sessions } = sessionsAt();
  const token = sessions.issueToken();
  clock.now = 10 * 60_000;
  expect(sessions.redeem(token)).toEqual({ kind: 'refused' });
});

test('two open links open two sessions', () => {
  const { sessions } = sessionsAt();
  const [a, b] = [sessions.issueToken(), sessions.issueToken()];
  expect(sessions.redeem(b).kind).toBe('session');
  expect(sessions.redeem(a).kind).toBe('session');
});

test('five wrong tokens kill every open link until a fresh one is asked for', () => {
  const { sessions } = sessionsAt();
  const open = sessions.issueToken();
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect(sessions.redeem(`wrong-${attempt}`)).toEqual({ kind: 'refused' });
  }
  expect(sessions.redeem(open)).toEqual({ kind: 'locked' });
  const fresh = sessions.issueToken();
  expect(sessions.redeem(open)).toEqual({ kind: 'refused' });
  expect(sessions.redeem(fresh).kind).toBe('session');
});

test('a session survives a lock; a token is not a session', () => {
  const { sessions } = sessionsAt();
  const redeemed = sessions.redeem(sessions.issueToken());
  for (let attempt = 0; attempt < 6; attempt += 1) sessions.redeem('wrong');
  expect(redeemed.kind === 'session' && sessions.isSession(redeemed.value)).toBe(true);
  expect(sessions.isSession(sessions.issueToken())).toBe(false);
  expect(sessions.isSession('')).toBe(false);
});

test('only the newest eight links stay open', () => {
  const { sessions } = sessionsAt();
  const tokens = Array.from({ length: 9 }, () => sessions.issueToken());
  expect(sessions.redeem(tokens[0] ?? '').kind).toBe('refused');
  expect(sessions.redeem(tokens[1] ?? '').kind).toBe('session');
});
