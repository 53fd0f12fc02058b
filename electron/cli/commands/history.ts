import { relativeTime } from '../../../shared/time-words.ts';
import { printJson } from '../answer.ts';
import type { Command } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { historyJson } from '../json.ts';
import { printable } from '../printable.ts';
import { tableLines } from '../table.ts';
import { createStyle } from '../style.ts';
import { withCore } from '../with-core.ts';

const COLUMNS = [{ title: 'ID' }, { title: 'WHEN' }, { title: 'CHANGE' }, { title: '' }];

export const run: Command = (context) =>
  withCore(context, async (core) => {
    const { history, takenAt } = core.snapshot();
    if (context.json) {
      printJson(context, historyJson(history));
      return { ok: true, value: EXIT.done };
    }
    const style = createStyle(context.terminal.colour);
    const rows = history.map((item) => [
      { text: printable(item.id) },
      { text: relativeTime(item.at, takenAt) },
      { text: printable(item.title) },
      { text: item.undone ? 'undone' : item.canUndo ? '' : 'cannot be undone' },
    ]);
    const lines =
      rows.length === 0
        ? ['Nothing was changed with MCP Tray yet.']
        : tableLines({ columns: COLUMNS, rows, width: null, paintTitle: (text) => style('dim', text) });
    const takenBack = history.flatMap(({ id, title, undoneBy }) =>
      undoneBy === null ? [] : ['', `${printable(`${title}: ${undoneBy}`)} mcp-tray redo ${printable(id)}`],
    );
    context.terminal.out(`${[...lines, ...takenBack].join('\n')}\n`);
    return { ok: true, value: EXIT.done };
  });
