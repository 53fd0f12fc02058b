import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { loadParser } from '../formats/parsers.ts';
import { readSecretText } from './read-secret-text.ts';

/** A YAML file as `readSecretText` reads it; null when there is none, or nothing in it. ConfigInvalid: not YAML. */
export async function readYamlFile(path: string): Promise<Result<unknown>> {
  const text = await readSecretText(path);
  if (!text.ok) return text;
  if (text.value.trim() === '') return ok(null);
  const parsed = (await loadParser('yaml')).parse(text.value);
  return 'problem' in parsed
    ? fail('ConfigInvalid', `${path} is not valid YAML.`, { next: 'Sign in again with the client.' })
    : ok(parsed.document.get([]) ?? null);
}
