import type { AST } from 'toml-eslint-parser';
import type { Sequence } from './sequence.ts';
import {
  bodyStart,
  gapStart,
  indentAt,
  isFirstOnLine,
  isSpace,
  lineEnd,
  lineStart,
  nextLine,
} from './text-lines.ts';
import { findToml, isUnder, keyNames } from './toml-tree.ts';
import type { TomlSection, TomlTree } from './toml-tree.ts';
import { skipTrivia } from './trivia.ts';
import type { KeyPath, TextEdit } from './types.ts';

/** Where sections and lines of a TOML file begin and end in its text. */

export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** The line of the header, or the text's start for the lines before the first header. */
export function sectionStart(text: string, section: TomlSection): number {
  if (section.header) return lineStart(text, section.header.range[0]);
  return bodyStart(text);
}

/** End of the last line that belongs to the section's header and values. */
export function contentEnd(text: string, section: TomlSection): number {
  const last = section.body.at(-1);
  if (last) return lineEnd(text, last.range[1]);
  return section.header ? lineEnd(text, section.header.key.range[1]) : bodyStart(text);
}

/**
 * `contentEnd`, or the end of the comment lines right below it when a blank line or the end of the file
 * parts them from what follows: those belong to the section. Others are the next section's heading.
 */
export function sectionEnd(text: string, section: TomlSection): number {
  let end = contentEnd(text, section);
  const content = end;
  for (;;) {
    const start = nextLine(text, end);
    const line = text.slice(start, lineEnd(text, start)).trim();
    if (line === '' || start >= text.length) return end;
    if (!line.startsWith('#')) return content;
    end = lineEnd(text, start);
  }
}

/** The sections of a table and everything below it. */
export function sectionsUnder(tree: TomlTree, path: KeyPath): TomlSection[] {
  return tree.sections.filter((section) => section.header && isUnder(section.path, path));
}

/** Lines that define something under `path` by their (dotted) key, outside the sections of `path` itself. */
export function linesUnder(
  tree: TomlTree,
  path: KeyPath,
): { readonly section: TomlSection; readonly line: AST.TOMLKeyValue }[] {
  return tree.sections.flatMap((section) =>
    isUnder(section.path, path)
      ? []
      : section.body
          .filter((line) => isUnder([...section.path, ...keyNames(line.key)], path))
          .map((line) => ({ section, line })),
  );
}

/** Neighbouring sections as one stretch of whole lines each, comments between them included. */
export function sectionStretches(tree: TomlTree, sections: readonly TomlSection[]): LineRange[] {
  const stretches: { start: number; end: number; last: number }[] = [];
  for (const section of sections) {
    const index = tree.sections.indexOf(section);
    const end = sectionEnd(tree.text, section);
    const open = stretches.at(-1);
    if (open && open.last === index - 1) {
      open.end = end;
      open.last = index;
    } else {
      stretches.push({ start: sectionStart(tree.text, section), end, last: index });
    }
  }
  return stretches;
}

/** Stretches in order; those with nothing but space between them become one. */
export function joinNeighbours(text: string, stretches: readonly LineRange[]): LineRange[] {
  const result: LineRange[] = [];
  for (const range of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && text.slice(last.end, range.start).trim() === '') {
      result[result.length - 1] = { start: last.start, end: range.end };
    } else {
      result.push(range);
    }
  }
  return result;
}

/** Takes whole lines out, with the blank lines above them (below them at the top of the file). */
export function removeLines(text: string, { start, end }: LineRange): TextEdit {
  const from = gapStart(text, start);
  if (from > bodyStart(text)) return { start: from, end, insert: '' };
  let next = end;
  while (isSpace(text[next])) next += 1;
  const to = next >= text.length ? next : Math.max(end, lineStart(text, next));
  return { start: bodyStart(text), end: to, insert: '' };
}

/** How many blank lines part sections: as above the model section, else above any, else one. */
export function blankLinesBetween(tree: TomlTree, model: TomlSection | undefined): number {
  const { text, sections } = tree;
  const candidates = [model, ...sections.toReversed()].filter((section) => section !== undefined);
  for (const section of candidates) {
    const previous = sections[sections.indexOf(section) - 1];
    if (!previous || (!previous.header && previous.body.length === 0)) continue;
    const from = sectionEnd(text, previous);
    const gap = text.slice(from, sectionStart(text, section));
    const own = /^\r?\n([ \t]*\r?\n)*/.exec(gap)?.[0] ?? '';
    return Math.max(own.split('\n').length - 2, 0);
  }
  return 1;
}

/** End of the last line of the file that is not blank; null in a blank file. */
export function lastLineEnd(text: string): number | null {
  const end = gapStart(text, text.length);
  return end === bodyStart(text) ? null : end;
}

/** Indentation of a header and of the lines below it. */
export function sectionIndent(
  text: string,
  section: TomlSection | undefined,
): { header: string; body: string } {
  if (!section?.header) return { header: '', body: '' };
  const first = section.body[0];
  const header = indentAt(text, section.header.range[0]);
  return {
    header,
    body: first && isFirstOnLine(text, first.range[0]) ? indentAt(text, first.range[0]) : header,
  };
}

/** An inline table or array as a list of slots. */
export function tomlSequence(text: string, node: AST.TOMLArray | AST.TOMLInlineTable): Sequence {
  const parts = node.type === 'TOMLArray' ? node.elements : node.body;
  const slots = parts.map((part) => {
    const after = skipTrivia(text, part.range[1], 'hash');
    return { start: part.range[0], end: part.range[1], comma: text[after] === ',' ? after : -1 };
  });
  return { open: node.range[0], close: node.range[1] - 1, slots, comments: 'hash' };
}

/** The innermost inline table that the path goes through, and the rest of the path inside it. */
export function inlineAround(tree: TomlTree, path: KeyPath) {
  for (let depth = path.length - 1; depth > 0; depth -= 1) {
    const node = findToml(tree, path.slice(0, depth))?.node;
    if (node?.kind === 'table' && node.inline) return { table: node.inline, rest: path.slice(depth) };
  }
  return null;
}
