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
    const action = { kind: 'remove', ref: found.value.ref, signOut: args.flag('sign-out') } as const;
    return runChange(context, core, [action], { confirm: VERBS.remove });
  });
