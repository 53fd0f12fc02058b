import { answer } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { usage } from '../parse-args.ts';
import { signOutOf, waysOut } from '../sign-out.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** Ends the sign-ins of one entry. Exit code 1 when something is left over. */
export const run: Command = async (context) => {
  const { args } = context;
  if (args.flag('own') && args.flag('client')) {
    return usage(VERBS.logout, 'Choose --client or --own, not both.');
  }
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const entry = found.value;
    const receipt = await signOutOf(core, entry, waysOut(entry, context));
    if (!receipt.ok) return receipt;
    const { sentences, complete } = receipt.value;
    return answer(context, {
      json: { ref: entry.ref, complete, sentences },
      lines: sentences,
      exitCode: complete ? EXIT.done : EXIT.failed,
    });
  });
};
