import type { NewServer } from '../../../shared/actions.ts';
import { fail } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { lintServer } from '../add/lint.ts';
import { placeholdersOf } from '../add/placeholders.ts';

/**
 * Why a server must not be written: Placeholder, or InvalidRequest for a secret on the command line or an unsafe
 * address. What `before` had already is not held against a change of something else.
 */
export function unsafeServer(
  server: NewServer,
  before: NewServer | null = null,
): Extract<Result<never>, { ok: false }> | null {
  const known = before === null ? [] : placeholdersOf(before).map(({ text }) => text);
  const placeholder = placeholdersOf(server).find(({ text }) => !known.includes(text));
  if (placeholder !== undefined) {
    return fail('Placeholder', `"${placeholder.text}" in "${server.name}" is only a placeholder.`);
  }
  const old = before === null ? [] : problemsOf(before);
  const problems = problemsOf(server).filter((problem) => !old.includes(problem));
  if (problems.length === 0) return null;
  return fail('InvalidRequest', `"${server.name}" cannot be set up: ${problems.join(' ')}`, {
    next: 'Correct it and try again.',
  });
}

function problemsOf(server: NewServer): readonly string[] {
  return lintServer(server, new Set(placeholdersOf(server).map(({ field }) => field))).problems;
}
