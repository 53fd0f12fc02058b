import type { ServerEntry } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { Core } from '../../core/core.ts';
import { printJson } from '../answer.ts';
import type { Command, CommandContext } from '../context.ts';
import { entryLines } from '../entry-view.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { singleEntryJson } from '../json.ts';
import { usage } from '../parse-args.ts';
import { printable } from '../printable.ts';
import { createStyle } from '../style.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

export const run: Command = async (context) => {
  const { args, terminal } = context;
  if (args.flag('own') && args.flag('client')) {
    return usage(VERBS.login, 'Choose --client or --own, not both.');
  }
  return withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), args.positionals[0] ?? '');
    if (!found.ok) return found;
    const { ref } = found.value;
    const via = chooseWay(found.value, context);
    if (!via.ok) return via;
    const stopTelling = tellPhases(core, ref, (phase) => {
      if (!context.json) terminal.err(`${printable(phase)}\n`);
    });
    const result = await core.handlers['sign-in:start']({ ref, via: via.value });
    stopTelling();
    if (!result.ok) return result;
    const snapshot = core.snapshot();
    const entry = snapshot.entries.find((one) => one.ref === ref) ?? found.value;
    if (context.json) {
      printJson(context, singleEntryJson(entry));
    } else {
      const lines = entryLines(entry, snapshot, {
        style: createStyle(terminal.colour),
        now: snapshot.takenAt,
      });
      terminal.out(`${lines.join('\n')}\n`);
    }
    return { ok: true, value: EXIT.done };
  });
};

/** The client's own sign-in where it has one, because that is the one it uses; else ours. */
function chooseWay({ name, can }: ServerEntry, { args }: CommandContext): Result<'client' | 'own'> {
  if (can.clientSignIn && !args.flag('own')) return ok('client');
  if (can.ownSignIn && !args.flag('client')) return ok('own');
  return fail('Unsupported', `"${name}" has no sign-in of this kind.`, {
    next: 'Run "mcp-tray show" on it to see what is possible.',
  });
}

/** Tells each new phase of the work on an entry, once. */
function tellPhases(core: Core, ref: string, tell: (phase: string) => void): () => void {
  let last = '';
  return core.onChange(({ operations }) => {
    const phase = operations.find((operation) => operation.ref === ref)?.phase ?? '';
    if (phase !== last && phase !== '') tell(phase);
    last = phase;
  });
}
