import type { Result } from '../../../shared/errors.ts';
import { withClientLock } from '../config/client-lock.ts';
import type { HostEnv } from '../host-env.ts';
import type { OpenedRecord } from '../sign-ins/types.ts';
import { withFlock } from './flock.ts';

/**
 * Runs `job` while we hold what the owner of a record holds while it renews its tokens, so that a renewal under way is
 * seen and not written over our removal. A renewal that does not end in time is not waited for: the owners' own
 * sign-outs go on without, too.
 */
export async function whileNoRenewal<T>(
  env: HostEnv,
  renewing: OpenedRecord['renewing'],
  job: () => Promise<Result<T>>,
): Promise<Result<T>> {
  if (renewing === undefined) return job();
  let ran = false;
  const once = (): Promise<Result<T>> => {
    ran = true;
    return job();
  };
  const result = await ('flock' in renewing
    ? withFlock(env, renewing.flock, once)
    : withClientLock('', renewing, once));
  return ran ? result : job();
}
