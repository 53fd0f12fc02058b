import type { ServerEntry } from '../../shared/domain.ts';
import { fail } from '../../shared/errors.ts';
import { answer } from './answer.ts';
import type { CommandContext, CommandResult } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { findEntry } from './find-entry.ts';
import { usage } from './parse-args.ts';
import type { VerbSyntax } from './parse-args.ts';
import { printable } from './printable.ts';
import { withCore } from './with-core.ts';

/**
 * Ends the sign-ins of one entry: the client's, ours, or whatever there is, and says in words how it went.
 * Exit code 1 when something is left over. `asks` wants a yes first.
 */
export async function runSignOut(
  context: CommandContext,
  options: { syntax: VerbSyntax; asks: boolean },
): Promise<CommandResult> {
  const { args, terminal } = context;
  const { syntax } = options;
  if (args.flag('own') && args.flag('client')) return usage(syntax, 'Choose --client or --own, not both.');
  const asks = options.asks && !args.flag('yes');
  if (asks && !terminal.canAsk) return usage(syntax, 'There is no terminal to ask in, so this needs --yes.');
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const entry = found.value;
    const ways = waysOut(entry, context);
    if (ways.length === 0) return nothingToEnd(entry, context);
    if (asks && !(await terminal.confirm(`Sign out of ${printable(entry.name)}? [y/N] `))) {
      terminal.err('Nothing was changed.\n');
      return { ok: true, value: EXIT.failed };
    }
    const sentences: string[] = [];
    let complete = true;
    for (const via of ways) {
      const receipt = await core.handlers['sign-in:end']({ ref: entry.ref, via });
      if (!receipt.ok) return receipt;
      sentences.push(...receipt.value.sentences);
      complete &&= receipt.value.complete;
    }
    return answer(context, {
      json: { ref: entry.ref, complete, sentences },
      lines: sentences,
      exitCode: complete ? EXIT.done : EXIT.failed,
    });
  });
}

function waysOut({ can }: ServerEntry, { args }: CommandContext): readonly ('client' | 'own')[] {
  return [
    ...(can.clientSignOut && !args.flag('own') ? (['client'] as const) : []),
    ...(can.ownSignOut && !args.flag('client') ? (['own'] as const) : []),
  ];
}

function nothingToEnd(entry: ServerEntry, context: CommandContext): CommandResult {
  if (entry.transport === 'stdio') {
    return fail('Unsupported', `"${entry.name}" is a program on this computer and has no sign-in.`);
  }
  const sentence = `There is no sign-in for "${entry.name}" to end.`;
  return answer(context, {
    json: { ref: entry.ref, complete: true, sentences: [sentence] },
    lines: [sentence],
  });
}
