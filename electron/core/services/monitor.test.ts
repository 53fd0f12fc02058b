import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CHECK_INTERVAL_MS, startMonitor } from './monitor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('checks soon after the start, then at most once in five minutes', async () => {
  let checks = 0;
  const monitor = startMonitor({ check: async () => void (checks += 1), random: () => 0 });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(checks).toBe(1);
  await vi.advanceTimersByTimeAsync(CHECK_INTERVAL_MS - 3_000);
  expect(checks).toBe(1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(checks).toBe(2);
  monitor.stop();
  await vi.advanceTimersByTimeAsync(3 * CHECK_INTERVAL_MS);
  expect(checks).toBe(2);
});

it('waits for a slow check before it starts the next, and goes on after one that fails', async () => {
  const gate = Promise.withResolvers<void>();
  let checks = 0;
  const monitor = startMonitor({
    check: () => {
      checks += 1;
      return checks === 1 ? gate.promise : Promise.resolve();
    },
    random: () => 0,
  });
  await vi.advanceTimersByTimeAsync(3 * CHECK_INTERVAL_MS);
  expect(checks).toBe(1);
  gate.reject(new Error('bug'));
  await vi.advanceTimersByTimeAsync(CHECK_INTERVAL_MS + 1_000);
  expect(checks).toBe(2);
  monitor.stop();
});
