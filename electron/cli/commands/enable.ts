import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { findEntry } from '../find-entry.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), context.args.positionals[0] ?? '');
    if (!found.ok) return found;
    return runChange(context, core, [{ kind: 'enable', ref: found.value.ref }]);
  });
