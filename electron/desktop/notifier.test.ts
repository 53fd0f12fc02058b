import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NOON, testEntry, testSnapshot } from '../../shared/test-snapshot.ts';
import * as double from './electron-double.ts';
import { createNotifier } from './notifier.ts';
import type { TrayAction } from './tray-model.ts';

vi.mock('electron', () => import('./electron-double.ts'));

let watched: boolean;
let done: TrayAction[];

beforeEach(() => {
  double.resetWorld();
  vi.useFakeTimers({ now: NOON });
  watched = false;
  done = [];
});

afterEach(() => {
  vi.useRealTimers();
});

const fine = (name: string) => testEntry(name, 'connected');
const ended = (name: string) => testEntry(name, 'needs-auth', { state: 'expired' });
const make = () => createNotifier({ isWatched: () => watched, onAction: (action) => done.push(action) });
const open = () => double.world.notifications.filter(({ closed }) => !closed);
const titles = () => double.world.notifications.map(({ options }) => options.title);

describe('createNotifier', () => {
  it('says once what happened to several servers, and leads to them', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a'), fine('b')]));
    notifier.update(testSnapshot([ended('a'), fine('b')]));
    await vi.advanceTimersByTimeAsync(500);
    notifier.update(testSnapshot([ended('a'), ended('b')]));
    await vi.advanceTimersByTimeAsync(5000);
    notifier.update(testSnapshot([ended('a'), ended('b')]));
    await vi.advanceTimersByTimeAsync(5000);
    expect(titles()).toEqual(['2 servers need you']);
    double.world.notifications[0]?.emit('click');
    expect(done).toEqual([{ kind: 'show', ref: null }]);
  });

  it('has a button that signs in', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a')]));
    notifier.update(testSnapshot([ended('a')]));
    await vi.advanceTimersByTimeAsync(2000);
    const [shown] = double.world.notifications;
    expect(shown?.options.actions).toEqual([{ type: 'button', text: 'Sign in' }]);
    shown?.emit('action');
    expect(done).toEqual([{ kind: 'sign-in', ref: 'codex:user:a', via: 'client' }]);
  });

  it('keeps one on the screen, and takes it back when it is over', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a'), fine('b')]));
    notifier.update(testSnapshot([ended('a'), fine('b')]));
    await vi.advanceTimersByTimeAsync(2000);
    notifier.update(testSnapshot([ended('a'), ended('b')]));
    await vi.advanceTimersByTimeAsync(2000);
    expect(open().map(({ options }) => options.title)).toEqual(['2 servers need you']);
    notifier.update(testSnapshot([fine('a'), fine('b')]));
    await vi.advanceTimersByTimeAsync(2000);
    expect(open()).toEqual([]);
  });

  it('asks again by itself when it has to wait', async () => {
    const notifier = make();
    const background = { pausedBy: null, until: null, quietUntil: NOON + 60_000 };
    notifier.update(testSnapshot([fine('a')], { background }));
    notifier.update(testSnapshot([ended('a')], { background }));
    await vi.advanceTimersByTimeAsync(50_000);
    expect(titles()).toEqual([]);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(titles()).toEqual(['a needs you']);
  });

  it('stays silent while the person looks at the window', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a')]));
    watched = true;
    notifier.update(testSnapshot([ended('a')]));
    await vi.advanceTimersByTimeAsync(5000);
    expect(titles()).toEqual([]);
  });

  it('shows nothing after it was stopped, and leaves nothing behind', async () => {
    const notifier = make();
    notifier.update(testSnapshot([fine('a'), fine('b')]));
    notifier.update(testSnapshot([ended('a'), fine('b')]));
    await vi.advanceTimersByTimeAsync(2000);
    notifier.update(testSnapshot([ended('a'), ended('b')]));
    notifier.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(titles()).toEqual(['a needs you']);
    expect(open()).toEqual([]);
  });
});
