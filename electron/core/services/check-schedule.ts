/** When each server is looked at again, in the background. Pure; times are epoch milliseconds. */

/** Gap between two background checks of the same server (acceptance 143: at most one in 5 minutes). */
export const CHECK_INTERVAL_MS = 5 * 60_000;
/** A server that fails is left alone for longer and longer, up to this. */
export const LONGEST_GAP_MS = 40 * 60_000;
/** However long a server asks to be left alone, it is looked at once a day. */
const LONGEST_RETRY_MS = 24 * 3_600_000;
/** Servers due within this time are looked at together: fewer wake-ups, and one notice for what they say. */
const GATHER_MS = 60_000;
/** At most this much longer than asked, so that many computers do not ask at once. */
const JITTER = 0.2;

/** The last check of a server, whoever asked for it. */
export interface SeenCheck {
  readonly checkedAt: number;
  readonly failed: boolean;
  /** The server asked to be left alone until then (Retry-After). */
  readonly retryAt: number | null;
}

export interface Plan {
  readonly checkedAt: number;
  /** Background checks that failed one after the other. */
  readonly failures: number;
  readonly dueAt: number;
}

/**
 * The plan after a check. One that failed in the background again doubles the gap; success, and any check
 * that somebody else asked for, starts over. `chance`: 0 to 1.
 */
export function planAfter(
  previous: Plan | null,
  seen: SeenCheck,
  { unasked, chance }: { unasked: boolean; chance: number },
): Plan {
  const failures = seen.failed ? (unasked ? (previous?.failures ?? 0) : 0) + 1 : 0;
  const gap = Math.min(CHECK_INTERVAL_MS * 2 ** Math.max(0, failures - 1), LONGEST_GAP_MS);
  const asked = Math.min(Math.max(0, (seen.retryAt ?? 0) - seen.checkedAt), LONGEST_RETRY_MS);
  const wait = Math.max(gap, asked) * (1 + JITTER * chance);
  return { checkedAt: seen.checkedAt, failures, dueAt: seen.checkedAt + wait };
}

/**
 * The plan once the computer is back (awake, unlocked, online): no earlier than `roundAt`, and never sooner
 * than the usual gap after the last check; what made a server fail may be gone, so it is not held against it.
 * A server that asked to be left alone still is.
 */
export function planAfterAbsence(plan: Plan, seen: SeenCheck, roundAt: number): Plan {
  // A clock that was set back must not put a check off for years.
  const usual = Math.min(plan.checkedAt + CHECK_INTERVAL_MS, roundAt + CHECK_INTERVAL_MS);
  const asked = Math.min(seen.retryAt ?? 0, roundAt + LONGEST_RETRY_MS);
  return { ...plan, failures: 0, dueAt: Math.max(roundAt, usual, asked) };
}

/** When to look next, or null: the latest of those that are due within a minute of the earliest. */
export function nextRoundAt(plans: Iterable<Plan>): number | null {
  const due = [...plans].map(({ dueAt }) => dueAt);
  if (due.length === 0) return null;
  const earliest = Math.min(...due);
  return Math.max(...due.filter((at) => at <= earliest + GATHER_MS));
}
