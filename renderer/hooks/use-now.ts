import { useSyncExternalStore } from 'react';

const PERIOD = 5000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** One clock for all "8 s ago" texts; it stands still while the window is hidden. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      if (document.visibilityState !== 'hidden') tick();
    }, PERIOD);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Epoch milliseconds, renewed every five seconds; never behind `atLeast` (a fact's own time). */
export function useNow(atLeast = 0): number {
  return Math.max(
    useSyncExternalStore(subscribe, () => now),
    atLeast,
  );
}
