/** Questions about lines of a text. A line ends with LF or CRLF; offsets are UTF-16 units. */

export const BOM = '\uFEFF';

/** Offset of the first character after a byte order mark. */
export function bodyStart(text: string): number {
  return text.startsWith(BOM) ? 1 : 0;
}

/** Start of the line that holds `offset`; a byte order mark is not part of the first line. */
export function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1) + 1, bodyStart(text));
}

/** End of the line that holds `offset`, before its LF or CRLF. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

/** Start of the line after the one that holds `offset`, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Leading blanks of the line that holds `offset`. */
export function indentAt(text: string, offset: number): string {
  const start = lineStart(text, offset);
  let end = start;
  while (isBlank(text[end])) end += 1;
  return text.slice(start, end);
}

/** Whether only blanks stand before `offset` on its line. */
export function isFirstOnLine(text: string, offset: number): boolean {
  return lineStart(text, offset) + indentAt(text, offset).length >= offset;
}

export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

export function isSpace(character: string | undefined): boolean {
  return isBlank(character) || character === '\n' || character === '\r';
}

/**
 * For a line that begins something: the end of the last line above that is not blank, so that the stretch from
 * there to `offset` is line endings and indentation only. The text's start when there is no such line.
 */
export function gapStart(text: string, offset: number): number {
  let at = offset;
  while (at > bodyStart(text) && isSpace(text[at - 1])) at -= 1;
  return at === bodyStart(text) ? at : Math.min(lineEnd(text, at), offset);
}

/** The line ending in use before `offset`, else the first one of the text, else LF. */
export function eolAt(text: string, offset: number): '\n' | '\r\n' {
  const before = text.lastIndexOf('\n', offset - 1);
  const newline = before >= 0 ? before : text.indexOf('\n');
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n';
}

/** 1-based line and column. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Turns offsets into places; the table of lines is made on first use. */
export function placeFinder(text: string): (offset: number) => Place {
  let starts: number[] | null = null;
  return (offset) => {
    const { line, start } = lineOf((starts ??= lineStarts(text)), offset);
    return { line, column: offset - start + 1 };
  };
}

/** The same for offsets in UTF-8 bytes; columns count UTF-16 units as in a text. */
export function bytePlaceFinder(bytes: Buffer, starts: Uint32Array): (offset: number) => Place {
  return (offset) => {
    const { line, start } = lineOf(starts, offset);
    return { line, column: bytes.toString('utf8', start, offset).length + 1 };
  };
}

function lineOf(starts: ArrayLike<number>, offset: number): { line: number; start: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, start: starts[low] ?? 0 };
}

function lineStarts(text: string): number[] {
  const starts = [bodyStart(text)];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
