import { expect, it, vi } from 'vitest';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { createLiveSnapshot } from './live-snapshot.ts';

const build = (revision: number) => ({ revision }) as Snapshot;
const turn = () => new Promise((resolve) => setImmediate(resolve));

it('turns a burst of changes into one snapshot with the next revision', async () => {
  const live = createLiveSnapshot(build);
  const seen: number[] = [];
  live.onChange((snapshot) => seen.push(snapshot.revision));
  expect(live.current().revision).toBe(1);
  live.changed();
  live.changed();
  live.changed();
  await turn();
  expect(seen).toEqual([2]);
  expect(live.current().revision).toBe(2);
});

it('rests between two snapshots that take long to build, and then tells the newest', () => {
  vi.useFakeTimers();
  let state = 'first';
  const built: string[] = [];
  const seen: number[] = [];
  const live = createLiveSnapshot((revision) => {
    built.push(state);
    vi.advanceTimersByTime(5);
    return build(revision);
  });
  live.onChange((snapshot) => seen.push(snapshot.revision));
  live.current();
  state = 'second';
  live.changed();
  vi.advanceTimersByTime(10);
  state = 'third';
  live.changed();
  vi.advanceTimersByTime(10);
  vi.useRealTimers();
  expect(built).toEqual(['first', 'third']);
  expect(seen).toEqual([2]);
});

it('builds nothing that nobody listens to', async () => {
  const live = createLiveSnapshot(build);
  live.changed();
  await turn();
  expect(live.current().revision).toBe(1);
});

it('tells nobody who stopped listening, and nothing after close', async () => {
  const live = createLiveSnapshot(build);
  const seen: number[] = [];
  const stop = live.onChange((snapshot) => seen.push(snapshot.revision));
  stop();
  live.onChange((snapshot) => seen.push(snapshot.revision));
  live.changed();
  live.close();
  await turn();
  expect(seen).toEqual([]);
});
