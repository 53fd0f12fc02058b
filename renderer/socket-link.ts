import { fail } from '../shared/errors.ts';
import type { Bridge, Channel, ChannelInput, ChannelOutput, EventName, Events } from '../shared/ipc.ts';
import { createListeners } from './link.ts';
import type { Link, LinkState } from './link.ts';

export interface SocketLinkOptions {
  /** Where to connect; null without a session. Asked once, before the first connection. */
  readonly url: Promise<string | null>;
  readonly createSocket: (url: string) => WebSocket;
  /** Whether the page's own server answers plain requests; asked after a refused connection. */
  readonly serverAnswers: () => Promise<boolean>;
  /** Milliseconds to wait before the given attempt, counted from 1. */
  readonly backoff?: (attempt: number) => number;
}

/** One WebSocket, opened again whenever it closes. Requests in flight then fail as values. */
export function createSocketLink(options: SocketLinkOptions): Link {
  const backoff = options.backoff ?? ((attempt) => Math.min(8000, 250 * 2 ** attempt));
  const changes = createListeners<[]>();
  const events = createListeners<[EventName, Events[EventName]]>();
  const pending = new Map<number, (output: unknown) => void>();
  let state: LinkState = 'connecting';
  let socket: WebSocket | null = null;
  let attempt = 0;
  let lastId = 0;

  function become(next: LinkState): void {
    if (next === state) return;
    state = next;
    changes.emit();
  }

  function connect(url: string | null): void {
    if (url === null) {
      void reconnect(url, false);
      return;
    }
    const current = options.createSocket(url);
    let opened = false;
    socket = current;
    current.addEventListener('open', () => {
      opened = true;
      attempt = 0;
      become('open');
    });
    current.addEventListener('message', (event: MessageEvent<unknown>) => receive(event.data));
    current.addEventListener('close', () => {
      for (const settle of pending.values()) settle(lostLink());
      pending.clear();
      void reconnect(url, opened);
    });
  }

  async function reconnect(url: string | null, opened: boolean): Promise<void> {
    if (!opened && (await options.serverAnswers())) {
      become('no-session');
      return;
    }
    become('reconnecting');
    attempt += 1;
    setTimeout(() => connect(url), backoff(attempt));
  }

  function receive(data: unknown): void {
    const message = parseMessage(data);
    if (message === null) return;
    if ('event' in message) {
      events.emit(message.event, message.payload);
      return;
    }
    pending.get(message.id)?.(message.output);
    pending.delete(message.id);
  }

  const bridge: Bridge = {
    host: 'browser',
    call<C extends Channel>(channel: C, input: ChannelInput<C>) {
      return new Promise<ChannelOutput<C>>((resolve) => {
        if (socket === null || state !== 'open') {
          resolve(lostLink());
          return;
        }
        lastId += 1;
        pending.set(lastId, (output) => resolve(output as ChannelOutput<C>));
        socket.send(JSON.stringify({ id: lastId, channel, input }));
      });
    },
    on<E extends EventName>(event: E, listener: (payload: Events[E]) => void) {
      return events.add((name, payload) => {
        if (name === event) listener(payload as Events[E]);
      });
    },
  };

  void options.url.then(connect);
  return { bridge, state: () => state, tellsFirst: true, subscribe: changes.add };
}

function lostLink() {
  return fail('Unreachable', 'The connection to MCP Tray was lost.', {
    next: 'It comes back by itself while MCP Tray runs; then try again.',
  });
}

type ServerMessage =
  | { readonly id: number; readonly output: unknown }
  | { readonly event: EventName; readonly payload: Events[EventName] };

function parseMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const message: unknown = JSON.parse(data);
    if (typeof message !== 'object' || message === null) return null;
    if ('event' in message && 'payload' in message) return message as ServerMessage;
    return 'id' in message && typeof message.id === 'number' && 'output' in message
      ? (message as ServerMessage)
      : null;
  } catch {
    return null;
  }
}
