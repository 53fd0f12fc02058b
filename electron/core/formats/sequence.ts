import { eolAt, gapStart, indentAt, isBlank, isFirstOnLine } from './text-lines.ts';
import { skipComment, tailAt } from './trivia.ts';
import type { CommentSyntax, Tail } from './trivia.ts';
import type { TextEdit } from './types.ts';

/** One member or item of a bracketed list as it stands in the text. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  /** Offset of the comma that follows, or -1. */
  readonly comma: number;
}

/** A bracketed list: JSON object or array, TOML array or inline table. */
export interface Sequence {
  /** Offsets of the two brackets. */
  readonly open: number;
  readonly close: number;
  readonly slots: readonly Slot[];
  readonly comments: CommentSyntax;
}

/** How a list is laid out as far as there are no siblings to copy from. */
export interface Layout {
  /** Null: stays on one line. */
  readonly lines: { readonly eol: string; readonly indent: string; readonly closeIndent: string } | null;
  /** Between the brackets and a single one-line item. */
  readonly pad: string;
  /** Between a comma and the next item on the same line. */
  readonly gap: string;
}

/** The comments that share the last line of a slot, seen from behind its comma when that is on this line. */
export function slotTail(text: string, list: Sequence, slot: Slot): Tail {
  const from = slot.comma >= 0 ? slot.comma + 1 : slot.end;
  return tailAt(text, from, list.comments, text[list.close] ?? '');
}

/**
 * Adds `body` as the last slot. Siblings keep their comments: one that stands behind the last value stays
 * behind it.
 */
export function insertSlot(text: string, list: Sequence, body: string, layout: Layout): TextEdit[] {
  const anchor = list.slots.at(-1);
  if (anchor) return insertAfter(text, list, anchor, leadLike(text, list, anchor, layout.gap) + body, '');
  return insertOnly(text, list, body, layout);
}

/** Space that a new member needs before it to stand like `sibling` does. */
export function leadLike(text: string, list: Sequence, sibling: Slot, gap: string): string {
  const tail = slotTail(text, list, sibling);
  if (isFirstOnLine(text, sibling.start) || tail.hasLineComment) {
    return eolAt(text, sibling.start) + indentAt(text, sibling.start);
  }
  const previous = list.slots[list.slots.indexOf(sibling) - 1];
  const between = previous && previous.comma >= 0 ? text.slice(previous.comma + 1, sibling.start) : null;
  return between !== null && /^[ \t]*$/.test(between) ? between : gap;
}

export function insertAfter(
  text: string,
  list: Sequence,
  anchor: Slot,
  body: string,
  comment: string,
  at: number = slotTail(text, list, anchor).end,
): TextEdit[] {
  if (anchor.comma >= 0) return [{ start: at, end: at, insert: `${body},${comment}` }];
  return [
    { start: anchor.end, end: anchor.end, insert: ',' },
    { start: at, end: at, insert: body + comment },
  ];
}

export function insertBefore(
  text: string,
  list: Sequence,
  first: Slot,
  member: { readonly lead: string; readonly body: string; readonly comment: string },
  at: number = tailAt(text, list.open + 1, list.comments, text[list.close] ?? '').end,
): TextEdit[] {
  const { lead, body, comment } = member;
  if (lead.includes('\n')) return [{ start: at, end: at, insert: `${lead}${body},${comment}` }];
  return [{ start: first.start, end: first.start, insert: `${body},${lead}` }];
}

function insertOnly(text: string, list: Sequence, body: string, layout: Layout): TextEdit[] {
  const inside = text.slice(list.open + 1, list.close);
  const { lines, pad } = layout;
  if (inside.trim() === '') {
    const insert = lines ? lines.eol + lines.indent + body + lines.eol + lines.closeIndent : pad + body + pad;
    return [{ start: list.open + 1, end: list.close, insert }];
  }
  const at = list.open + 1 + inside.trimEnd().length;
  const rest = text.slice(at, list.close);
  if (!lines && !inside.includes('\n')) return [{ start: at, end: at, insert: ` ${body}` }];
  const eol = lines?.eol ?? eolAt(text, list.close);
  const closing = rest.includes('\n') ? '' : eol + (lines?.closeIndent ?? '');
  return [{ start: at, end: at, insert: eol + (lines?.indent ?? '') + body + closing }];
}

/**
 * Takes the slot at `index` out: its own bytes, its comma (or the one before, when it is the last), its
 * indentation and a comment on its last line. Comments on lines of their own stay.
 */
export function removeSlot(text: string, list: Sequence, index: number): TextEdit[] {
  const slot = list.slots[index];
  if (!slot) throw new Error('no such slot');
  const previous = list.slots[index - 1];
  if (list.slots.length === 1 && onlySpaceAround(text, list, slot)) {
    return [{ start: list.open + 1, end: list.close, insert: '' }];
  }
  const spare = slot.comma < 0 && previous && previous.comma >= 0 ? previous.comma : -1;
  const range = ownRange(text, list, slot, previous);
  return [
    ...(spare >= 0 ? [{ start: spare, end: spare + 1, insert: '' }] : []),
    ...range.map(([start, end]) => ({ start, end, insert: '' })),
  ];
}

/** The stretches that go with a slot: one, or two when a comment and a line stand before its comma. */
function ownRange(
  text: string,
  list: Sequence,
  slot: Slot,
  previous: Slot | undefined,
): [start: number, end: number][] {
  const afterComma = Math.max(slot.comma + 1, slot.end);
  const beforeComma = text.slice(slot.end, Math.max(slot.comma, slot.end));
  const nextInLine = skipBlanks(text, afterComma);
  if (beforeComma.includes('\n')) {
    if (beforeComma.trim() === '') return [[slot.start, nextInLine]];
    return [
      [slot.start, slot.end],
      [slot.comma, afterComma],
    ];
  }
  const isLast = list.slots.at(-1) === slot;
  const tail = slotTail(text, list, slot);
  if (isFirstOnLine(text, slot.start) && (tail.endsLine || isLast)) {
    const from = gapStart(text, slot.start);
    if (tail.endsLine) return [[from, tail.end]];
    const inside = previous ? Math.max(previous.comma + 1, previous.end) : list.open + 1;
    const start = endsInLineComment(text, inside, from, list.comments) ? slot.start : from;
    return [[start, afterComma]];
  }
  const endsLine = text[nextInLine] === '\n' || text[nextInLine] === '\r';
  if (isLast || endsLine) return [[blanksBefore(text, slot.start), afterComma]];
  return [[slot.start, nextInLine]];
}

function onlySpaceAround(text: string, list: Sequence, slot: Slot): boolean {
  const before = text.slice(list.open + 1, slot.start);
  const after = text.slice(slot.end, list.close).replace(',', '');
  return before.trim() === '' && after.trim() === '';
}

function endsInLineComment(text: string, from: number, to: number, comments: CommentSyntax): boolean {
  let at = from;
  while (at < to) {
    const after = skipComment(text, at, comments);
    if (after === to) return comments === 'hash' || text[at + 1] === '/';
    at = after === at ? at + 1 : after;
  }
  return false;
}

function blanksBefore(text: string, offset: number): number {
  let at = offset;
  while (isBlank(text[at - 1])) at -= 1;
  return at;
}

function skipBlanks(text: string, offset: number): number {
  let at = offset;
  while (isBlank(text[at])) at += 1;
  return at;
}
