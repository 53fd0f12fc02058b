/** Gap between two background checks of the same server (acceptance 143: at most one in 5 minutes). */
export const CHECK_INTERVAL_MS = 5 * 60_000;
/** After waking or starting, networks need a moment (acceptance 213). */
const FIRST_CHECK_MS = 1_500;
const JITTER = 0.2;

/** Runs `check` soon and then every five minutes or so, never twice at once, until stopped. */
export function startMonitor(options: { check: () => Promise<void>; random: () => number }): {
  stop: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const schedule = (delay: number): void => {
    timer = setTimeout(() => {
      const next = (): void => {
        if (!stopped) schedule(CHECK_INTERVAL_MS * (1 + JITTER * options.random()));
      };
      options.check().then(next, next);
    }, delay);
    timer.unref();
  };
  schedule(FIRST_CHECK_MS);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
