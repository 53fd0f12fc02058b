import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { settingsJson, singleEntryJson } from '../json.ts';
import { entryLines } from '../entry-view.ts';
import { printableLines } from '../printable.ts';
import { createStyle } from '../style.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { args, terminal } = context;
    const snapshot = core.snapshot();
    const found = findEntry(snapshot, args.positionals[0] ?? '');
    if (!found.ok) return found;
    const entry = found.value;
    const stored = await core.handlers['server:text']({ ref: entry.ref });
    if (!stored.ok) return stored;
    if (context.json) {
      const { env, headers } = entry;
      const { bearerTokenEnvVar, settings } = entry;
      const extra = { env, headers, bearerTokenEnvVar, settings: settingsJson(settings, entry.transport) };
      printJson(context, singleEntryJson(entry, { ...extra, text: stored.value.text }));
    } else {
      const lines = entryLines(entry, snapshot, {
        style: createStyle(terminal.colour),
        now: snapshot.takenAt,
      });
      terminal.out(`${lines.join('\n')}\n\n${printableLines(stored.value.text.trimEnd())}\n`);
    }
    return { ok: true, value: EXIT.done };
  });
