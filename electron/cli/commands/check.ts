import type { ServerEntry } from '../../../shared/domain.ts';
import { fail } from '../../../shared/errors.ts';
import { printJson } from '../answer.ts';
import { checkExitCode } from '../check-outcome.ts';
import type { Command, CommandContext, CommandError } from '../context.ts';
import { entryLines } from '../entry-view.ts';
import { findEntry } from '../find-entry.ts';
import { answerJson, entryJson, singleEntryJson } from '../json.ts';
import { listLines } from '../list-view.ts';
import { usage } from '../parse-args.ts';
import type { Core } from '../../core/core.ts';
import { createStyle } from '../style.ts';
import { VERBS } from '../verbs.ts';
import { withCore } from '../with-core.ts';

/** The contract of `server:check`. */
const MOST_REFS = 1000;

export const run: Command = async (context) => {
  const { args } = context;
  const [wanted] = args.positionals;
  if (args.flag('all') === (wanted !== undefined)) {
    return usage(VERBS.check, 'Name one server, or say --all.');
  }
  return withCore(context, async (core) => {
    const chosen = chooseEntries(core, wanted ?? null);
    if (!chosen.ok) return chosen;
    const refs = chosen.value.map((entry) => entry.ref);
    for (let start = 0; start < refs.length; start += MOST_REFS) {
      const part = refs.slice(start, start + MOST_REFS);
      const done = await core.handlers['server:check']({ refs: part, startPrograms: args.flag('start') });
      if (!done.ok) return done;
    }
    const checked = core.snapshot().entries.filter((entry) => refs.includes(entry.ref));
    printChecked(context, core, checked, wanted !== undefined);
    return { ok: true, value: checkExitCode(checked) };
  });
};

function chooseEntries(
  core: Core,
  wanted: string | null,
):
  | { readonly ok: true; readonly value: readonly ServerEntry[] }
  | { readonly ok: false; readonly error: CommandError } {
  const snapshot = core.snapshot();
  if (wanted === null) return { ok: true, value: snapshot.entries.filter((entry) => entry.can.check) };
  const found = findEntry(snapshot, wanted);
  if (!found.ok) return found;
  const entry = found.value;
  if (!entry.can.check) {
    const reason =
      entry.problem ?? entry.ignoredByClient?.reason ?? (entry.enabled ? null : 'It is disabled.');
    return fail('Unsupported', `"${entry.name}" cannot be checked: ${reason ?? 'it has no address.'}`);
  }
  return { ok: true, value: [entry] };
}

function printChecked(
  context: CommandContext,
  core: Core,
  checked: readonly ServerEntry[],
  single: boolean,
): void {
  const { terminal } = context;
  const snapshot = core.snapshot();
  const [first] = checked;
  if (context.json) {
    const many = answerJson({ entries: checked.map(entryJson) });
    printJson(context, single && first !== undefined ? singleEntryJson(first) : many);
    return;
  }
  const view = { style: createStyle(terminal.colour), now: snapshot.takenAt };
  const lines =
    single && first !== undefined
      ? entryLines(first, snapshot, view)
      : listLines({ ...snapshot, entries: checked }, { ...view, width: terminal.size()?.columns ?? null });
  terminal.out(`${lines.join('\n')}\n`);
}
