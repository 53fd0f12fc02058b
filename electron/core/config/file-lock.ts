import { join } from 'node:path';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { createFileLock } from '../file-lock.ts';
import type { FileLock } from '../file-lock.ts';
import { writeFailure } from './file-errors.ts';

const TIMING = { beat: 1_000, gone: 6_000, patience: 20_000 };
const locks = new Map<string, FileLock>();

/**
 * Runs `job` while no other MCP Tray process (window, page, command line) of the same `stateDir` holds `key`.
 * Waits up to 20 s, then ConfigConflict. Other programs are not bound by it, which is why every write still
 * compares bytes.
 */
export function withFileLock<T>(
  stateDir: string,
  key: string,
  job: () => Promise<Result<T>>,
): Promise<Result<T>> {
  const known = locks.get(stateDir);
  if (known !== undefined) return known(key, job);
  const folder = join(stateDir, 'locks');
  const lock = createFileLock({
    folder,
    timing: TIMING,
    busy: () =>
      fail('ConfigConflict', 'Another MCP Tray has been changing files for a long time.', {
        next: 'Wait for it to end, or quit it, then try again.',
      }),
    unwritable: (error) => writeFailure(folder, error),
  });
  locks.set(stateDir, lock);
  return lock(key, job);
}
