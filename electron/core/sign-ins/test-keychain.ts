import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ForeignKeychainItems, KeychainItemRef } from './foreign-keychain-item.ts';

/** A keychain as macOS has it, which cannot be run here: it counts the dialogs that a person would see. Tests only. */
export interface TestKeychain {
  readonly items: ForeignKeychainItems;
  /** By account. */
  readonly texts: Map<string, string>;
  /** Accounts in the order in which the person was asked for them. */
  readonly dialogs: string[];
  /** Accounts for which the answer is "Deny". */
  readonly denied: Set<string>;
  /** Every answer is an error, as while the login keychain is locked. */
  locked: boolean;
  /** Deletions are answered like any other, and nothing happens. */
  keeps: boolean;
  /** Runs before each reading. */
  beforeRead: (account: string) => Promise<void> | void;
}

const LOCKED = fail('KeychainLocked', 'Your Keychain is locked.');
const DENIED = fail('KeychainDenied', 'Your Keychain refused access.');

export function testKeychain(service: string, texts: Readonly<Record<string, string>>): TestKeychain {
  const keychain: TestKeychain = {
    texts: new Map(Object.entries(texts)),
    dialogs: [],
    denied: new Set(),
    locked: false,
    keeps: false,
    beforeRead: () => {},
    items: {
      async read(_env, item) {
        await keychain.beforeRead(item.account);
        return show(item);
      },
      async write(_env, { account }, text) {
        if (keychain.locked) return LOCKED;
        keychain.texts.set(account, text);
        return ok(null);
      },
      async remove(_env, { account }) {
        if (keychain.locked) return LOCKED;
        return ok(keychain.keeps ? keychain.texts.has(account) : keychain.texts.delete(account));
      },
      // The module asks for one after the other and leaves out those that it is refused.
      async all(_env, wanted) {
        const accounts = wanted === service ? [...keychain.texts.keys()] : [];
        return ok(
          accounts.flatMap((account) => {
            const text = show({ service: wanted, account });
            return text.ok && text.value !== null ? [{ account, secret: text.value }] : [];
          }),
        );
      },
    },
  };

  function show({ service: wanted, account }: KeychainItemRef): Result<string | null> {
    if (keychain.locked) return LOCKED;
    const text = wanted === service ? keychain.texts.get(account) : undefined;
    if (text === undefined) return ok(null);
    keychain.dialogs.push(account);
    return keychain.denied.has(account) ? DENIED : ok(text);
  }

  return keychain;
}
