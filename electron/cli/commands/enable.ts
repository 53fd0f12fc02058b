import type { ChangeAction } from '../../../shared/actions.ts';
import type { ServerEntry } from '../../../shared/domain.ts';
import { siblingsOf } from '../../../shared/siblings.ts';
import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { findEntry } from '../find-entry.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { entries } = core.snapshot();
    const found = findEntry(core.snapshot(), context.args.positionals[0] ?? '');
    if (!found.ok) return found;
    const { ref } = found.value;
    const others = context.args.flag('only') ? switchedOff(siblingsOf(found.value, entries)) : [];
    return runChange(context, core, [{ kind: 'enable', ref }, ...others]);
  });

/** One cluster of several per session: the others of the same owner, in the same client and place. */
function switchedOff(siblings: readonly ServerEntry[]): readonly ChangeAction[] {
  return siblings
    .filter(({ enabled, can }) => enabled && can.disable)
    .map(({ ref }) => ({ kind: 'disable', ref }));
}
