import { fail } from '../shared/errors.ts';
import type { Bridge, Channel, ChannelInput, ChannelOutput } from '../shared/ipc.ts';

/** How the window stands with the core. The desktop is always `open`. */
export type LinkState = 'connecting' | 'open' | 'reconnecting' | 'no-session';

export interface Link {
  readonly bridge: Bridge;
  readonly state: () => LinkState;
  /** Each opening brings the present snapshot by itself: it need not be asked for. */
  readonly tellsFirst?: true;
  /** Called after each change of `state`; returns the function that stops listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

export type Call = <C extends Channel>(channel: C, input: ChannelInput<C>) => Promise<ChannelOutput<C>>;

/** `bridge.call` that answers a transport failure as a value, like every other failure. */
export function safeCall(bridge: Bridge): Call {
  return async (channel, input) => {
    try {
      return await bridge.call(channel, input);
    } catch {
      return fail('Internal', 'MCP Tray did not answer that request.');
    }
  };
}

/** A set of listeners; a listener may leave while it is being called (a Set allows that). */
export function createListeners<Args extends readonly unknown[]>() {
  const listeners = new Set<(...args: Args) => void>();
  return {
    add: (listener: (...args: Args) => void): (() => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit: (...args: Args): void => {
      for (const listener of listeners) listener(...args);
    },
  };
}
