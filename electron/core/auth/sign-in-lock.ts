import { join } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import { errnoOf } from '../config/file-errors.ts';
import { createFileLock } from '../file-lock.ts';
import type { FileLock, FileLockTiming } from '../file-lock.ts';

/** A holder waits for the sign-in service, so that others have to be patient. */
const TIMING: FileLockTiming = { beat: 2_000, gone: 10_000, patience: 45_000 };

/**
 * One process of ours at a time for each sign-in. Errors: Timeout when nobody lets us in, Internal when our own
 * folder cannot be written.
 */
export function createSignInLock(stateDir: string, timing: FileLockTiming = TIMING): FileLock {
  return createFileLock({
    folder: join(stateDir, 'locks'),
    timing,
    busy: () =>
      fail('Timeout', 'Another MCP Tray is busy with this sign-in.', { next: 'Try again in a moment.' }),
    unwritable: (error) =>
      fail('Internal', 'MCP Tray cannot write to its own folder.', {
        next: 'Check the permissions and free space of its folder, then try again.',
        detail: errnoOf(error) ?? 'unknown',
      }),
  });
}
