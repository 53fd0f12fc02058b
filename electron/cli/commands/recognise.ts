import { printJson } from '../answer.ts';
import type { Core } from '../../core/core.ts';
import type { Command, CommandResult } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { answerJson } from '../json.ts';
import { readPaste } from '../read-paste.ts';
import { withCore } from '../with-core.ts';

export const run: Command = async (context) => {
  const text = await readPaste(context.terminal, context.args.positionals[0] ?? '');
  if (!text.ok) return text;
  const recognise = async (core: Core): Promise<CommandResult> => {
    const recognition = await core.handlers['paste:recognise']({ text: text.value });
    if (!recognition.ok) return recognition;
    printJson(context, answerJson(recognition.value));
    return { ok: true, value: EXIT.done };
  };
  return withCore(context, recognise, { load: false });
};
