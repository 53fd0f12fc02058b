import { describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../../shared/errors.ts';
import type { Handlers } from '../../shared/ipc.ts';
import { NOON, testEntry, testSnapshot } from '../../shared/test-snapshot.ts';
import { trayActions } from './tray-actions.ts';

function setUp(answer: Awaited<ReturnType<Handlers['sign-in:start']>>, count = 1) {
  const handlers = {
    'sign-in:start': vi.fn<Handlers['sign-in:start']>().mockResolvedValue(answer),
    'server:check': vi.fn<Handlers['server:check']>().mockResolvedValue(answer),
    'checks:pause': vi.fn<Handlers['checks:pause']>().mockResolvedValue(ok(null)),
  } satisfies Partial<Handlers>;
  const entries = Array.from({ length: count }, (_, index) => testEntry(`s${index}`));
  const show = vi.fn<(ref: string | null) => void>();
  const quit = vi.fn<() => void>();
  const reviewStale = vi.fn<() => void>();
  const act = trayActions({
    handlers: handlers as unknown as Handlers,
    snapshot: () => testSnapshot(entries),
    show,
    reviewStale,
    update: () => {},
    now: () => NOON,
    quit,
  });
  return { act, handlers, show, quit, reviewStale };
}

describe('trayActions', () => {
  it('signs in the way the row says, and shows the server when that fails', async () => {
    const good = setUp(ok(null));
    good.act({ kind: 'sign-in', ref: 'codex:user:s0', via: 'client' });
    await vi.waitFor(() =>
      expect(good.handlers['sign-in:start']).toHaveBeenCalledWith({ ref: 'codex:user:s0', via: 'client' }),
    );
    expect(good.show).not.toHaveBeenCalled();
    const bad = setUp(fail('AuthTimeout'));
    bad.act({ kind: 'sign-in', ref: 'codex:user:s0', via: 'own' });
    await vi.waitFor(() => expect(bad.show).toHaveBeenCalledWith('codex:user:s0'));
  });

  it('checks all in batches the contract allows and never starts local programs', async () => {
    const { act, handlers } = setUp(ok(null), 2300);
    act({ kind: 'check-all' });
    await vi.waitFor(() => expect(handlers['server:check']).toHaveBeenCalledTimes(3));
    const inputs = handlers['server:check'].mock.calls.map(([input]) => input);
    expect(inputs.map((input) => input.refs.length)).toEqual([1000, 1000, 300]);
    expect(inputs.every((input) => !input.startPrograms)).toBe(true);
  });

  it('pauses checks for an hour or until the next morning, and resumes them', async () => {
    const { act, handlers } = setUp(ok(null));
    act({ kind: 'pause', for: 'hour' });
    act({ kind: 'pause', for: 'day' });
    act({ kind: 'pause', for: null });
    await vi.waitFor(() => expect(handlers['checks:pause']).toHaveBeenCalledTimes(3));
    const ends = handlers['checks:pause'].mock.calls.map(([{ until }]) => until);
    const morning = new Date(2026, 10, 21, 6).getTime();
    expect(ends).toEqual([NOON + 3_600_000, morning, null]);
  });

  it('leads to the stale sign-ins', () => {
    const { act, reviewStale } = setUp(ok(null));
    act({ kind: 'review-stale' });
    expect(reviewStale).toHaveBeenCalledTimes(1);
  });

  it('shows and quits', async () => {
    const { act, show, quit } = setUp(ok(null));
    act({ kind: 'show', ref: null });
    act({ kind: 'quit' });
    await vi.waitFor(() => expect(quit).toHaveBeenCalled());
    expect(show).toHaveBeenCalledWith(null);
  });
});
