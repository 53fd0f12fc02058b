import { describe, expect, it } from 'vitest';
import {
  CHECK_INTERVAL_MS,
  LONGEST_GAP_MS,
  nextRoundAt,
  planAfter,
  planAfterAbsence,
} from './check-schedule.ts';
import type { Plan, SeenCheck } from './check-schedule.ts';

const T = 1_800_000_000_000;
const MINUTE = 60_000;
const seen = (change: Partial<SeenCheck> = {}): SeenCheck => ({
  checkedAt: T,
  failed: false,
  retryAt: null,
  ...change,
});
const unasked = { unasked: true, chance: 0 };
const gapOf = (plan: Plan) => plan.dueAt - plan.checkedAt;

const due = (seconds: number): Plan => ({ checkedAt: T, failures: 0, dueAt: T + seconds * 1000 });
const gapWhenAsked = (minutes: number) =>
  gapOf(planAfter(null, seen({ failed: true, retryAt: T + minutes * MINUTE }), unasked)) / MINUTE;

/** Gaps of a server that fails `times` times in a row in the background. */
function gapsOfFailures(times: number): number[] {
  let plan: Plan | null = null;
  return Array.from({ length: times }, () => {
    plan = planAfter(plan, seen({ failed: true }), unasked);
    return gapOf(plan) / MINUTE;
  });
}

describe('planAfter', () => {
  it('looks at a server that answers every five minutes, never sooner and a little later by chance', () => {
    expect(gapOf(planAfter(null, seen(), { unasked: true, chance: 0 }))).toBe(CHECK_INTERVAL_MS);
    expect(gapOf(planAfter(null, seen(), { unasked: true, chance: 1 }))).toBe(6 * MINUTE);
  });

  it('leaves a server that keeps failing alone for longer and longer, up to forty minutes', () => {
    expect(gapsOfFailures(6)).toEqual([5, 10, 20, 40, 40, 40]);
    expect(LONGEST_GAP_MS).toBe(40 * MINUTE);
  });

  it('starts over when the server answers, and when a person checks it', () => {
    const tired: Plan = { checkedAt: T, failures: 4, dueAt: T + LONGEST_GAP_MS };
    expect(planAfter(tired, seen(), unasked)).toMatchObject({ failures: 0 });
    const asked = planAfter(tired, seen({ failed: true }), { unasked: false, chance: 0 });
    expect(asked).toMatchObject({ failures: 1, dueAt: T + CHECK_INTERVAL_MS });
  });

  it('waits as long as the server asks, at most a day, and never less than usual', () => {
    expect([1, 30, 60 * 24 * 7].map(gapWhenAsked)).toEqual([5, 30, 60 * 24]);
  });
});

describe('planAfterAbsence', () => {
  const roundAt = T + 60 * MINUTE;
  const tired: Plan = { checkedAt: T, failures: 3, dueAt: T + 90 * MINUTE };

  it('takes part in the round, and forgets failures of before', () => {
    expect(planAfterAbsence(tired, seen({ failed: true }), roundAt)).toEqual({
      checkedAt: T,
      failures: 0,
      dueAt: roundAt,
    });
  });

  it('does not look again at what was looked at just before', () => {
    const soon = T + 90_000;
    expect(planAfterAbsence(tired, seen(), soon).dueAt).toBe(T + CHECK_INTERVAL_MS);
  });

  it('still leaves a server alone that asked for it', () => {
    const retryAt = roundAt + MINUTE;
    expect(planAfterAbsence(tired, seen({ failed: true, retryAt }), roundAt).dueAt).toBe(retryAt);
  });

  it('survives a clock that was set back', () => {
    const future = T + 365 * 24 * 60 * MINUTE;
    const plan: Plan = { checkedAt: future, failures: 0, dueAt: future + CHECK_INTERVAL_MS };
    expect(planAfterAbsence(plan, seen({ checkedAt: future }), T).dueAt).toBe(T + CHECK_INTERVAL_MS);
  });
});

describe('nextRoundAt', () => {
  it('gathers what is due within a minute of the earliest, and nobody is early', () => {
    expect(nextRoundAt([due(300), due(340), due(361)])).toBe(T + 340_000);
    expect(nextRoundAt([due(300)])).toBe(T + 300_000);
    expect(nextRoundAt([])).toBeNull();
  });
});
