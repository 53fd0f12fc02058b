import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { findEntry } from '../find-entry.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const [wanted = '', name = ''] = context.args.positionals;
    const found = findEntry(core.snapshot(), wanted);
    if (!found.ok) return found;
    return runChange(context, core, [{ kind: 'rename', ref: found.value.ref, name }]);
  });
