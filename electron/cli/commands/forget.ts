import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { answerJson } from '../json.ts';
import { usage } from '../parse-args.ts';
import { printable } from '../printable.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** Cannot be taken back, so it asks. */
export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { args, terminal } = context;
    const id = args.positionals[0] ?? '';
    if (!args.flag('yes')) {
      if (!terminal.canAsk) {
        return usage(VERBS.forget, 'There is no terminal to ask in, so this needs --yes.');
      }
      const agreed = await terminal.confirm('Forget the old value? The change cannot be undone then. [y/N] ');
      if (!agreed) {
        terminal.err('Nothing was changed.\n');
        return { ok: true, value: EXIT.failed };
      }
    }
    const result = await core.handlers['history:forget']({ id });
    if (!result.ok) return result;
    if (context.json) printJson(context, answerJson({ id, sentences: result.value.sentences }));
    else terminal.out(`${result.value.sentences.map(printable).join('\n')}\n`);
    return { ok: true, value: EXIT.done };
  });
