import type { CommandError } from './context.ts';
import { EXIT_CODE_OF } from './exit-codes.ts';
import { printable, printableLines } from './printable.ts';

/** Tells a failure on stderr, as a sentence and the next step or as JSON, and gives its exit code. */
export function reportError(
  error: CommandError,
  options: { json: boolean; write: (text: string) => void },
): number {
  const { code, message, next, detail, candidates } = error;
  if (options.json) {
    const shown = { code, message, next, ...(detail && { detail }), ...(candidates && { candidates }) };
    options.write(`${JSON.stringify({ error: shown })}\n`);
  } else {
    const quoted =
      detail === undefined || detail === ''
        ? ''
        : `  “${printableLines(detail).replaceAll('\n', '\n   ')}”\n`;
    const listed = (candidates ?? []).map((ref) => `  ${printable(ref)}\n`).join('');
    options.write(`${printable(`${message} ${next}`)}\n${quoted}${listed}`);
  }
  return EXIT_CODE_OF[code];
}
