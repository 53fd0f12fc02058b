import type { BackgroundChecks } from '../../../shared/snapshot.ts';
import { nextRoundAt, planAfter, planAfterAbsence } from './check-schedule.ts';
import type { Plan, SeenCheck } from './check-schedule.ts';

/** One server the background may look at. */
export interface MonitorTarget {
  readonly key: string;
  /** On this computer: reachable without a network. */
  readonly local: boolean;
  /** A check of it runs already. */
  readonly busy: boolean;
  /** Null when it was never checked as it is set up now. */
  readonly seen: SeenCheck | null;
}

export type PowerEvent = 'suspend' | 'resume' | 'lock' | 'unlock';

export interface Monitor {
  /** What is looked at may have changed, or somebody has checked: plan again. */
  look(): void;
  power(event: PowerEvent): void;
  /** Until a moment (epoch milliseconds; Infinity: until told otherwise), or null: goes on now. */
  pause(until: number | null): void;
  view(): BackgroundChecks;
  stop(): void;
}

/** After the start, so that the first picture stands before anything is asked. */
const FIRST_CHECK_MS = 1_500;
/** After waking or coming back online, networks need a moment (acceptance 213). */
const QUIET_MS = 60_000;
/** The round after that begins within this time, and its outcome may be told once it has begun. */
const SPREAD_MS = 30_000;
const ROUND_BEGINS_MS = 5_000;
/** How often to ask whether the network is back. */
const OFFLINE_LOOK_MS = 30_000;
/** A timer this late, or early, means that the computer slept, or that its clock was set. */
const CLOCK_JUMP_MS = 30_000;

/**
 * Looks at servers in the background, each at its own pace (`check-schedule.ts`), never two rounds at once,
 * and not at all while the computer sleeps, is locked or offline, or a person has paused it. Starts nothing
 * by itself that `check` would not: programs and tools are never asked here.
 */
export function startMonitor(options: {
  targets: () => readonly MonitorTarget[];
  check: (keys: readonly string[], signal: AbortSignal) => Promise<void>;
  isOnline: () => boolean;
  now: () => number;
  random: () => number;
  /** A pause that still holds from before; null: there is none. */
  pausedUntil: number | null;
  onChange: () => void;
}): Monitor {
  const { now, random } = options;
  const plans = new Map<string, Plan>();
  const away = new Set<'asleep' | 'locked'>();
  let timer: NodeJS.Timeout | undefined;
  let expectedAt: number | null = null;
  let { pausedUntil } = options;
  let offline = false;
  let quietUntil = 0;
  let newDueAt = now() + FIRST_CHECK_MS;
  let round: AbortController | null = null;
  let stopped = false;

  function replan(): readonly MonitorTarget[] {
    const targets = options.targets();
    const keys = new Set(targets.map(({ key }) => key));
    for (const key of plans.keys()) if (!keys.has(key)) plans.delete(key);
    for (const { key, seen } of targets) {
      const plan = plans.get(key);
      if (seen === null) {
        if (plan === undefined || plan.checkedAt !== 0) {
          plans.set(key, { checkedAt: 0, failures: 0, dueAt: Math.max(newDueAt, now() + FIRST_CHECK_MS) });
        }
      } else if (plan?.checkedAt !== seen.checkedAt) {
        plans.set(key, planAfter(plan ?? null, seen, { unasked: false, chance: random() }));
      }
    }
    return targets;
  }

  function arm(at: number | null): void {
    clearTimeout(timer);
    expectedAt = at === null ? null : Math.max(at, now());
    if (expectedAt === null) return;
    timer = setTimeout(() => void fire(), expectedAt - now());
    timer.unref();
  }

  function schedule(): void {
    if (stopped || round !== null || away.size > 0) return;
    const targets = replan();
    if (pausedUntil !== null) return arm(Number.isFinite(pausedUntil) ? pausedUntil : null);
    const usable = targets.filter(({ local }) => local || !offline);
    const next = nextRoundAt(usable.flatMap(({ key }) => plans.get(key) ?? []));
    arm(offline ? Math.min(next ?? Infinity, now() + OFFLINE_LOOK_MS) : next);
  }

  async function fire(): Promise<void> {
    const late = now() - (expectedAt ?? now());
    if (Math.abs(late) > CLOCK_JUMP_MS) back();
    if (pausedUntil !== null && now() >= pausedUntil) {
      pausedUntil = null;
      options.onChange();
    }
    lookAtNetwork();
    if (pausedUntil === null) await runRound();
    schedule();
  }

  function lookAtNetwork(): void {
    const before = offline;
    offline = !options.isOnline();
    if (before === offline) return;
    if (!offline) back();
    options.onChange();
  }

  async function runRound(): Promise<void> {
    const due = replan().filter(
      ({ key, local, busy }) => !busy && (local || !offline) && (plans.get(key)?.dueAt ?? Infinity) <= now(),
    );
    if (due.length === 0) return putOff();
    round = new AbortController();
    const keys = due.map(({ key }) => key);
    const startedAt = now();
    // A bug in a check must not end all later ones; the check itself tells it.
    await options.check(keys, round.signal).catch(() => undefined);
    round = null;
    const chance = random();
    for (const { key, seen } of options.targets()) {
      const plan = plans.get(key);
      if (plan === undefined || !keys.includes(key)) continue;
      // One that was cut short has said nothing.
      if (seen === null || seen.checkedAt < startedAt) plans.set(key, waitAgain(plan, chance));
      else plans.set(key, planAfter(plan, seen, { unasked: true, chance }));
    }
  }

  /** What is due but cannot be asked just now: it is being checked, or out of reach. */
  function putOff(): void {
    for (const [key, plan] of plans) if (plan.dueAt <= now()) plans.set(key, waitAgain(plan, random()));
  }

  function waitAgain(plan: Plan, chance: number): Plan {
    return { ...plan, dueAt: now() + QUIET_MS + SPREAD_MS * chance };
  }

  /** Awake, unlocked or online again: no alarm for a minute, then one gentle round. */
  function back(): void {
    const roundAt = now() + QUIET_MS + SPREAD_MS * random();
    quietUntil = roundAt + ROUND_BEGINS_MS;
    newDueAt = roundAt;
    for (const { key, seen } of options.targets()) {
      const plan = plans.get(key);
      if (plan === undefined) continue;
      plans.set(key, seen === null ? { ...plan, dueAt: roundAt } : planAfterAbsence(plan, seen, roundAt));
    }
    options.onChange();
  }

  schedule();
  return {
    look: () => schedule(),
    power(event) {
      if (event === 'suspend' || event === 'lock') {
        away.add(event === 'suspend' ? 'asleep' : 'locked');
        // Answers that are cut off by sleep would read as failures.
        if (event === 'suspend') round?.abort();
        arm(null);
        options.onChange();
        return;
      }
      const wasAway = away.delete(event === 'resume' ? 'asleep' : 'locked');
      // Some systems tell only that they are awake again.
      if (away.size > 0 || (!wasAway && event === 'unlock')) return;
      lookAtNetwork();
      back();
      schedule();
    },
    pause(until) {
      if (until === pausedUntil) return;
      pausedUntil = until;
      options.onChange();
      schedule();
    },
    view() {
      const pausedBy = pausedUntil !== null ? 'person' : away.size > 0 ? 'away' : offline ? 'offline' : null;
      const until = pausedUntil === Infinity ? null : pausedUntil;
      return { pausedBy, until, quietUntil };
    },
    stop() {
      stopped = true;
      round?.abort();
      arm(null);
    },
  };
}
