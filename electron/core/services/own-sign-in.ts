import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { OperationHandle } from './operations.ts';
import type { OwnSignInWay } from './sign-in-way.ts';

/** Signs in at a server's address with our own engine; errors are the engine's. */
export async function signInOurselves(
  engine: AuthEngine,
  url: string,
  way: OwnSignInWay,
  handle: OperationHandle,
): Promise<Result<null>> {
  const { signal } = handle;
  const running = { signal, onPhase: (phase: string) => handle.phase(phase) };
  if (way.by === 'code') {
    const { client, acrValues } = way;
    return engine.signInWithCode(url, {
      ...running,
      ...client,
      ...(acrValues === undefined ? {} : { acrValues }),
      onCode: ({ userCode, verificationUri, verificationUriComplete, expiresAt }) =>
        handle.code({ userCode, verificationUri, verificationUriComplete, expiresAt }),
    });
  }
  if (way.client !== undefined) {
    handle.phase('Looking for the sign-in service…');
    const kept = await engine.setRegistration(url, way.client);
    if (!kept.ok) return kept;
    if (signal.aborted) return fail('AuthCancelled');
  }
  return engine.signIn(url, { ...running, anotherAccount: way.anotherAccount });
}
