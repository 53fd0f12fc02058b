import type { Recognition } from '../../shared/actions.ts';
import { fail } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Core } from '../core/core.ts';
import type { CommandContext } from './context.ts';
import { printable } from './printable.ts';

/**
 * What a text is understood as, when all of it can be saved. Placeholder or InvalidRequest for the first
 * thing that cannot; warnings go to stderr, which `--json` keeps for errors (`recognise` has them).
 */
export async function recogniseReady(
  context: CommandContext,
  core: Core,
  text: string,
): Promise<Result<Recognition>> {
  const recognition = await core.handlers['paste:recognise']({ text });
  if (!recognition.ok) return recognition;
  for (const { server, placeholders, problems, warnings } of recognition.value.servers) {
    for (const warning of context.json ? [] : warnings) {
      context.terminal.err(`${printable(`${server.name}: ${warning}`)}\n`);
    }
    const [placeholder] = placeholders;
    if (placeholder !== undefined) {
      return fail('Placeholder', `"${placeholder.text}" in "${server.name}" is only a placeholder.`);
    }
    if (problems.length > 0) {
      return fail('InvalidRequest', `"${server.name}" cannot be set up: ${problems.join(' ')}`, {
        next: 'Correct it and try again.',
      });
    }
  }
  return recognition;
}
