import type * as keyringModule from '@napi-rs/keyring';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { keychainError } from '../secrets/keychain-errors.ts';
import type { ForeignCredential } from './foreign-keyring.ts';

export interface KeychainItemRef {
  readonly service: string;
  readonly account: string;
}

/**
 * Items of other programs in a system keychain. On macOS every value that is read may raise the system's dialog, also
 * one by one in a listing; an item that is not there raises none. KeychainLocked, KeychainDenied …
 */
export interface ForeignKeychainItems {
  /** Null when there is no such item. */
  read(env: HostEnv, item: KeychainItemRef): Promise<Result<string | null>>;
  /** Replaces the value of an item that is there. */
  write(env: HostEnv, item: KeychainItemRef, text: string): Promise<Result<null>>;
  /** What the keychain says it did; only reading the item again tells whether it is gone. */
  remove(env: HostEnv, item: KeychainItemRef): Promise<Result<boolean>>;
  /** All that it hands out of a service. What it refuses may be left out without a word. */
  all(env: HostEnv, service: string): Promise<Result<readonly ForeignCredential[]>>;
}

/** Without the pin the module may turn to the kernel's key store, which never held the item. Linux only. */
const PINNED = { linux: { store: 'secret-service' } } as const;

/**
 * Through the system's own interface, not through `security`: that program takes secrets as arguments, which others
 * can read, or on lines that it cuts after some thousand characters; and to list accounts without their secrets it
 * would have to dump the whole keychain, as thieves do. Not run on macOS and Windows here; tested with a double.
 */
export const foreignKeychainItems: ForeignKeychainItems = {
  read: (env, { service, account }) =>
    asking(env, async ({ AsyncEntry }) => {
      const bytes = await new AsyncEntry(service, account, PINNED).getSecret();
      return bytes === null ? null : itemText(env.platform, Buffer.from(bytes));
    }),
  write: (env, { service, account }, text) =>
    asking(env, async ({ AsyncEntry }) => {
      await new AsyncEntry(service, account, PINNED).setPassword(text);
      return null;
    }),
  remove: (env, { service, account }) =>
    asking(env, ({ AsyncEntry }) => new AsyncEntry(service, account, PINNED).deleteCredential()),
  all: (env, service) =>
    asking(env, async ({ findCredentialsAsync }) => {
      const found = await findCredentialsAsync(service);
      return found.map(({ account, password }) => ({ account, secret: password }));
    }),
};

type Keyring = typeof keyringModule;

async function asking<T>(env: HostEnv, work: (keyring: Keyring) => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work(await import('@napi-rs/keyring')));
  } catch (error) {
    return { ok: false, error: keychainError(env.platform, error) };
  }
}

/** Rust programs write texts as UTF-16 into the Windows Credential Manager, but raw bytes as they are. */
export function itemText(platform: HostEnv['platform'], bytes: Buffer): string {
  const isWide = platform === 'win32' && bytes.length % 2 === 0 && bytes[1] === 0;
  return bytes.toString(isWide ? 'utf16le' : 'utf8');
}

/** JSON of another program, without ever repeating any of it. */
export function parseItem(text: string, service: string): Result<unknown> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail('ConfigInvalid', `The keychain item “${service}” is not valid JSON.`, {
      next: 'Sign in again with the client.',
    });
  }
}
