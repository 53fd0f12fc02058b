import { signInsToEnd } from '../../../shared/selectors.ts';
import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { findEntry } from '../find-entry.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { args } = context;
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const keeps = signInsToEnd(core.snapshot(), found.value).length > 0;
    if (keeps && !args.flag('sign-out') && !args.flag('yes') && !context.json) {
      context.terminal.err('A sign-in for it is kept; --sign-out ends that too.\n');
    }
    const action = { kind: 'remove', ref: found.value.ref, signOut: args.flag('sign-out') } as const;
    return runChange(context, core, [action], { confirm: VERBS.remove });
  });
