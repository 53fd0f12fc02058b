import type { TextEdit } from './types.ts';

/**
 * Sorts edits by place and joins those that touch, so that a list has one meaning and one inverse. Edits
 * given for the same place keep their order. Throws on overlap: that is a bug in an editor, never bad input.
 */
export function normalizeEdits(edits: readonly TextEdit[]): TextEdit[] {
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const result: TextEdit[] = [];
  for (const edit of sorted) {
    const last = result.at(-1);
    if (last === undefined || last.end < edit.start) result.push(edit);
    else if (last.end > edit.start) throw new Error('overlapping text edits');
    else result[result.length - 1] = { start: last.start, end: edit.end, insert: last.insert + edit.insert };
  }
  return result;
}

/** The text with all edits applied; offsets refer to the text before any of them. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const edit of normalizeEdits(edits)) {
    pieces.push(text.slice(done, edit.start), edit.insert);
    done = edit.end;
  }
  pieces.push(text.slice(done));
  return pieces.join('');
}

/** Edits that turn `applyEdits(text, edits)` back into `text`, byte for byte. */
export function invertEdits(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return normalizeEdits(edits).map((edit) => {
    const start = edit.start + shift;
    shift += edit.insert.length - (edit.end - edit.start);
    return { start, end: start + edit.insert.length, insert: text.slice(edit.start, edit.end) };
  });
}

/**
 * CRLF in new text for a file that begins with CRLF: a step that leaves one line behind leaves no line ending to
 * learn from. For edits whose line endings are layout only.
 */
export function matchEndings(text: string, edits: readonly TextEdit[]): TextEdit[] {
  const newline = text.indexOf('\n');
  if (newline < 1 || text[newline - 1] !== '\r') return [...edits];
  return edits.map((edit) =>
    /(^|[^\r])\n/.test(edit.insert) && !/[^\r]\n/.test(text)
      ? { ...edit, insert: edit.insert.replaceAll(/\r?\n/g, '\r\n') }
      : edit,
  );
}

/** Part of a text made from another: a stretch of the original, or new text. */
type Piece = { readonly from: number; readonly to: number } | string;

/**
 * One list for two steps: `second` is written for the text that `first` produces; the result is written for
 * the original text and does both.
 */
export function composeEdits(first: readonly TextEdit[], second: readonly TextEdit[]): TextEdit[] {
  const whole: Piece[] = [{ from: 0, to: Number.MAX_SAFE_INTEGER }];
  return piecesToEdits(applyToPieces(applyToPieces(whole, first), second));
}

function applyToPieces(pieces: readonly Piece[], edits: readonly TextEdit[]): Piece[] {
  const result: Piece[] = [];
  let done = 0;
  for (const edit of normalizeEdits(edits)) {
    result.push(...cutPieces(pieces, done, edit.start), edit.insert);
    done = edit.end;
  }
  result.push(...cutPieces(pieces, done, Number.MAX_SAFE_INTEGER));
  return result;
}

function cutPieces(pieces: readonly Piece[], start: number, end: number): Piece[] {
  const result: Piece[] = [];
  let offset = 0;
  for (const piece of pieces) {
    const length = typeof piece === 'string' ? piece.length : piece.to - piece.from;
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, length);
    if (from < to) {
      result.push(
        typeof piece === 'string' ? piece.slice(from, to) : { from: piece.from + from, to: piece.from + to },
      );
    }
    offset += length;
  }
  return result;
}

function piecesToEdits(pieces: readonly Piece[]): TextEdit[] {
  const edits: TextEdit[] = [];
  let reached = 0;
  let insert = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      insert += piece;
    } else {
      if (insert !== '' || piece.from > reached) edits.push({ start: reached, end: piece.from, insert });
      insert = '';
      reached = piece.to;
    }
  }
  return edits;
}
