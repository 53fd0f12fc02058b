import type { IpcMainInvokeEvent } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BRIDGE_CHANNELS, BRIDGE_EVENTS } from '../../shared/channel-names.ts';
import { ok } from '../../shared/errors.ts';
import { CHANNEL_NAMES, EVENT_NAMES } from '../../shared/ipc.ts';
import type { Handlers } from '../../shared/ipc.ts';
import * as double from './electron-double.ts';
import { registerHandlers } from './ipc.ts';
import { testSnapshot } from '../../shared/test-snapshot.ts';

vi.mock('electron', () => import('./electron-double.ts'));

const ours = new double.WebContentsDouble();
const received: unknown[] = [];
let written = '';

beforeEach(() => {
  double.resetWorld();
  received.length = 0;
  written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
  const handlers = {
    'snapshot:get': () => Promise.resolve(ok(testSnapshot([]))),
    'server:text': () => Promise.reject(new Error('Authorization: Bearer abc.def')),
    'server:check': (input: unknown) => {
      received.push(input);
      return Promise.resolve(ok(null));
    },
  } as unknown as Handlers;
  registerHandlers({ handlers, isOurWindow: (contents) => (contents as unknown) === ours });
});

afterEach(() => {
  vi.restoreAllMocks();
});

function invoke(channel: string, input: unknown, caller: object = {}): unknown {
  const event = { sender: ours, senderFrame: { url: 'app://mcp-tray/', parent: null }, ...caller };
  const handler = double.handlers.get(channel);
  if (handler === undefined) throw new Error(`no handler for ${channel}`);
  return handler(event as unknown as IpcMainInvokeEvent, input);
}

describe('registerHandlers', () => {
  it('registers exactly the channels of the contract, and the preload knows the same names', () => {
    expect([...double.handlers.keys()].toSorted()).toEqual(CHANNEL_NAMES.toSorted());
    expect(BRIDGE_CHANNELS.toSorted()).toEqual(CHANNEL_NAMES.toSorted());
    expect(BRIDGE_EVENTS.toSorted()).toEqual(EVENT_NAMES.toSorted());
  });

  it('answers our own page', async () => {
    expect(await invoke('snapshot:get', null)).toMatchObject({ ok: true, value: { schema: 1 } });
  });

  it.each([
    ['a frame inside the page', { senderFrame: { url: 'app://mcp-tray/', parent: {} } }],
    ['another origin', { senderFrame: { url: 'https://example.com/', parent: null } }],
    ['a look-alike host', { senderFrame: { url: 'app://mcp-tray.example/', parent: null } }],
    ['a file', { senderFrame: { url: 'file:///app/index.html', parent: null } }],
    ['a blank page', { senderFrame: { url: 'about:blank', parent: null } }],
    ['a frame that is gone', { senderFrame: null }],
    ['another window', { sender: new double.WebContentsDouble() }],
  ])('refuses a call from %s', async (_name, caller) => {
    const input = { refs: ['codex:user:a'], startPrograms: true };
    expect(await invoke('server:check', input, caller)).toMatchObject({
      ok: false,
      error: { code: 'UntrustedSender' },
    });
    expect(received).toEqual([]);
  });

  it.each([
    undefined,
    null,
    'codex:user:a',
    { refs: [] },
    { refs: ['codex:user:a'] },
    { refs: ['codex:user:a'], startPrograms: 'yes' },
    { refs: ['codex:user:a'], startPrograms: false, path: '/etc/passwd' },
    { refs: Array.from({ length: 1001 }, () => 'codex:user:a'), startPrograms: false },
  ])('refuses an input that is not in the contract (%#)', async (input) => {
    expect(await invoke('server:check', input)).toMatchObject({
      ok: false,
      error: { code: 'InvalidRequest' },
    });
    expect(received).toEqual([]);
  });

  it('answers a bug as Internal, without its text, and logs it redacted', async () => {
    const answer = await invoke('server:text', { ref: 'codex:user:a' });
    expect(answer).toMatchObject({ ok: false, error: { code: 'Internal' } });
    expect(JSON.stringify(answer)).not.toContain('Bearer');
    expect(written).toContain('server:text');
    expect(written).not.toContain('abc.def');
  });
});
