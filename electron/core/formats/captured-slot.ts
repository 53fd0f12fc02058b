import { insertAfter, insertBefore, leadLike, slotTail } from './sequence.ts';
import type { Sequence } from './sequence.ts';
import { gapStart, isBlank, isFirstOnLine, lineEnd, nextLine } from './text-lines.ts';
import { tailAt } from './trivia.ts';
import type { TextEdit } from './types.ts';

/** A member of a bracketed list as it was written, with what its removal takes along. */
export interface CapturedSlot {
  readonly body: string;
  /** Space before it: line endings and indentation, or blanks. */
  readonly lead: string;
  /** A comment behind it on its last line. */
  readonly tail: string;
  /** Blanks between its comma and the next member on the same line. */
  readonly gap: string;
  /** What stood between it and the closing bracket (space, a comma) when it was the only member; else null. */
  readonly closing: string | null;
  /** Whether a comma stood behind it although it was the last. */
  readonly trailingComma: boolean;
  /** Comments and space between the member before and `lead`; they stay in the file. */
  readonly above: string;
  /** Name of the member before it; null when it was the first. */
  readonly after: string | null;
}

/** A list with the names of its members. */
export interface NamedSequence {
  readonly list: Sequence;
  readonly names: readonly (string | null)[];
}

export function captureSlot(text: string, { list, names }: NamedSequence, index: number): CapturedSlot {
  const slot = list.slots[index];
  if (!slot) throw new Error('no such slot');
  const previous = list.slots[index - 1];
  const inside = previous
    ? slotTail(text, list, previous).end
    : tailAt(text, list.open + 1, list.comments, text[list.close] ?? '').end;
  const afterComma = Math.max(slot.comma + 1, slot.end);
  const ownLine = isFirstOnLine(text, slot.start);
  const tail = slotTail(text, list, slot);
  const gapFrom = gapStart(text, slot.start);
  const closing = text.slice(slot.end, list.close);
  const isOnly = list.slots.length === 1 && /^\s*,?\s*$/.test(closing);
  let blankStart = slot.start;
  while (isBlank(text[blankStart - 1])) blankStart -= 1;
  let gapEnd = afterComma;
  while (isBlank(text[gapEnd])) gapEnd += 1;
  return {
    body: text.slice(slot.start, slot.end),
    lead: text.slice(ownLine ? gapFrom : blankStart, slot.start),
    tail: ownLine && tail.endsLine ? text.slice(afterComma, tail.end) : '',
    gap: text.slice(afterComma, gapEnd),
    closing: isOnly ? closing : null,
    trailingComma: index === list.slots.length - 1 && slot.comma >= 0,
    above: ownLine ? text.slice(inside, gapFrom) : '',
    after: names[index - 1] ?? null,
  };
}

/** Puts a captured member into a list that has other members, after its old neighbour where that exists. */
export function restoreSlot(
  text: string,
  { list, names }: NamedSequence,
  captured: CapturedSlot,
): TextEdit[] {
  const { body, lead, after } = captured;
  const known = after === null ? -1 : names.lastIndexOf(after);
  const index = after !== null && known < 0 ? list.slots.length - 1 : known;
  const anchor = list.slots[index];
  const next = list.slots[index + 1];
  const close = text[list.close] ?? '';
  const tail = anchor ? slotTail(text, list, anchor) : tailAt(text, list.open + 1, list.comments, close);
  const at = placeBelow(text, tail.end, next?.start ?? list.close, captured.above) ?? tail.end;
  const comment = lineEnd(text, at) === at ? captured.tail : '';
  if (!anchor) {
    if (!next) throw new Error('the list has no members');
    const space = lead.includes('\n') ? lead : captured.gap;
    return insertBefore(text, list, next, { lead: space, body, comment }, at);
  }
  const standsAlone = isFirstOnLine(text, anchor.start) || tail.hasLineComment;
  const space = !lead.includes('\n') && standsAlone ? leadLike(text, list, anchor, '') : lead;
  return insertAfter(text, list, anchor, space + body, comment, at);
}

/** Puts a captured member into a list without members; null where its old surroundings are gone. */
export function restoreOnlySlot(text: string, list: Sequence, captured: CapturedSlot): TextEdit[] | null {
  const { lead, body, tail, closing, above, trailingComma } = captured;
  if (closing !== null && text.slice(list.open + 1, list.close).trim() === '') {
    return [{ start: list.open + 1, end: list.close, insert: lead + body + closing }];
  }
  const from = tailAt(text, list.open + 1, list.comments, text[list.close] ?? '').end;
  const at = placeBelow(text, from, list.close, above) ?? from;
  if (!lead.includes('\n') || lineEnd(text, at) !== at) return null;
  return [{ start: at, end: at, insert: lead + body + (trailingComma ? ',' : '') + tail }];
}

/**
 * The end of `above` in the stretch: where the stretch begins with it, else of the last line that reads like
 * its last one (blanks aside). Null when `above` is empty or gone.
 */
export function placeBelow(text: string, from: number, to: number, above: string): number | null {
  const line = above.slice(above.lastIndexOf('\n') + 1).trim();
  if (line === '') return null;
  const end = from + above.length;
  if (end <= to && text.startsWith(above, from) && lineEnd(text, end) === end) return end;
  let found: number | null = null;
  for (let at = from; at < to; at = nextLine(text, at)) {
    const written = text.slice(at, lineEnd(text, at));
    if (written.trim() === line && at + written.length <= to) found = at + written.trimEnd().length;
  }
  return found;
}
