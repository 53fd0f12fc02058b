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
 * Lines of an aligned table. With a width: first cells with a brief form use it, then columns that may
 * shrink do; when even that is too wide, each row becomes a few lines of its own. Without a width nothing
 * is ever cut, so that programs like grep see everything.
 */
export function tableLines(options: {
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  width: number | null;
  paintTitle: (text: string) => string;
}): readonly string[] {
  const { columns, rows, width, paintTitle } = options;
  const full = rows.map((row) => row.map((cell) => ({ ...cell, shown: cell.text })));
  const brief = rows.map((row) => row.map((cell) => ({ ...cell, shown: cell.brief ?? cell.text })));
  for (const shape of [full, brief]) {
    const widths = fitWidths(columns, shape, width);
    if (widths === null) continue;
    const titles = columns.map((column) => ({ text: '', shown: column.title, paint: paintTitle }));
    return [titles, ...shape].map((row) => line(row, widths));
  }
  return rows.flatMap((row) => stacked(row, width ?? Infinity));
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

/** First two cells (mark and name) on one line, each further cell below, indented. */
function stacked(row: readonly Cell[], width: number): readonly string[] {
  const show = (cell: Cell, indent: number): string => {
    const text = truncateMiddle(cell.text, Math.max(8, width - indent));
    return paint(cell, text);
  };
  const [mark, name, ...others] = row;
  const head = [mark, name].flatMap((cell) => (cell === undefined ? [] : [show(cell, 2)])).join(' ');
  return [head, ...others.filter((cell) => cell.text !== '').map((cell) => `  ${show(cell, 2)}`)];
}

function paint(cell: Cell, text: string): string {
  return text === '' || cell.paint === undefined ? text : cell.paint(text);
}
