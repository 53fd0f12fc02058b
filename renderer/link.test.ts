import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, ok } from '../shared/errors.ts';
import type { Bridge } from '../shared/ipc.ts';
import { createFakeBridge } from './dev/fake-bridge.ts';
import { makeSnapshot } from './dev/fixture.ts';
import { createListeners, safeCall } from './link.ts';
import type { LinkState } from './link.ts';
import { openSession, serverAnswers, takeToken } from './session.ts';
import { createSnapshotStore } from './snapshot-store.ts';
import { createSocketLink } from './socket-link.ts';

const NOW = new Date(2026, 10, 20, 14, 0, 0).getTime();

/** The part of a WebSocket that the link uses; the test plays the server. */
class FakeSocket extends EventTarget {
  readonly sent: { id: number; channel: string; input: unknown }[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number]);
  }
  open(): void {
    this.dispatchEvent(new Event('open'));
  }
  say(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  close(): void {
    this.dispatchEvent(new Event('close'));
  }
}

const accepted = async () => Response.json({ bridge: '/bridge/x' });

function setup({ answers = true, signedIn = true } = {}) {
  const sockets: FakeSocket[] = [];
  const server = { answers };
  const link = createSocketLink({
    url: Promise.resolve(signedIn ? 'ws://127.0.0.1:1/bridge/x' : null),
    createSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    serverAnswers: async () => server.answers,
    backoff: () => 10,
  });
  const latest = () => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  };
  return { link, server, sockets, latest };
}

describe('the socket link', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('matches answers to requests by number, in any order', async () => {
    const { link, latest } = setup();
    await vi.advanceTimersByTimeAsync(0);
    latest().open();
    const first = link.bridge.call('snapshot:get', null);
    const second = link.bridge.call('file:reveal', { ref: 'codex:user:x' });
    const [one, two] = latest().sent;
    expect(two).toEqual({ id: 2, channel: 'file:reveal', input: { ref: 'codex:user:x' } });
    latest().say({ id: two?.id, output: ok(null) });
    latest().say({ id: one?.id, output: fail('Internal') });
    expect(await second).toEqual(ok(null));
    expect(await first).toMatchObject({ ok: false });
  });

  it('passes events on and ignores what it does not understand', async () => {
    const { link, latest } = setup();
    await vi.advanceTimersByTimeAsync(0);
    latest().open();
    const heard: unknown[] = [];
    const off = link.bridge.on('view:show', (payload) => heard.push(payload));
    latest().say({ event: 'view:show', payload: { view: 'add', ref: null } });
    latest().say({ event: 'snapshot:changed', payload: {} });
    latest().say(['nonsense']);
    latest().dispatchEvent(new MessageEvent('message', { data: '{broken' }));
    off();
    latest().say({ event: 'view:show', payload: { view: 'servers', ref: null } });
    expect(heard).toEqual([{ view: 'add', ref: null }]);
  });

  it('fails requests in flight as values and connects again', async () => {
    const { link, latest, sockets } = setup();
    await vi.advanceTimersByTimeAsync(0);
    latest().open();
    const lost = link.bridge.call('snapshot:get', null);
    latest().close();
    expect(await lost).toMatchObject({ ok: false, error: { code: 'Unreachable' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state()).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(2);
    latest().open();
    expect(link.state()).toBe('open');
  });

  it('answers at once while there is no connection', async () => {
    const { link } = setup();
    expect(await link.bridge.call('snapshot:get', null)).toMatchObject({ ok: false });
  });

  it('says that a fresh link is needed when the server answers but refuses the socket', async () => {
    const { link, latest, sockets } = setup({ answers: true });
    await vi.advanceTimersByTimeAsync(0);
    latest().close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(link.state()).toBe('no-session');
    expect(sockets).toHaveLength(1);
  });

  it('says so without opening a socket when there is no session at all', async () => {
    const { link, sockets } = setup({ signedIn: false });
    await vi.advanceTimersByTimeAsync(0);
    expect(link.state()).toBe('no-session');
    expect(sockets).toHaveLength(0);
  });

  it('keeps trying while nothing answers', async () => {
    const { link, latest, sockets } = setup({ answers: false });
    await vi.advanceTimersByTimeAsync(0);
    latest().close();
    await vi.advanceTimersByTimeAsync(10);
    latest().close();
    await vi.advanceTimersByTimeAsync(10);
    expect(sockets).toHaveLength(3);
    expect(link.state()).toBe('reconnecting');
  });
});

describe('the session', () => {
  it('takes the one-time token out of the address bar', () => {
    const replaceState = vi.fn<History['replaceState']>();
    const location = { hash: '#t=abc-_1', pathname: '/', search: '?x=1' } as Location;
    expect(takeToken(location, { replaceState } as unknown as History)).toBe('abc-_1');
    expect(replaceState).toHaveBeenCalledWith(null, '', '/?x=1');
  });

  it('leaves other fragments alone', () => {
    const replaceState = vi.fn<History['replaceState']>();
    const location = { hash: '#top', pathname: '/', search: '' } as Location;
    expect(takeToken(location, { replaceState } as unknown as History)).toBeNull();
    expect(replaceState).not.toHaveBeenCalled();
  });

  it('posts the token as JSON to its own origin, and takes a refusal for an answer', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(async () => new Response(null, { status: 403 }));
    expect(await openSession('abc', fetch, null)).toBeNull();
    expect(fetch.mock.calls[0]?.[0]).toBe('/session');
    expect(fetch.mock.calls[0]?.[1]).toMatchObject({ method: 'POST', body: '{"token":"abc"}' });
  });

  it('remembers its path for a page that is loaded again', async () => {
    localStorage.clear();
    expect(await openSession(null, accepted, localStorage)).toBeNull();
    expect(await openSession('abc', accepted, localStorage)).toBe('/bridge/x');
    expect(await openSession(null, accepted, localStorage)).toBe('/bridge/x');
  });

  it('tells a server that is gone from one that refuses', async () => {
    expect(await serverAnswers(async () => new Response(null, { status: 404 }))).toBe(true);
    expect(
      await serverAnswers(async () => {
        throw new TypeError('failed to fetch');
      }),
    ).toBe(false);
  });
});

describe('safeCall', () => {
  it('turns a rejected call into a failure value', async () => {
    const bridge = {
      host: 'desktop',
      call: async () => Promise.reject(new Error('gone')),
    } as unknown as Bridge;
    expect(await safeCall(bridge)('snapshot:get', null)).toMatchObject({ ok: false });
  });
});

describe('the snapshot store', () => {
  it('takes only higher revisions, but whatever a new connection brings', async () => {
    const changes = createListeners<[]>();
    let state: LinkState = 'open';
    const fake = createFakeBridge(makeSnapshot(NOW, { revision: 7 }));
    const store = createSnapshotStore({
      bridge: fake.bridge,
      state: () => state,
      subscribe: changes.add,
    });
    await vi.waitFor(() => expect(store.get().snapshot?.revision).toBe(7));
    fake.emit('snapshot:changed', makeSnapshot(NOW, { revision: 6 }));
    expect(store.get().snapshot?.revision).toBe(7);
    fake.emit('snapshot:changed', makeSnapshot(NOW, { revision: 8 }));
    expect(store.get().snapshot?.revision).toBe(8);

    state = 'reconnecting';
    changes.emit();
    expect(store.get()).toMatchObject({ link: 'reconnecting', snapshot: { revision: 8 } });
    state = 'open';
    changes.emit();
    fake.emit('snapshot:changed', makeSnapshot(NOW, { revision: 1 }));
    expect(store.get().snapshot?.revision).toBe(1);
  });
});
