import { answerJson } from './json.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { printable } from './printable.ts';

/** Prints one JSON value on a line of its own. */
export function printJson(context: CommandContext, value: object): void {
  context.terminal.out(`${JSON.stringify(value)}\n`);
}

/** Ends a command with its answer: JSON fields for programs, or lines for people. */
export function answer(
  context: CommandContext,
  options: { json: object; lines: readonly string[]; exitCode?: number },
): CommandResult {
  if (context.json) printJson(context, answerJson(options.json));
  else context.terminal.out(options.lines.map((line) => `${printable(line)}\n`).join(''));
  return { ok: true, value: options.exitCode ?? EXIT.done };
}
