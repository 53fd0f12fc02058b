import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { KEYCHAIN_NAME } from '../secrets/keychain-errors.ts';
import { createKeychainItems } from '../secrets/keychain-items.ts';
import type { RemovalStep } from '../sign-ins/types.ts';

/**
 * Deletes one item of another program, and reads that item again, whatever the keychain said it did: a deletion that
 * macOS refuses may pass in silence. KeychainUnavailable, KeychainLocked, KeychainDenied.
 */
export async function deleteKeyringItem(
  env: HostEnv,
  { service, account, items }: Extract<RemovalStep, { kind: 'keyring' }>,
): Promise<Result<null>> {
  const item = { service: service(env), account };
  const removed = await items.remove(env, item);
  if (!removed.ok) return removed;
  const left = await items.read(env, item);
  if (!left.ok) return left;
  // A Secret Service that is locked and not loaded yet has neither "deleted" nor an item.
  if (left.value === null) return env.platform === 'linux' && !removed.value ? probeKeychain(env) : ok(null);
  return fail('KeychainDenied', `Your ${KEYCHAIN_NAME[env.platform]} kept the item “${item.service}”.`);
}

/** Whether the keychain can be used at all, found out with an item of our own. */
export function probeKeychain(env: HostEnv): Promise<Result<null>> {
  return createKeychainItems(env.platform, 'mcp-tray').probe(PROBE_MS);
}

/** The person may be typing a password into the system's own dialog. */
const PROBE_MS = 60_000;
