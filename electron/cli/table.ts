import { displayWidth, truncateMiddle } from './printable.ts';

export interface Cell {
  /** Printable text, at most one line. */
  readonly text: string;
  /** What is shown when the full text does not fit. */
  readonly brief?: string;
  readonly paint?: (text: string) => string;
}

export interface Column {
  readonly title: string;
  /** May be cut in the middle down to this many cells; columns without it are never cut. */
  readonly shrinksTo?: number;
}

const GAP = '  ';

/**
 * Lines of an aligned table. With a width: first columns that may shrink do, then cells use their brief
 * form; when even that is too wide, each row becomes a few lines, one per group of `stack`. Without a width
 * nothing is ever cut, so that programs like grep see everything.
 */
export function tableLines(options: {
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  width: number | null;
  paintTitle: (text: string) => string;
  /** Columns that share a line when the table does not fit. */
  stack?: readonly (readonly number[])[];
}): readonly string[] {
  const { columns, rows, width, paintTitle } = options;
  const stack = options.stack ?? columns.map((_column, index) => [index]);
  const full = rows.map((row) => row.map((cell) => ({ ...cell, shown: cell.text })));
  const brief = rows.map((row) => row.map((cell) => ({ ...cell, shown: cell.brief ?? cell.text })));
  for (const shape of [full, brief]) {
    const widths = fitWidths(columns, shape, width);
    if (widths === null) continue;
    const titles = columns.map((column) => ({ text: '', shown: column.title, paint: paintTitle }));
    return [titles, ...shape].map((row) => line(row, widths));
  }
  return rows.flatMap((row) => stacked(row, stack, width ?? Infinity));
}

type ShownCell = Cell & { readonly shown: string };

function fitWidths(
  columns: readonly Column[],
  rows: readonly (readonly ShownCell[])[],
  width: number | null,
): readonly number[] | null {
  const widths = columns.map((column, index) =>
    Math.max(displayWidth(column.title), ...rows.map((row) => displayWidth(row[index]?.shown ?? ''))),
  );
  if (width === null) return widths;
  let excess = widths.reduce((sum, one) => sum + one, GAP.length * (columns.length - 1)) - width;
  const hasBrief = rows.some((row) =>
    row.some((cell) => cell.brief !== undefined && cell.shown === cell.text),
  );
  for (const [index, { shrinksTo }] of columns.entries()) {
    const natural = widths[index] ?? 0;
    if (excess <= 0 || shrinksTo === undefined || natural <= shrinksTo) continue;
    // While details can still be left out, an address keeps twice its smallest size.
    const least = Math.min(natural, hasBrief ? shrinksTo * 2 : shrinksTo);
    const cut = Math.min(excess, natural - least);
    widths[index] = natural - cut;
    excess -= cut;
  }
  return excess > 0 ? null : widths;
}

function line(row: readonly ShownCell[], widths: readonly number[]): string {
  const cells = row.map((cell, index) => {
    const width = widths[index] ?? 0;
    const text = truncateMiddle(cell.shown, width);
    const padding = index === row.length - 1 ? '' : ' '.repeat(width - displayWidth(text));
    return paint(cell, text) + padding;
  });
  return cells.join(GAP).trimEnd();
}

/** The groups of a row, each on a line of its own; all but the first are indented. */
function stacked(
  row: readonly Cell[],
  stack: readonly (readonly number[])[],
  width: number,
): readonly string[] {
  return stack.flatMap((group, position) => {
    const cells = group.flatMap((index) => row[index] ?? []).filter((cell) => cell.text !== '');
    const indent = position === 0 ? '' : GAP;
    const room = width - indent.length;
    const needed = cells.reduce((sum, cell) => sum + displayWidth(cell.text) + GAP.length, -GAP.length);
    const together = cells.map((cell) => paint(cell, cell.text)).join(GAP);
    if (cells.length === 0) return [];
    if (needed <= room) return [indent + together];
    return cells.map((cell) => indent + paint(cell, truncateMiddle(cell.text, room)));
  });
}

function paint(cell: Cell, text: string): string {
  return text === '' || cell.paint === undefined ? text : cell.paint(text);
}
