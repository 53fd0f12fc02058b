import { readFile, stat } from 'node:fs/promises';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { nothingAt } from '../nothing-at.ts';

/** A store of a few thousand records stays far below; anything larger is not one. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * The text of another program's file that may hold secrets, without a byte order mark; empty when there is no such
 * file. No error repeats any of it. ConfigUnreadable: a folder, too large, no permission.
 */
export async function readSecretText(path: string): Promise<Result<string>> {
  if (nothingAt(path)) return ok('');
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return fail('ConfigUnreadable', `${path} is not a file.`);
    if (stats.size > LIMIT_BYTES) {
      return fail('ConfigUnreadable', `${path} is too large for a sign-in store.`);
    }
    const text = await readFile(path, 'utf8');
    return ok(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok('');
    return fail('ConfigUnreadable', `${path} cannot be read.`, { detail: code });
  }
}
