import type { ServerEntry } from '../../../shared/domain.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { Ports } from '../ports.ts';
import { mayCheckUnasked, seenCheck } from '../status/background.ts';
import type { Checker } from './checker.ts';
import { startMonitor } from './monitor.ts';
import type { Monitor } from './monitor.ts';

/** Background checks are in no hurry. */
const AT_ONCE = 4;

/** The monitor over what may be dialled without a click, one check for each distinct target. */
export function startBackgroundChecks(options: {
  readonly ports: Ports;
  readonly checker: Checker;
  readonly entries: () => readonly InventoryEntry[];
  readonly shown: () => readonly ServerEntry[];
  /** Reads again what a round may have told about sign-ins. */
  readonly afterRound: () => Promise<void>;
  readonly pausedUntil: number | null;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}): Monitor {
  const { checker, ports } = options;

  function byTarget(): ReadonlyMap<string, readonly InventoryEntry[]> {
    const allowed = options.shown().filter(mayCheckUnasked);
    const refs = new Set(allowed.map(({ ref }) => ref));
    const entries = options.entries().filter(({ ref }) => refs.has(ref));
    return Map.groupBy(entries, (entry) => checker.dialled(entry).key);
  }

  return startMonitor({
    targets: () =>
      [...byTarget()].flatMap(([, [entry]]) =>
        entry === undefined ? [] : [{ ...checker.dialled(entry), seen: seenCheck(checker.record(entry)) }],
      ),
    async check(keys, roundSignal) {
      const wanted = byTarget();
      await checker.check(
        keys.flatMap((key) => wanted.get(key) ?? []),
        { startPrograms: false, signal: AbortSignal.any([options.signal, roundSignal]), limit: AT_ONCE },
      );
      await options.afterRound();
    },
    isOnline: ports.isOnline,
    now: ports.now,
    random: Math.random,
    pausedUntil: options.pausedUntil,
    onChange: options.onChange,
  });
}
