import { answer } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { withCore } from '../with-core.ts';

const MARK = { ok: '✓', failed: '✗', skipped: '◌', info: '○' } as const;

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), context.args.positionals[0] ?? '');
    if (!found.ok) return found;
    const report = await core.handlers['server:doctor']({ ref: found.value.ref });
    if (!report.ok) return report;
    const { ref, stages } = report.value;
    const width = Math.max(0, ...stages.map((stage) => stage.name.length));
    return answer(context, {
      json: { ref, stages },
      lines: stages.flatMap(({ name, state, text, next }) => [
        `${MARK[state]} ${name.padEnd(width)}  ${text}`,
        ...(next === null ? [] : [`  ${' '.repeat(width)}  ${next}`]),
      ]),
      exitCode: stages.some((stage) => stage.state === 'failed') ? EXIT.failed : EXIT.done,
    });
  });
