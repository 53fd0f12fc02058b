import { describe, expect, it } from 'vitest';
import { fail, ok } from '../../../shared/errors.ts';
import { createOperations } from './operations.ts';

function operations() {
  let changes = 0;
  const made = createOperations({ now: () => 1000, onChange: () => (changes += 1) });
  return { made, changes: () => changes };
}

describe('work on an entry', () => {
  it('shows its phase while it runs and nothing afterwards', async () => {
    const { made } = operations();
    const gate = Promise.withResolvers<void>();
    const running = made.run('sign-in', 'a:user:x', async (handle) => {
      handle.phase('Waiting for your browser…');
      await gate.promise;
      return ok(null);
    });
    await Promise.resolve();
    expect(made.running()).toMatchObject([
      { ref: 'a:user:x', phase: 'Waiting for your browser…', cancellable: true },
    ]);
    gate.resolve();
    await running;
    expect(made.running()).toEqual([]);
  });

  it('shows a code while it waits for the person, beside its phase, and not in the next attempt', async () => {
    const { made, changes } = operations();
    const code = {
      userCode: 'WDJB-MJHT',
      verificationUri: 'https://sign-in.test/device',
      verificationUriComplete: null,
      expiresAt: 2000,
    };
    await made.run('sign-in', 'a:user:x', async (handle) => {
      expect(made.running()).toMatchObject([{ code: null }]);
      const before = changes();
      handle.code(code);
      expect(changes()).toBe(before + 1);
      handle.phase('Waiting…');
      expect(made.running()).toMatchObject([{ phase: 'Waiting…', code }]);
      return ok(null);
    });
    await made.run('sign-in', 'a:user:x', async () => {
      expect(made.running()).toMatchObject([{ code: null }]);
      return ok(null);
    });
  });

  it('does not start a second time for a second click', async () => {
    const { made } = operations();
    const gate = Promise.withResolvers<void>();
    let starts = 0;
    const work = async () => {
      starts += 1;
      await gate.promise;
      return ok(null);
    };
    const first = made.run('sign-in', 'a:user:x', work);
    expect((await made.run('sign-in', 'a:user:x', work)).ok).toBe(false);
    gate.resolve();
    await first;
    expect(starts).toBe(1);
  });

  it('lets a tool call be cancelled by itself, and keeps its outcome out of the server’s state', async () => {
    const { made } = operations();
    await made.run('sign-in', 'a:user:x', async () => fail('AuthTimeout'));
    const call = made.run('tool-call', 'a:user:x', async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return fail('Cancelled');
    });
    expect(made.running()).toMatchObject([{ kind: 'tool-call', cancellable: true }]);
    expect(made.cancel('a:user:x')).toBe(false);
    expect(made.cancel('a:user:x', 'tool-call')).toBe(true);
    expect(await call).toMatchObject({ error: { code: 'Cancelled' } });
    expect(made.failures()).toMatchObject([{ error: { code: 'AuthTimeout' } }]);
  });

  it('keeps the last failure until the next attempt, but not a cancellation', async () => {
    const { made } = operations();
    await made.run('sign-in', 'a:user:x', async () => fail('AuthTimeout'));
    expect(made.failures()).toMatchObject([{ ref: 'a:user:x', error: { code: 'AuthTimeout' } }]);
    await made.run('sign-in', 'a:user:x', async () => fail('AuthCancelled'));
    expect(made.failures()).toEqual([]);
  });

  it('ends when cancelled, and only sign-ins can be', async () => {
    const { made } = operations();
    const waiting = made.run('sign-in', 'a:user:x', (handle) => {
      const ended = Promise.withResolvers<ReturnType<typeof fail>>();
      handle.signal.addEventListener('abort', () => ended.resolve(fail('AuthCancelled')));
      return ended.promise;
    });
    expect(made.cancel('a:user:y')).toBe(false);
    expect(made.cancel('a:user:x')).toBe(true);
    expect(await waiting).toMatchObject({ error: { code: 'AuthCancelled' } });
  });

  it('is gone from the list even when it throws', async () => {
    const { made } = operations();
    await expect(made.run('check', 'a:user:x', () => Promise.reject(new Error('bug')))).rejects.toThrow(
      'bug',
    );
    await made.settled();
    expect(made.running()).toEqual([]);
  });
});
