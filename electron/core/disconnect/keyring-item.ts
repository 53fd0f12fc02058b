import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { keychainError } from '../secrets/keychain-errors.ts';
import { createKeychainItems } from '../secrets/keychain-items.ts';
import { findForeignCredentials } from '../sign-ins/foreign-keyring.ts';

/**
 * Deletes one item of another program, and looks whether it is gone: a locked keychain answers "nothing
 * deleted" like an empty one. Linux only, as reading is. Errors: KeychainUnavailable, KeychainLocked,
 * KeychainDenied.
 */
export async function deleteKeyringItem(
  env: HostEnv,
  { service, account }: { readonly service: string; readonly account: string },
): Promise<Result<null>> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    // Without the pin the module may turn to the kernel's key store, which never held the item.
    const pinned = { linux: { store: 'secret-service' } } as const;
    const deleted = await new AsyncEntry(service, account, pinned).deleteCredential();
    if (!deleted) {
      const open = await probeKeychain(env);
      if (!open.ok) return open;
    }
    const left = await findForeignCredentials(env, service);
    if (left.every((item) => item.account !== account)) return ok(null);
    return fail('KeychainDenied', `The keychain kept the item “${service}”.`);
  } catch (error) {
    return { ok: false, error: keychainError(env.platform, error) };
  }
}

/** Whether the keychain can be used at all, found out with an item of our own. */
export function probeKeychain(env: HostEnv): Promise<Result<null>> {
  return createKeychainItems(env.platform, 'mcp-tray').probe(PROBE_MS);
}

/** The person may be typing a password into the system's own dialog. */
const PROBE_MS = 60_000;
