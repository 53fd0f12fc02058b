import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '../../shared/ipc.ts';

type Listener = (event: unknown, payload: unknown) => void;
const fake = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  listeners: new Map<string, unknown>(),
  invoked: [] as unknown[][],
}));

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => fake.exposed.set(name, api) },
  ipcRenderer: {
    on: (name: string, listener: Listener) => fake.listeners.set(name, listener),
    invoke: (...args: unknown[]) => {
      fake.invoked.push(args);
      return Promise.resolve('answer');
    },
  },
}));

let bridge: Bridge;

beforeEach(async () => {
  vi.resetModules();
  fake.exposed.clear();
  fake.invoked.length = 0;
  await import('./preload.ts');
  bridge = fake.exposed.get('mcpTray') as Bridge;
});

function arrive(name: string, payload: unknown): void {
  (fake.listeners.get(name) as Listener)({ sender: 'Electron' }, payload);
}

describe('preload', () => {
  it('exposes one object with host, call and on', () => {
    expect([...fake.exposed.keys()]).toEqual(['mcpTray']);
    expect(Object.keys(bridge).toSorted()).toEqual(['call', 'host', 'on']);
  });

  it('passes calls of the contract on and refuses others before they leave the page', async () => {
    expect(await bridge.call('snapshot:get', null)).toBe('answer');
    await expect(bridge.call('shell:open' as 'snapshot:get', null)).rejects.toThrow('No such channel.');
    await expect(bridge.call('__proto__' as 'snapshot:get', null)).rejects.toThrow('No such channel.');
    expect(fake.invoked).toEqual([['snapshot:get', null]]);
    expect(() => bridge.on('other' as 'view:show', () => {})).toThrow('No such event.');
  });

  it('keeps the newest event until the page listens, then delivers it once', async () => {
    arrive('view:show', { view: 'add', ref: null });
    arrive('view:show', { view: 'settings', ref: null });
    const first: unknown[] = [];
    const second: unknown[] = [];
    bridge.on('view:show', (...args) => first.push(args));
    bridge.on('view:show', (...args) => second.push(args));
    await Promise.resolve();
    expect(first).toEqual([[{ view: 'settings', ref: null }]]);
    expect(second).toEqual([]);
  });

  it('stops telling a listener that left', () => {
    const heard: unknown[] = [];
    const off = bridge.on('view:show', (payload) => heard.push(payload));
    off();
    arrive('view:show', { view: 'add', ref: null });
    expect(heard).toEqual([]);
  });
});
