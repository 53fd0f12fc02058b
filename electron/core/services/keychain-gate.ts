import { ok } from '../../../shared/errors.ts';
import type { KeychainView } from '../../../shared/snapshot.ts';
import type { OwnAuthEngine } from '../auth/engine.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import type { OwnCredentials } from './own-credentials.ts';

/**
 * What is known of the keychain, and the rule that nothing which runs by itself opens a closed one: on Linux
 * that raises the system's password dialog, every few minutes if it were a background check.
 */
export interface KeychainGate {
  view(): KeychainView;
  /** Asks it now, because the app was started, or (`waits`) because a person pressed a button. */
  check(options?: { readonly waits: boolean }): Promise<void>;
  /** False once it was found locked or missing. Never asked yet counts as open. */
  isOpen(): boolean;
  /** Our tokens for checks; null instead of a dialog. */
  readonly tokens: Pick<AuthEngine, 'accessToken' | 'noteRejection'>;
}

export function createKeychainGate(options: {
  secrets: SecretStore;
  engine: OwnAuthEngine;
  own: OwnCredentials;
}): KeychainGate {
  const { secrets, engine, own } = options;
  let view: KeychainView = { state: 'unchecked', name: 'Keychain', hint: null };
  const isOpen = (): boolean => view.state === 'ready' || view.state === 'unchecked';
  return {
    view: () => view,
    isOpen,
    async check(options = { waits: false }) {
      engine.reload();
      view = await secrets.check(options);
    },
    tokens: {
      accessToken: async (url) => (own.mayHold() && isOpen() ? engine.accessToken(url) : ok(null)),
      noteRejection: (...args) => engine.noteRejection(...args),
    },
  };
}
