import type { DoctorReport } from '../../../shared/actions.ts';
import { ok } from '../../../shared/errors.ts';
import { answer } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { findEntry } from '../find-entry.ts';
import { readSecret } from '../read-secret.ts';
import { withCore } from '../with-core.ts';

const MARK = { ok: '✓', failed: '✗', skipped: '◌', info: '○' } as const;

const TOKEN = { what: 'token', command: 'doctor … --token-stdin' };

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const found = findEntry(core.snapshot(), context.args.positionals[0] ?? '');
    if (!found.ok) return found;
    const typed = context.args.flag('token-stdin') ? await readSecret(context.terminal, TOKEN) : ok(null);
    if (!typed.ok) return typed;
    const accessToken = typed.value?.trim();
    const report = await core.handlers['server:doctor']({
      ref: found.value.ref,
      ...(accessToken === undefined ? {} : { accessToken }),
    });
    if (!report.ok) return report;
    const { ref, stages, debug } = report.value;
    const width = Math.max(0, ...stages.map((stage) => stage.name.length));
    return answer(context, {
      json: { ref, stages, debug },
      lines: [
        ...stages.flatMap(({ name, state, text, next }) => [
          `${MARK[state]} ${name.padEnd(width)}  ${text}`,
          ...(next === null ? [] : [`  ${' '.repeat(width)}  ${next}`]),
        ]),
        ...debugLines(debug),
      ],
      exitCode: stages.some((stage) => stage.state === 'failed') ? EXIT.failed : EXIT.done,
    });
  });

/** What the client itself has to say is not asked for here. */
function debugLines(debug: DoctorReport['debug']): readonly string[] {
  if (debug === null) return [];
  const where = debug.folder === null ? '' : ` in ${debug.folder}`;
  return ['', `To see what the client itself does, run this${where}:`, `  ${debug.command}`, debug.tells];
}
