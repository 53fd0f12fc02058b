import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as double from './electron-double.ts';
import { createNotifier } from './notifier.ts';
import { testEntry, testSnapshot } from './test-snapshot.ts';

vi.mock('electron', () => import('./electron-double.ts'));

let watched: boolean;
let clicked: (string | null)[];

beforeEach(() => {
  double.resetWorld();
  vi.useFakeTimers();
  watched = false;
  clicked = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const fine = (name: string) => testEntry(name, 'connected');
const lost = (name: string) => testEntry(name, 'unreachable');
const make = () => createNotifier({ isWatched: () => watched, onClick: (ref) => clicked.push(ref) });
const titles = () => double.world.notifications.map((notification) => notification.options.title);

describe('createNotifier', () => {
  it('says once what a lost network did to several servers, and leads to them', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a'), fine('b')]));
    notifier.update(testSnapshot([lost('a'), fine('b')]));
    await vi.advanceTimersByTimeAsync(500);
    notifier.update(testSnapshot([lost('a'), lost('b')]));
    await vi.advanceTimersByTimeAsync(5000);
    notifier.update(testSnapshot([lost('a'), lost('b')]));
    await vi.advanceTimersByTimeAsync(5000);
    expect(titles()).toEqual(['2 servers need you']);
    double.world.notifications[0]?.emit('click');
    expect(clicked).toEqual([null]);
  });

  it('stays silent while the person looks at the window, and does not make up for it later', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a')]));
    watched = true;
    notifier.update(testSnapshot([lost('a')]));
    await vi.advanceTimersByTimeAsync(5000);
    watched = false;
    notifier.update(testSnapshot([lost('a')]));
    await vi.advanceTimersByTimeAsync(5000);
    expect(titles()).toEqual([]);
  });

  it('shows nothing after it was stopped', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a')]));
    notifier.update(testSnapshot([lost('a')]));
    notifier.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(titles()).toEqual([]);
  });
});
