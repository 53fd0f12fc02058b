import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { giveBackMemory, restMemory } from './memory-rest.ts';

const turn = () => sleep(0);

/** Something that nobody else holds. */
const forgotten = () => new WeakRef({ text: 'x'.repeat(1000) });

test('what nobody holds is given back', async () => {
  const ref = forgotten();
  await turn();
  giveBackMemory();
  expect(ref.deref()).toBeUndefined();
  expect('gc' in globalThis).toBe(false);
});

test('memory is given back once nothing has changed for a while, and again after the next change', () => {
  vi.useFakeTimers();
  const giveBack = vi.fn<() => void>();
  const listeners = new Set<() => void>();
  const changed = (): void => listeners.forEach((listener) => listener());
  const stop = restMemory(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    { giveBack, restMs: 100 },
  );
  vi.advanceTimersByTime(80);
  changed();
  vi.advanceTimersByTime(80);
  expect(giveBack).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(giveBack).toHaveBeenCalledTimes(1);
  changed();
  vi.advanceTimersByTime(1000);
  expect(giveBack).toHaveBeenCalledTimes(2);
  changed();
  stop();
  vi.advanceTimersByTime(1000);
  expect(giveBack).toHaveBeenCalledTimes(2);
  expect(listeners.size).toBe(0);
  vi.useRealTimers();
});
