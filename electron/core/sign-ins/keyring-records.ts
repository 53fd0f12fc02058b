import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { foreignKeychainItems } from './foreign-keychain-item.ts';
import type { ForeignKeychainItems, KeychainItemRef } from './foreign-keychain-item.ts';
import { findForeignCredentials } from './foreign-keyring.ts';
import type { FindCredentials } from './foreign-keyring.ts';
import type { RemovalStep, SignInStore } from './types.ts';

/** The system's keychain, to be replaced in tests. */
export interface KeyringPorts {
  readonly find: FindCredentials;
  readonly items: ForeignKeychainItems;
}

/** A client's items in the system's keychain; `Kept` is metadata, never a token. */
export interface KeyringRecords<Kept> extends Required<
  Pick<SignInStore, 'asks' | 'hides' | 'closed' | 'doubt'>
> {
  /**
   * Asked for now, or on macOS as a person let us see it last. `accounts` are those that are known to be there; one
   * that was not asked for yet makes what was seen incomplete.
   */
  list(env: HostEnv, accounts: readonly string[]): Promise<readonly Kept[]>;
  /** On macOS, after a click: asks for them. Errors of the keychain; what was seen until then is kept. */
  look(env: HostEnv, accounts: readonly string[]): Promise<Result<null>>;
  /** One item, and no other. May raise the dialog on macOS. */
  read(env: HostEnv, account: string): Promise<Result<string | null>>;
  /** Deletes the whole item. */
  removal(account: string): RemovalStep;
  /** The same keychain; what is read or written through it is noted here. */
  readonly items: ForeignKeychainItems;
}

/**
 * Linux (a locked Secret Service looks like an empty one) and Windows answer without a dialog and are asked each time.
 * macOS may ask the person for a password for each item of another program, so nothing is read there until a click,
 * and of what it showed the metadata stays until the next.
 */
export function keyringRecords<Kept>(options: {
  /** Where the client keeps them in a keychain of this kind at all. */
  readonly systems: readonly HostEnv['platform'][];
  readonly service: (env: HostEnv) => string;
  /** Metadata of one item; it may hold several records, or something else. */
  readonly kept: (account: string, text: string) => Result<readonly Kept[]>;
  /**
   * There may be items beyond the known accounts that are worth a question each. Of these, one that is refused is left
   * out without a word: the module lists no accounts but with their secrets.
   */
  readonly others: boolean;
  readonly ports?: Partial<KeyringPorts> | undefined;
}): KeyringRecords<Kept> {
  const { systems, service, kept, others } = options;
  const { find = findForeignCredentials, items = foreignKeychainItems } = options.ports ?? {};
  let seen = new Map<string, readonly Kept[]>();
  let asked: ReadonlySet<string> = new Set();
  let isComplete = false;

  const uses = (env: HostEnv): boolean => systems.includes(env.platform);
  const asks = (env: HostEnv): boolean => env.platform === 'darwin' && uses(env);
  const itemOf = (env: HostEnv, account: string): KeychainItemRef => ({ service: service(env), account });
  const isUnseen = (env: HostEnv): boolean => env.platform !== 'linux' && uses(env) && !isComplete;

  function note(account: string, text: string | null): void {
    const records = text === null ? ok([]) : kept(account, text);
    if (records.ok && records.value.length > 0) seen.set(account, records.value);
    else seen.delete(account);
  }

  const noting: ForeignKeychainItems = {
    ...items,
    async read(env, item) {
      const text = await items.read(env, item);
      if (text.ok) note(item.account, text.value);
      return text;
    },
    async write(env, item, text) {
      const written = await items.write(env, item, text);
      if (written.ok) note(item.account, text);
      return written;
    },
  };

  /** A listing leaves out what was refused, which would pass for "not signed in": a known account is asked for. */
  async function ask(
    env: HostEnv,
    accounts: readonly string[],
    found: Map<string, readonly Kept[]>,
  ): Promise<Result<null>> {
    if (others) {
      const all = await items.all(env, service(env));
      if (!all.ok) return all;
      for (const { account, secret } of all.value) {
        const records = kept(account, secret);
        found.set(account, records.ok ? records.value : []);
      }
    }
    for (const account of accounts.filter((one) => !found.has(one))) {
      const text = await items.read(env, itemOf(env, account));
      if (!text.ok) return text;
      const records = text.value === null ? ok([]) : kept(account, text.value);
      if (!records.ok) return records;
      found.set(account, records.value);
    }
    return ok(null);
  }

  return {
    asks,
    hides: isUnseen,
    closed: (env) => (asks(env) && !isComplete ? { place: 'the macOS keychain' } : null),
    doubt() {
      isComplete = false;
    },
    items: noting,
    async list(env, accounts) {
      if (!uses(env)) return [];
      if (env.platform === 'linux') {
        const found = await find(env, service(env)).catch(() => []);
        return found.flatMap(({ account, secret }) => valueOf(kept(account, secret)));
      }
      if (env.platform === 'win32') {
        for (const account of seen.keys()) if (!accounts.includes(account)) seen.delete(account);
        for (const account of accounts) await noting.read(env, itemOf(env, account));
        // Before the first one is found, it is not known that they stand where we look.
        if (seen.size > 0) isComplete = true;
      } else if (accounts.some((account) => !asked.has(account))) isComplete = false;
      return [...seen.values()].flat();
    },
    async look(env, accounts) {
      if (!asks(env)) return ok(null);
      const found = new Map<string, readonly Kept[]>();
      const result = await ask(env, accounts, found);
      seen = result.ok ? found : new Map([...seen, ...found]);
      asked = new Set(accounts);
      isComplete = result.ok;
      return result;
    },
    async read(env, account) {
      if (!uses(env)) return ok(null);
      if (env.platform !== 'linux') return noting.read(env, itemOf(env, account));
      const found = await find(env, service(env)).catch(() => []);
      return ok(found.find((item) => item.account === account)?.secret ?? null);
    },
    removal: (account) => ({ kind: 'keyring', service, account, items: noting }),
  };
}

function valueOf<T>(result: Result<readonly T[]>): readonly T[] {
  return result.ok ? result.value : [];
}
