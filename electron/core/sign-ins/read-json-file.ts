import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { fieldsOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';

/** A store of a few thousand records stays far below; anything larger is not one. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * A JSON file of another program that may hold secrets: no error repeats any of its text. Null when there is
 * no such file. ConfigUnreadable: a folder, too large, no permission. ConfigInvalid: not JSON.
 */
export async function readJsonFile(path: string): Promise<Result<unknown>> {
  let text: string;
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return fail('ConfigUnreadable', `${path} is not a file.`);
    if (stats.size > LIMIT_BYTES) {
      return fail('ConfigUnreadable', `${path} is too large for a sign-in store.`);
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return ok(null);
    return fail('ConfigUnreadable', `${path} cannot be read.`, { detail: code });
  }
  if (text.trim() === '') return ok(null);
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown);
  } catch {
    return fail('ConfigInvalid', `${path} is not valid JSON.`, { next: 'Sign in again with the client.' });
  }
}

/** The same where the file is one of many: one that cannot be read, or holds no object, is as good as none. */
export async function fieldsIn(path: string): Promise<Fields | null> {
  const read = await readJsonFile(path);
  return read.ok ? fieldsOf(read.value) : null;
}

/** Names in a folder; none where there is no folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
