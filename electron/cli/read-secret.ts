import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Terminal } from './terminal.ts';

/** Longer than any secret the core takes; a wrong file is not read to its end. */
const MOST_CHARACTERS = 16_384;

/**
 * A secret from stdin, the only way for one to come: other programs can read the arguments of a process.
 * `what` it is ("client secret") and the command with its flag are for the words alone.
 */
export async function readSecret(
  terminal: Terminal,
  { what, command }: { what: string; command: string },
): Promise<Result<string>> {
  if (terminal.canAsk) {
    return fail('InvalidRequest', `The ${what} is not typed, because it would stay on the screen.`, {
      next: `Let a file or a password manager give it: mcp-tray ${command} < FILE`,
    });
  }
  const text = await terminal.readInput(MOST_CHARACTERS);
  const secret = text?.replace(/\r?\n$/, '');
  return secret === undefined || secret === ''
    ? fail('InvalidRequest', `There is no ${what} on stdin.`, {
        next: `Pipe the ${what}, and nothing else, into this command.`,
      })
    : ok(secret);
}
