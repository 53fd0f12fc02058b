import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { listJson } from '../json.ts';
import { listLines } from '../list-view.ts';
import { createStyle } from '../style.ts';
import { withCore } from '../with-core.ts';

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { terminal } = context;
    const snapshot = core.snapshot();
    if (context.json) {
      printJson(context, listJson(snapshot));
    } else {
      const lines = listLines(snapshot, {
        width: terminal.size()?.columns ?? null,
        style: createStyle(terminal.colour),
        now: snapshot.takenAt,
      });
      terminal.out(`${lines.join('\n')}\n`);
    }
    return { ok: true, value: EXIT.done };
  });
