import { eolAt, bodyStart, gapStart, isSpace, lineEnd, lineStart } from './text-lines.ts';
import { placeBelow } from './captured-slot.ts';
import {
  contentEnd,
  joinNeighbours,
  lastLineEnd,
  linesUnder,
  sectionEnd,
  sectionStart,
  sectionStretches,
  sectionsUnder,
} from './toml-layout.ts';
import { keyNames } from './toml-tree.ts';
import type { TomlSection, TomlTree } from './toml-tree.ts';
import type { KeyPath, TextEdit } from './types.ts';

/** Whole lines of a TOML file as they were written: tables with everything below them, or `key = value`. */
export interface CapturedBlock {
  /** Stretches that stood apart are joined by an empty line (tables) or a line ending (lines). */
  readonly body: string;
  /** Line endings, blank lines and indentation above it. */
  readonly lead: string;
  /** Blank lines below it, when it stood at the top of the file and those go along. */
  readonly trail: string;
  /** Comments and space between what stands before it and `lead`; they stay in the file. */
  readonly above: string;
  /** Lines: the section they stand in. Tables: null. */
  readonly section: KeyPath | null;
  /** Lines: name of the line before. Tables: path of the section before. Null when there was none. */
  readonly previous: KeyPath | null;
}

/** Null when the member is spelled partly by tables and partly by dotted lines. */
export function captureBlock(tree: TomlTree, path: KeyPath): CapturedBlock | null {
  const { text } = tree;
  const sections = sectionsUnder(tree, path);
  const lines = linesUnder(tree, path);
  const [firstLine] = lines;
  if (firstLine) {
    const { section } = firstLine;
    if (sections.length > 0 || lines.some((other) => other.section !== section)) return null;
    const index = section.body.indexOf(firstLine.line);
    const ranges = joinNeighbours(
      text,
      lines.map(({ line }) => ({
        start: lineStart(text, line.range[0]),
        end: lineEnd(text, line.range[1]),
      })),
    );
    const before = section.body[index - 1];
    const from = before ? lineEnd(text, before.range[1]) : headerEnd(text, section);
    const previous = before ? keyNames(before.key) : null;
    return { ...capture(text, ranges, 1, from), section: section.path, previous };
  }
  const [first] = sections;
  if (!first) return null;
  const before = tree.sections[tree.sections.indexOf(first) - 1];
  const from = before ? contentEnd(text, before) : bodyStart(text);
  const block = capture(text, sectionStretches(tree, sections), 2, from);
  return { ...block, section: null, previous: before?.path ?? null };
}

function capture(
  text: string,
  ranges: readonly { readonly start: number; readonly end: number }[],
  joinBy: number,
  from: number,
): Pick<CapturedBlock, 'body' | 'lead' | 'trail' | 'above'> {
  const start = ranges[0]?.start ?? 0;
  const gapFrom = gapStart(text, start);
  const isTop = gapFrom === bodyStart(text);
  const contentStop = ranges.at(-1)?.end ?? start;
  let end = contentStop;
  while (isSpace(text[end])) end += 1;
  return {
    body: ranges.map((range) => text.slice(range.start, range.end)).join(eolAt(text, start).repeat(joinBy)),
    lead: text.slice(gapFrom, start),
    trail:
      isTop && ranges.length === 1
        ? text.slice(contentStop, end < text.length ? lineStart(text, end) : end)
        : '',
    above: text.slice(from, Math.max(from, gapFrom)),
  };
}

/** Where a captured block goes in the file as it is now; null when the section of a line is gone. */
export function restoreBlock(tree: TomlTree, parent: KeyPath, captured: CapturedBlock): TextEdit | null {
  const { text } = tree;
  const { body, lead, above, previous } = captured;
  if (captured.section) {
    const section = tree.sections.find((one) => samePath(one.path, captured.section));
    if (!section) return captured.section.length === 0 ? atRoot(tree, captured) : null;
    const at = placeOfLine(tree, section, captured);
    return at === null ? atTop(text, captured, 1) : insertion(at, (lead || eolAt(text, at)) + body);
  }
  const neighbour = tree.sections.findLast((section) => samePath(section.path, previous));
  const siblings = parent.length > 0 ? sectionsUnder(tree, parent) : [];
  const anchor = neighbour ?? (previous === null ? undefined : siblings.at(-1));
  const [first] = tree.sections;
  if (previous === null && above === '') return atTop(text, captured, 2);
  const from = anchor ? contentEnd(text, anchor) : bodyStart(text);
  const next = anchor ? tree.sections[tree.sections.indexOf(anchor) + 1] : first;
  const comment = previous === null || anchor ? commentEnd(text, from, next, above) : null;
  const at = comment ?? (anchor ? sectionEnd(text, anchor) : lastLineEnd(text));
  if (at === null || at === bodyStart(text)) return atTop(text, captured, 2);
  return insertion(at, (lead || eolAt(text, at).repeat(2)) + body);
}

/** A line of a file whose other lines without a header are gone too. */
function atRoot(tree: TomlTree, captured: CapturedBlock): TextEdit {
  const at = commentEnd(tree.text, bodyStart(tree.text), tree.sections[0], captured.above);
  if (at === null) return atTop(tree.text, captured, 2);
  return insertion(at, (captured.lead || eolAt(tree.text, at)) + captured.body);
}

function placeOfLine(tree: TomlTree, section: TomlSection, captured: CapturedBlock): number | null {
  const { text } = tree;
  const index = section.body.findLastIndex((line) => samePath(keyNames(line.key), captured.previous));
  const before = section.body[captured.previous === null ? -1 : index < 0 ? section.body.length - 1 : index];
  const from = before ? lineEnd(text, before.range[1]) : headerEnd(text, section);
  const next = section.body[before ? section.body.indexOf(before) + 1 : 0];
  const below = tree.sections[tree.sections.indexOf(section) + 1];
  const comment = next
    ? placeBelow(text, from, next.range[0], captured.above)
    : commentEnd(text, from, below, captured.above);
  if (comment !== null) return comment;
  return before || section.header ? from : null;
}

function commentEnd(text: string, from: number, next: TomlSection | undefined, above: string): number | null {
  return placeBelow(text, from, next ? sectionStart(text, next) : text.length, above);
}

function atTop(text: string, { body, lead, trail }: CapturedBlock, endings: number): TextEdit {
  const isBlank = text.slice(bodyStart(text)).trim() === '';
  const space = trail !== '' || isBlank ? trail : eolAt(text, 0).repeat(endings);
  return insertion(bodyStart(text), lead + body + space);
}

function headerEnd(text: string, section: TomlSection): number {
  return section.header ? lineEnd(text, section.header.key.range[1]) : bodyStart(text);
}

function insertion(at: number, insert: string): TextEdit {
  return { start: at, end: at, insert };
}

function samePath(left: KeyPath, right: KeyPath | null): boolean {
  return right !== null && left.length === right.length && left.every((key, index) => key === right[index]);
}
