import type { ChangeAction } from '../../../shared/actions.ts';
import { chooseTargets } from '../add-targets.ts';
import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { findEntry } from '../find-entry.ts';
import { usage } from '../parse-args.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** Sets one stored server up in other clients or scopes. All or nothing, as `add`. */
export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { args } = context;
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    if (args.values('to').length === 0) return usage(VERBS.copy, 'Say for which client with --to.');
    const targets = chooseTargets(context, core.snapshot(), { verb: VERBS.copy, option: 'to' });
    if (!targets.ok) return targets;
    const name = args.value('name');
    const action: ChangeAction = {
      kind: 'copy',
      ref: found.value.ref,
      targets: [...targets.value],
      ...(name === null ? {} : { name }),
    };
    return runChange(context, core, [action], { allOrNothing: true });
  });
