import { runChange } from '../change.ts';
import type { Command } from '../context.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, (core) =>
    runChange(context, core, [{ kind: 'redo', id: context.args.positionals[0] ?? '' }]),
  );
