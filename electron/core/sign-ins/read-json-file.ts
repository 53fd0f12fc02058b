import { readdirSync } from 'node:fs';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { readSecretText } from './read-secret-text.ts';
import { fieldsOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';

/** A JSON file as `readSecretText` reads it; null when there is none, or nothing in it. ConfigInvalid: not JSON. */
export async function readJsonFile(path: string): Promise<Result<unknown>> {
  const text = await readSecretText(path);
  if (!text.ok) return text;
  if (text.value.trim() === '') return ok(null);
  try {
    return ok(JSON.parse(text.value) as unknown);
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
