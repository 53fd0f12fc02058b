import { fail, ok } from '../../../shared/errors.ts';
import type { Handlers } from '../../../shared/ipc.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import type { Core } from '../../core/core.ts';
import { snapshotFixture } from './snapshot-fixture.ts';

export interface CoreDouble extends Core {
  /** Makes this the current snapshot and tells all listeners. */
  change(snapshot: Snapshot): void;
  listeners(): number;
  stopped(): boolean;
}

const missing = async (): Promise<ReturnType<typeof fail>> => fail('Unsupported');

/** A core that holds one snapshot and answers with the given handlers; all others fail as unsupported. */
export function coreDouble(options: { snapshot?: Snapshot; handlers?: Partial<Handlers> } = {}): CoreDouble {
  let current = options.snapshot ?? snapshotFixture();
  let stopped = false;
  const listeners = new Set<(snapshot: Snapshot) => void>();
  const handlers: Handlers = {
    'snapshot:get': async () => ok(current),
    'change:preview': missing,
    'change:apply': missing,
    'history:forget': missing,
    'secret:copy': missing,
    'paste:recognise': missing,
    'server:check': missing,
    'checks:pause': missing,
    'server:doctor': missing,
    'server:tools': missing,
    'server:call-tool': missing,
    'server:cancel-call': missing,
    'server:text': missing,
    'sign-in:start': missing,
    'client:look': missing,
    'wsl:set': missing,
    'sign-in:look': missing,
    'sign-in:guide': missing,
    'client:open': missing,
    'sign-in-round:open': missing,
    'sign-in-round:start': missing,
    'sign-in-round:step': missing,
    'sign-in-round:stop': missing,
    'sign-in-round:forget': missing,
    'session-sign-in:start': missing,
    'session-sign-in:check': missing,
    'session-sign-in:end': missing,
    'sign-in:open-page': missing,
    'sign-in:cancel': missing,
    'sign-in:end': missing,
    'sign-in:disconnect': missing,
    'keychain:check': missing,
    'project:add': missing,
    'project:remove': missing,
    'project:choose': missing,
    'file:reveal': missing,
    ...options.handlers,
  };
  return {
    handlers,
    snapshot: () => current,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => undefined,
    start: async () => undefined,
    power: () => undefined,
    refresh: async () => undefined,
    async stop() {
      stopped = true;
    },
    change(snapshot) {
      current = snapshot;
      for (const listener of listeners) listener(snapshot);
    },
    listeners: () => listeners.size,
    stopped: () => stopped,
  };
}
