import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { Terminal } from './terminal.ts';

/** The contract of `paste:recognise`. */
const MOST_CHARACTERS = 200_000;

/** A pasted text: the word itself, or all of stdin for "-". */
export async function readPaste(terminal: Terminal, word: string): Promise<Result<string>> {
  const text = word === '-' ? await terminal.readInput(MOST_CHARACTERS) : word;
  if (text === null || text.length > MOST_CHARACTERS) {
    return fail('InvalidRequest', 'The text is too long.', {
      next: 'Paste only the part about the server.',
    });
  }
  return ok(text);
}
