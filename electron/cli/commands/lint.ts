import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { answerJson } from '../json.ts';
import { findingsIn } from '../lint-findings.ts';
import { printable } from '../printable.ts';
import { createStyle } from '../style.ts';
import { withCore } from '../with-core.ts';

/** Every warning of every entry, with its place; exit code 1 when there are any. */
export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { terminal } = context;
    const findings = findingsIn(core.snapshot());
    const value = findings.length === 0 ? EXIT.done : EXIT.failed;
    if (context.json) {
      printJson(context, answerJson({ warnings: findings }));
      return { ok: true, value };
    }
    const style = createStyle(terminal.colour);
    const lines = findings.flatMap(({ ref, file, line, text, suggestion }) => [
      style('dim', printable(`${line === null ? file : `${file}:${line}`}  ${ref}`)),
      printable(`  ${text}`),
      ...(suggestion === null ? [] : [printable(`  Instead of the value: ${suggestion}`)]),
    ]);
    terminal.out(`${lines.length === 0 ? 'Nothing to warn of.' : lines.join('\n')}\n`);
    return { ok: true, value };
  });
