import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { findForeignCredentials } from '../sign-ins/foreign-keyring.ts';

/**
 * Deletes one item of another program, and looks whether it is gone: a locked keychain answers "nothing
 * deleted" like an empty one. Linux only, as reading is. Errors: KeychainUnavailable, KeychainDenied.
 */
export async function deleteKeyringItem(
  env: HostEnv,
  { service, account }: { readonly service: string; readonly account: string },
): Promise<Result<null>> {
  try {
    const { AsyncEntry } = await import('@napi-rs/keyring');
    // Without the pin the module may turn to the kernel's key store, which never held the item.
    const pinned = { linux: { store: 'secret-service' } } as const;
    await new AsyncEntry(service, account, pinned).deleteCredential();
    const left = await findForeignCredentials(env, service);
    if (left.every((item) => item.account !== account)) return ok(null);
    return fail('KeychainDenied', `The keychain kept the item “${service}”.`);
  } catch {
    return fail('KeychainUnavailable', `The keychain did not let the item “${service}” go.`);
  }
}
