import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { keychainError } from '../secrets/keychain-errors.ts';

export interface KeychainItemRef {
  readonly service: string;
  readonly account: string;
}

/** One known item of another program in a system keychain. */
export interface ForeignKeychainItems {
  /** May raise the system's dialog. Null when there is no such item. KeychainLocked, KeychainDenied … */
  read(env: HostEnv, item: KeychainItemRef): Promise<Result<string | null>>;
  /** Replaces the value of an item that is there. */
  write(env: HostEnv, item: KeychainItemRef, text: string): Promise<Result<null>>;
}

/** Without the pin the module may turn to the kernel's key store, which holds none of these. */
const PINNED = { linux: { store: 'secret-service' } } as const;

/**
 * Through the system's own interface, not through `security`: that program takes secrets as arguments, which others
 * can read, or on lines that it cuts after some thousand characters. Not run on macOS here; tested with a double.
 */
export const foreignKeychainItems: ForeignKeychainItems = {
  async read(env, { service, account }) {
    try {
      const { AsyncEntry } = await import('@napi-rs/keyring');
      return ok((await new AsyncEntry(service, account, PINNED).getPassword()) ?? null);
    } catch (error) {
      return { ok: false, error: keychainError(env.platform, error) };
    }
  },
  async write(env, { service, account }, text) {
    try {
      const { AsyncEntry } = await import('@napi-rs/keyring');
      await new AsyncEntry(service, account, PINNED).setPassword(text);
      return ok(null);
    } catch (error) {
      return { ok: false, error: keychainError(env.platform, error) };
    }
  },
};

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
