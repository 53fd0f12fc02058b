import { contextBridge, ipcRenderer } from 'electron';
import { BRIDGE_CHANNELS, BRIDGE_EVENTS } from '../../shared/channel-names.ts';
import type { Bridge, EventName } from '../../shared/ipc.ts';

type Listener = (payload: never) => void;

/**
 * The page's only door: the contract's channels and events, nothing of Electron. Listeners never see
 * Electron's event object. What arrives before the page listens is kept (the newest of each event), because
 * the host may ask for a view while the page is still loading.
 */
const listeners = new Map<EventName, Set<Listener>>(BRIDGE_EVENTS.map((name) => [name, new Set()]));
const waiting = new Map<EventName, unknown>();

for (const [name, set] of listeners) {
  ipcRenderer.on(name, (_event, payload: unknown) => {
    if (set.size === 0) waiting.set(name, payload);
    for (const listener of set) listener(payload as never);
  });
}

const bridge: Bridge = {
  host: 'desktop',
  call: (channel, input) => {
    if (!BRIDGE_CHANNELS.includes(channel)) {
      return Promise.reject(new TypeError('No such channel.'));
    }
    return ipcRenderer.invoke(channel, input);
  },
  on: (event, listener) => {
    const set = listeners.get(event);
    if (set === undefined) throw new TypeError('No such event.');
    // One wrapper per call, so that adding the same listener twice needs two removals.
    const own: Listener = (payload) => listener(payload);
    set.add(own);
    if (waiting.has(event)) {
      const payload = waiting.get(event);
      waiting.delete(event);
      queueMicrotask(() => {
        if (set.has(own)) own(payload as never);
      });
    }
    return () => {
      set.delete(own);
    };
  },
};

contextBridge.exposeInMainWorld('mcpTray', bridge);
