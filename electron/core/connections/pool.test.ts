import { expect, test } from 'vitest';
import { runPool } from './pool.ts';

function tracker() {
  const running = new Map<string, number>();
  const most = { all: 0, origin: 0 };
  const order: string[] = [];
  const job = (origin: string, name: string) => ({
    origin,
    run: async () => {
      order.push(name);
      running.set(origin, (running.get(origin) ?? 0) + 1);
      most.all = Math.max(
        most.all,
        [...running.values()].reduce((sum, count) => sum + count, 0),
      );
      most.origin = Math.max(most.origin, running.get(origin) ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
      running.set(origin, (running.get(origin) ?? 1) - 1);
    },
  });
  return { job, most, order };
}

const signal = new AbortController().signal;

test('runs every job, never more than the limits allow', async () => {
  const { job, most, order } = tracker();
  const jobs = Array.from({ length: 60 }, (_, index) => job(`host-${index % 3}`, `job-${index}`));
  await runPool(jobs, { signal, limit: 7, perOrigin: 2 });
  expect(order.length).toBe(60);
  expect(most).toEqual({ all: 6, origin: 2 });
});

test('lets other origins pass one that is full', async () => {
  const { job, order } = tracker();
  await runPool([job('a', 'a1'), job('a', 'a2'), job('b', 'b1')], { signal, perOrigin: 1 });
  expect(order).toEqual(['a1', 'b1', 'a2']);
});

test('starts nothing more once cancelled', async () => {
  const controller = new AbortController();
  const { job, order } = tracker();
  const jobs = Array.from({ length: 10 }, (_, index) => job('a', `job-${index}`));
  const pending = runPool(jobs, { signal: controller.signal, perOrigin: 2 });
  controller.abort();
  await pending;
  expect(order).toEqual(['job-0', 'job-1']);
});

test('runs the others when one job throws, then throws its error', async () => {
  const { job, order } = tracker();
  const broken = { origin: 'x', run: () => Promise.reject(new Error('bug')) };
  await expect(runPool([broken, job('a', 'a1'), job('b', 'b1')], { signal, limit: 1 })).rejects.toThrow(
    'bug',
  );
  expect(order).toEqual(['a1', 'b1']);
});
