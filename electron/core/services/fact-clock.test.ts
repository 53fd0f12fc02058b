import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { testEntry, testSnapshot } from '../../../shared/test-snapshot.ts';
import { nextTurn } from '../status/expiry.ts';
import { startFactClock } from './fact-clock.ts';

const START = 1_800_000_000_000;
const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());

it('wakes when a sign-in begins to end and when it has ended, and not in between', async () => {
  const snapshot = testSnapshot([
    testEntry('a', 'connected', { state: 'client-managed', expiresAt: START + 20 * MINUTE }),
    testEntry('b', 'connected', { state: 'signed-in', expiresAt: null }),
  ]);
  const turns: number[] = [];
  const clock = startFactClock({
    next: () => nextTurn(snapshot, Date.now()),
    now: Date.now,
    onTurn() {
      turns.push((Date.now() - START) / MINUTE);
      clock.look();
    },
  });
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(turns).toEqual([15, 20]);
  clock.stop();
});

it('waits for months without a timer that overflows, and stops', async () => {
  const end = START + 100 * 24 * 60 * MINUTE;
  let turns = 0;
  const clock = startFactClock({
    next: () => (Date.now() < end ? end : null),
    now: Date.now,
    onTurn: () => (turns += 1),
  });
  await vi.advanceTimersByTimeAsync(99 * 24 * 60 * MINUTE);
  expect(turns).toBe(0);
  await vi.advanceTimersByTimeAsync(25 * 60 * MINUTE);
  expect(turns).toBe(1);
  clock.stop();
  expect(vi.getTimerCount()).toBe(0);
});
