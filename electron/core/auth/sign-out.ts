import type { SignOutReceipt } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { credentialAccount } from './credentials.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { FileLock } from '../file-lock.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { unregisterApp } from './registration.ts';
import { revoke, signOutReceipt } from './revocation.ts';

/**
 * Revokes, deletes and, with the last sign-in of an issuer, takes back our registration there. Whatever the
 * service says, the keychain is emptied.
 */
export function createSignOut(from: {
  credentials: Credentials;
  http: OAuthHttp;
  lock: FileLock;
  now: () => number;
}): (seen: Credential) => Promise<Result<SignOutReceipt>> {
  const { credentials, http, lock, now } = from;
  return (seen) =>
    lock(credentialAccount(seen), async () => {
      // A renewal may have rotated the tokens while we waited.
      const read = await credentials.read(seen);
      if (!read.ok) return read;
      const credential = read.value ?? seen;
      const outcome = await revoke(credential, http);
      const removed = await credentials.remove(credential);
      if (removed.ok) await forgetRegistration(credential);
      return ok(
        signOutReceipt({ credential, outcome, deleteError: removed.ok ? null : removed.error, now: now() }),
      );
    });

  async function forgetRegistration({ issuer }: Credential): Promise<void> {
    const others = await credentials.all(0);
    if (!others.ok || others.value.some((other) => other.issuer === issuer)) return;
    for (const use of ['browser', 'device'] as const) {
      const registration = await credentials.registration(issuer, use);
      if (!registration.ok || registration.value?.source !== 'dynamic') continue;
      await unregisterApp(registration.value, http);
      await credentials.removeRegistration(issuer, use);
    }
  }
}
