import { fail, ok } from '../../../shared/errors.ts';
import type { SecretStore } from './secret-store.ts';

export interface InMemorySecrets extends SecretStore {
  /** What is stored, for tests. */
  readonly values: ReadonlyMap<string, string>;
  /** From now on the store behaves like a keychain in this state. */
  become(state: 'ready' | 'locked' | 'unavailable'): void;
}

/** A keychain that lives as long as the process: for tests and the conformance runner. */
export function createInMemorySecrets(): InMemorySecrets {
  const values = new Map<string, string>();
  let state: 'ready' | 'locked' | 'unavailable' = 'ready';
  const guarded = async <T>(answer: () => T) =>
    state === 'ready' ? ok(answer()) : fail(state === 'locked' ? 'KeychainLocked' : 'KeychainUnavailable');

  return {
    values,
    become(next) {
      state = next;
    },
    check: async () => ({ state, name: 'Memory', hint: null }),
    get: (account) => guarded(() => values.get(account) ?? null),
    set: (account, value) =>
      guarded(() => {
        values.set(account, value);
        return null;
      }),
    delete: (account) => guarded(() => values.delete(account)),
    accounts: () => guarded(() => [...values.keys()]),
  };
}
