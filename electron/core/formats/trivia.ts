import { isBlank, isSpace } from './text-lines.ts';

/** How comments are written: JSONC's two kinds, or TOML's one. */
export type CommentSyntax = 'slash' | 'hash';

/** Offset after a comment that starts at `offset` (a line comment ends before its line ending), or `offset`. */
export function skipComment(text: string, offset: number, syntax: CommentSyntax): number {
  const line = syntax === 'hash' ? text[offset] === '#' : text.startsWith('//', offset);
  if (line) {
    let end = offset;
    while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
    return end;
  }
  if (syntax === 'slash' && text.startsWith('/*', offset)) {
    const end = text.indexOf('*/', offset + 2);
    return end < 0 ? text.length : end + 2;
  }
  return offset;
}

/** Offset of the first character that is neither space nor comment. */
export function skipTrivia(text: string, offset: number, syntax: CommentSyntax): number {
  let at = offset;
  for (;;) {
    while (isSpace(text[at])) at += 1;
    const after = skipComment(text, at, syntax);
    if (after === at) return at;
    at = after;
  }
}

/** Where a line of list text ends, starting right after a value or its comma. */
export interface Tail {
  /** After the comments that belong to the line, or the offset itself when other text follows on it. */
  readonly end: number;
  /** Nothing but a line ending (or the end of the text) follows. */
  readonly endsLine: boolean;
  readonly hasLineComment: boolean;
}

export function tailAt(text: string, offset: number, syntax: CommentSyntax, close: string): Tail {
  let at = offset;
  let end = offset;
  let hasLineComment = false;
  for (;;) {
    while (isBlank(text[at])) at += 1;
    const after = skipComment(text, at, syntax);
    if (after === at) break;
    hasLineComment = syntax === 'hash' || text[at + 1] === '/';
    at = after;
    end = after;
  }
  const next = text[at];
  const endsLine = next === undefined || next === '\n' || next === '\r';
  if (endsLine || next === close) return { end, endsLine, hasLineComment };
  return { end: offset, endsLine: false, hasLineComment: false };
}
