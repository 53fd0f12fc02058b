import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import { deleteSecrets, findSecrets, isKeyringLocked } from '../secrets/secret-service.ts';
import type { SecretAttributes } from '../secrets/secret-service.ts';

/**
 * Deletes what stands in the Secret Service under the attributes of another program, and looks whether it is gone.
 * Errors: KeychainLocked, KeychainDenied, KeychainUnavailable.
 */
export async function deleteSecretItem(env: HostEnv, attributes: SecretAttributes): Promise<Result<null>> {
  try {
    const deleted = await deleteSecrets(env, attributes);
    const left = await findSecrets(env, attributes);
    if (left === null) return fail('KeychainUnavailable');
    if (left.locked > 0 || (await isKeyringLocked(env)) === true) return fail('KeychainLocked');
    const gone = deleted === true && left.open.length === 0;
    return gone ? ok(null) : fail('KeychainDenied', 'The keyring kept the item.');
  } catch {
    return fail('KeychainUnavailable');
  }
}
