/** No timer is longer than this, whatever a record claims (`setTimeout` ends at 24.8 days). */
const LONGEST_MS = 24 * 3_600_000;

export interface FactClock {
  /** What is shown has changed: the next moment may be another one. */
  readonly look: () => void;
  readonly stop: () => void;
}

/** Calls `onTurn` at the moment that `next` names (epoch milliseconds), so that time passing is shown too. */
export function startFactClock(options: {
  next: () => number | null;
  now: () => number;
  onTurn: () => void;
}): FactClock {
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    const at = options.next();
    if (at === null) return;
    const wait = at - options.now();
    timer = setTimeout(wait > LONGEST_MS ? look : options.onTurn, Math.min(wait, LONGEST_MS));
    timer.unref();
  };
  look();
  return { look, stop: () => clearTimeout(timer) };
}
