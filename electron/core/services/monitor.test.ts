import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startMonitor } from './monitor.ts';
import type { Monitor, MonitorTarget } from './monitor.ts';

const MINUTE = 60_000;
const START = 1_800_000_000_000;

/** Servers as the core sees them; `answers` decides how each check ends. */
let servers: Map<string, MonitorTarget>;
let rounds: { at: number; keys: readonly string[] }[];
let answers: (key: string) => { failed: boolean; retryAt?: number };
let online: boolean;
let monitor: Monitor;

const add = (key: string, change: Partial<MonitorTarget> = {}) =>
  servers.set(key, { key, local: false, busy: false, seen: null, ...change });

const checkNow = (key: string) => {
  const { failed, retryAt = null } = answers(key);
  add(key, { ...servers.get(key), seen: { checkedAt: Date.now(), failed, retryAt } });
};

function start(change: Partial<Parameters<typeof startMonitor>[0]> = {}): Monitor {
  monitor = startMonitor({
    targets: () => [...servers.values()],
    async check(keys, signal) {
      rounds.push({ at: Date.now() - START, keys });
      await Promise.resolve();
      if (!signal.aborted) for (const key of keys) checkNow(key);
    },
    isOnline: () => online,
    now: () => Date.now(),
    random: () => 0,
    pausedUntil: null,
    onChange: () => {},
    ...change,
  });
  return monitor;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const times = (key: string) => rounds.filter(({ keys }) => keys.includes(key)).map(({ at }) => at);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  servers = new Map();
  rounds = [];
  answers = () => ({ failed: false });
  online = true;
});
afterEach(() => {
  monitor.stop();
  vi.useRealTimers();
});

describe('startMonitor', () => {
  it('checks soon after the start, then at most once in five minutes', async () => {
    add('a');
    start();
    await pass(16 * MINUTE);
    expect(times('a')).toEqual([1_500, 301_500, 601_500, 901_500]);
    monitor.stop();
    await pass(30 * MINUTE);
    expect(rounds).toHaveLength(4);
  });

  it('backs off from a server that fails, alone, and returns to it when it answers', async () => {
    add('good');
    add('bad');
    answers = (key) => ({ failed: key === 'bad' && Date.now() < START + 30 * MINUTE });
    start();
    await pass(45 * MINUTE);
    expect(times('bad').map((at) => Math.floor(at / MINUTE))).toEqual([0, 5, 15, 35, 40]);
    expect(times('good')).toHaveLength(9);
  });

  it('leaves a server alone for as long as it asks', async () => {
    add('busy');
    answers = () => ({ failed: true, retryAt: Date.now() + 20 * MINUTE });
    start();
    await pass(19 * MINUTE);
    expect(times('busy')).toHaveLength(1);
    await pass(2 * MINUTE);
    expect(times('busy')).toHaveLength(2);
  });

  it('counts a check that a person asked for', async () => {
    add('a');
    start();
    await pass(4 * MINUTE);
    checkNow('a');
    monitor.look();
    await pass(4 * MINUTE);
    expect(times('a')).toEqual([1_500]);
    await pass(MINUTE);
    expect(times('a')).toEqual([1_500, 9 * MINUTE]);
  });

  it('looks soon at a server that is new or was changed', async () => {
    add('a');
    start();
    await pass(2 * MINUTE);
    add('a', { seen: null });
    add('b');
    monitor.look();
    await pass(2_000);
    expect(rounds.at(-1)).toEqual({ at: 2 * MINUTE + 1_500, keys: ['a', 'b'] });
  });

  it('waits for a slow round before it starts the next, and goes on after one that fails', async () => {
    add('a');
    const gate = Promise.withResolvers<void>();
    let rejected = 0;
    start({
      check: () => {
        rejected += 1;
        return rejected === 1 ? gate.promise : Promise.resolve();
      },
    });
    await pass(30 * MINUTE);
    expect(rejected).toBe(1);
    gate.reject(new Error('bug'));
    await pass(90_000);
    expect(rejected).toBe(2);
  });

  it('does not repeat a check that runs already', async () => {
    add('a', { busy: true });
    start();
    await pass(50_000);
    expect(rounds).toEqual([]);
    add('a');
    await pass(MINUTE);
    expect(times('a')).toHaveLength(1);
  });
});

describe('while the computer is away', () => {
  it('rests while it sleeps, then is quiet for a minute and looks once at all', async () => {
    add('a');
    add('b');
    start();
    await pass(2 * MINUTE);
    monitor.power('suspend');
    expect(monitor.view().pausedBy).toBe('away');
    await pass(60 * MINUTE);
    expect(rounds).toHaveLength(1);
    monitor.power('resume');
    expect(monitor.view()).toMatchObject({ pausedBy: null, quietUntil: START + 63 * MINUTE + 5_000 });
    await pass(59_000);
    expect(rounds).toHaveLength(1);
    await pass(2_000);
    expect(rounds.at(-1)).toEqual({ at: 63 * MINUTE, keys: ['a', 'b'] });
    await pass(4 * MINUTE);
    expect(rounds).toHaveLength(2);
  });

  it('rests until it is unlocked when it was locked as well', async () => {
    add('a');
    start();
    monitor.power('lock');
    monitor.power('suspend');
    await pass(60 * MINUTE);
    monitor.power('resume');
    await pass(30 * MINUTE);
    expect(rounds).toEqual([]);
    monitor.power('unlock');
    await pass(2 * MINUTE);
    expect(times('a')).toEqual([91 * MINUTE]);
  });

  it('takes no answer from a round that sleep has cut short', async () => {
    add('a');
    const signals: AbortSignal[] = [];
    start({
      check: (_keys, signal) => {
        signals.push(signal);
        return new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve());
          if (signals.length > 1) resolve();
        });
      },
    });
    await pass(2_000);
    monitor.power('suspend');
    expect(signals[0]?.aborted).toBe(true);
    await pass(10 * MINUTE);
    monitor.power('resume');
    await pass(61_000);
    expect(signals).toHaveLength(2);
  });

  it('notices by its clock that the computer slept where nobody tells', async () => {
    add('a');
    start();
    await pass(2 * MINUTE);
    vi.setSystemTime(START + 8 * 60 * MINUTE);
    await pass(4 * MINUTE);
    expect(rounds).toHaveLength(1);
    expect(monitor.view().quietUntil).toBeGreaterThan(Date.now());
    await pass(2 * MINUTE);
    expect(rounds).toHaveLength(2);
  });
});

describe('while there is no network', () => {
  it('asks only servers on this computer', async () => {
    add('far');
    add('near', { local: true });
    online = false;
    start();
    await pass(11 * MINUTE);
    expect(times('near').length).toBeGreaterThan(1);
    expect(times('far')).toEqual([]);
    expect(monitor.view().pausedBy).toBe('offline');
  });

  it('waits a minute after the network is back, then looks once', async () => {
    add('far');
    start();
    await pass(2 * MINUTE);
    online = false;
    await pass(10 * MINUTE);
    expect(times('far')).toHaveLength(1);
    online = true;
    await pass(MINUTE);
    expect(times('far')).toHaveLength(1);
    await pass(2_000);
    expect(times('far')).toHaveLength(2);
    expect(monitor.view().pausedBy).toBeNull();
  });
});

describe('while a person has paused it', () => {
  it('rests until then, or until told to go on', async () => {
    add('a');
    start();
    await pass(2_000);
    monitor.pause(Date.now() + 60 * MINUTE);
    expect(monitor.view()).toMatchObject({ pausedBy: 'person', until: START + 60 * MINUTE + 2_000 });
    await pass(59 * MINUTE);
    expect(rounds).toHaveLength(1);
    await pass(2 * MINUTE);
    expect(rounds).toHaveLength(2);
    expect(monitor.view().pausedBy).toBeNull();
    monitor.pause(Date.now() + 600 * MINUTE);
    await pass(20 * MINUTE);
    expect(rounds).toHaveLength(2);
    monitor.pause(null);
    await pass(1_000);
    expect(rounds).toHaveLength(3);
  });
});

describe('a pause without an end', () => {
  it('holds for days, and ends at a word', async () => {
    add('a');
    start({ pausedUntil: Infinity });
    expect(monitor.view()).toMatchObject({ pausedBy: 'person', until: null });
    await pass(3 * 24 * 60 * MINUTE);
    expect(rounds).toEqual([]);
    monitor.pause(null);
    await pass(2_000);
    expect(rounds).toHaveLength(1);
  });
});

describe('a pause that was begun before the start', () => {
  it('holds until its end, and then the checks go on', async () => {
    add('a');
    const monitor = start({ pausedUntil: START + 10 * 60_000 });
    expect(monitor.view()).toMatchObject({ pausedBy: 'person', until: START + 10 * 60_000 });
    await pass(9 * 60_000);
    expect(rounds).toEqual([]);
    await pass(2 * 60_000);
    expect(rounds).toHaveLength(1);
    expect(monitor.view().pausedBy).toBeNull();
  });
});
