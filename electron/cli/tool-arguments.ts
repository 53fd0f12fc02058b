import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { CommandContext } from './context.ts';
import { readPaste } from './read-paste.ts';

/** The arguments of `tools --call`: a JSON object, exactly as given; without `--args` an empty one. */
export async function readToolArguments({
  args,
  terminal,
}: CommandContext): Promise<Result<Record<string, unknown>>> {
  const given = args.value('args');
  if (given === null) return ok({});
  const text = await readPaste(terminal, given);
  if (!text.ok) return text;
  const value = parse(text.value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('InvalidRequest', '--args is not a JSON object.', {
      next: 'Write it like this: --args \'{"name":"value"}\'; --args - reads it from stdin.',
    });
  }
  return ok(value as Record<string, unknown>);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
