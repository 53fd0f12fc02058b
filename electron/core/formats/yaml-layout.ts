import type { Sequence } from './sequence.ts';
import { bodyStart, gapStart, indentAt, isFirstOnLine, lineEnd, lineStart, nextLine } from './text-lines.ts';
import { skipTrivia } from './trivia.ts';
import type { TextEdit } from './types.ts';
import type { YamlMember, YamlNode } from './yaml-tree.ts';

/** A map or list in brackets, in the form the shared list editor takes. */
export function yamlSequence(text: string, node: YamlNode): Sequence {
  const slots = node.members.map(({ start, end }) => {
    const at = skipTrivia(text, end, 'hash');
    return { start, end, comma: text[at] === ',' ? at : -1 };
  });
  return { open: node.start, close: node.end - 1, slots, comments: 'hash' };
}

/** End of the line a thing ends on when only a comment follows on it; else null. */
export function tailEnd(text: string, offset: number): number | null {
  const end = lineEnd(text, offset);
  return /^[ \t]*(#.*)?$/.test(text.slice(offset, end)) ? end : null;
}

/**
 * End of a member of a block map or list: its last line with the comment on it, and the comment lines below
 * that are indented deeper than the member itself.
 */
export function blockEnd(text: string, container: YamlNode, member: YamlMember): number | null {
  let end = tailEnd(text, member.end);
  if (end === null) return null;
  for (let at = nextLine(text, end); at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === '') continue;
    if (!line.trimStart().startsWith('#') || indentAt(text, at).length <= container.indent) break;
    end = at + line.length;
  }
  return end;
}

/** The lines of one member of a block map or list, and the space before and behind that goes with them. */
export interface BlockRange {
  /** End of what stands before: the blank lines from here on go along. */
  readonly gapFrom: number;
  readonly start: number;
  readonly end: number;
  /** After the blank lines below, for a member at the top of the file; else the end. */
  readonly trailEnd: number;
  /** End of the member before, or of the line that the container stands below. */
  readonly from: number;
}

/**
 * `head`: where the container's first line may begin. Null for a member that shares its first or last line with something else.
 */
export function blockRange(
  text: string,
  container: YamlNode,
  index: number,
  head: number | null,
): BlockRange | null {
  const member = container.members[index];
  const previous = container.members[index - 1];
  if (!member || !isFirstOnLine(text, member.start)) return null;
  const end = blockEnd(text, container, member);
  const from = previous ? blockEnd(text, container, previous) : head;
  if (end === null || from === null) return null;
  const gapFrom = Math.max(gapStart(text, member.start), Math.min(from, member.start));
  let trailEnd = end;
  if (gapFrom === bodyStart(text)) {
    trailEnd += /^\s*/.exec(text.slice(end))?.[0].length ?? 0;
    if (trailEnd < text.length) trailEnd = lineStart(text, trailEnd);
  }
  return { gapFrom, start: member.start, end, trailEnd, from };
}

/** What goes when the member goes. */
export function rangeEdit({ gapFrom, trailEnd }: BlockRange): TextEdit {
  return { start: gapFrom, end: trailEnd, insert: '' };
}
