import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { captureSlot, placeBelow, restoreOnlySlot, restoreSlot } from './captured-slot.ts';
import type { CapturedSlot } from './captured-slot.ts';
import { valueAt } from './intent.ts';
import { quote } from './path-words.ts';
import { bodyStart, eolAt } from './text-lines.ts';
import type { ConfigValue, KeyPath, TextEdit } from './types.ts';
import { addToYaml } from './yaml-add.ts';
import { headOf } from './yaml-edit.ts';
import { blockEnd, blockRange, tailEnd, yamlSequence } from './yaml-layout.ts';
import { nextStart, placesTo } from './yaml-locate.ts';
import type { YamlPlace } from './yaml-locate.ts';
import { obstacle } from './yaml-obstacles.ts';
import { parseYamlTree } from './yaml-tree.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';
import { exactYamlValue, yamlValue } from './yaml-value.ts';

/** Whole lines of a YAML file as they were written: a member of a block map, or an item of a block list. */
export interface CapturedLines {
  readonly kind: 'map' | 'list';
  /** From its name or dash; the first line without its indentation. */
  readonly body: string;
  /** Column of its name or dash. */
  readonly indent: number;
  /** Line endings, blank lines and indentation above it. */
  readonly lead: string;
  /** Blank lines below it, when it stood at the top of the file. */
  readonly trail: string;
  /** Comments and space between what stands before it and `lead`; they stay in the file. */
  readonly above: string;
  /** Name of the member before it; null when it was the first or that one has no name. */
  readonly after: string | null;
  readonly isFirst: boolean;
}

export type CapturedYaml = { readonly slot: CapturedSlot | null; readonly lines: CapturedLines | null };

/** EntryNotFound when nothing stands at the path; ConfigTooComplex as for removing it. */
export function captureYaml(tree: YamlTree, path: KeyPath): Result<CapturedYaml> {
  const hindrance = obstacle(tree, { op: 'remove', path });
  if (hindrance !== null) return hindrance;
  const places = placesTo(tree, path);
  const place = places.at(-1);
  if (!place || places.length < path.length) {
    return fail('EntryNotFound', `${quote(path)} is not in the file.`);
  }
  const { text } = tree;
  const { container, index } = place;
  if (container.flow) {
    const names = container.members.map(({ name }) => name);
    const slot = captureSlot(text, { list: yamlSequence(text, container), names }, index);
    return ok({ slot, lines: null });
  }
  const range = blockRange(text, container, index, headOf(tree, places.at(-2) ?? null));
  if (range === null || (container.kind !== 'map' && container.kind !== 'list')) {
    return fail('ConfigTooComplex', `${quote(path)} shares its line with something else.`);
  }
  const { gapFrom, start, end, trailEnd, from } = range;
  const lines: CapturedLines = {
    kind: container.kind,
    body: text.slice(start, end),
    indent: container.indent,
    lead: text.slice(gapFrom, start),
    trail: text.slice(end, trailEnd),
    above: text.slice(Math.min(from, gapFrom), gapFrom),
    after: container.members[index - 1]?.name ?? null,
    isFirst: index === 0,
  };
  return ok({ slot: null, lines });
}

/** Edits that put captured text back, as near to its old place as the file allows. */
export function restoreYaml(tree: YamlTree, path: KeyPath, captured: CapturedYaml): Result<TextEdit[]> {
  const hindrance = obstacle(tree, { op: 'set', path, value: null });
  if (hindrance !== null) return hindrance;
  const places = placesTo(tree, path.slice(0, -1));
  const place = places.at(-1) ?? null;
  const parent = places.length < path.length - 1 ? null : place ? place.member.value : tree.root;
  const edits =
    parent === null
      ? path.length === 1 && captured.lines && !tree.ended
        ? intoNothing(tree.text, captured.lines)
        : null
      : captured.slot
        ? intoBrackets(tree, parent, captured.slot)
        : captured.lines && intoLines(tree, { places, place, parent }, captured.lines);
  if (edits) return ok(edits);
  const value = plainValue(path, captured);
  if (value === undefined) {
    return fail('ConfigTooComplex', `The stored text of ${quote(path)} cannot be put into this file.`);
  }
  const isItem = captured.lines?.kind === 'list' || captured.slot?.body.startsWith('{') === true;
  const absent = isItem && (parent === null || parent.members.length === 0);
  return absent ? addToYaml(tree, path.slice(0, -1), [value]) : addToYaml(tree, path, value);
}

/** A file without entries any more. */
function intoNothing(text: string, captured: CapturedLines): TextEdit[] {
  const top = bodyStart(text);
  const isTop = captured.isFirst || text.slice(top).trim() === '';
  const at = placeBelow(text, top, text.length, captured.above) ?? (isTop ? top : text.length);
  return [{ start: at, end: at, insert: textAt(text, at, captured, captured.indent) }];
}

interface Surroundings {
  readonly places: readonly YamlPlace[];
  readonly place: YamlPlace | null;
  readonly parent: YamlNode;
}

function intoBrackets({ text }: YamlTree, parent: YamlNode, slot: CapturedSlot): TextEdit[] | null {
  if (!parent.flow) return null;
  const list = yamlSequence(text, parent);
  if (list.slots.length === 0) return restoreOnlySlot(text, list, slot);
  return restoreSlot(text, { list, names: parent.members.map(({ name }) => name) }, slot);
}

function intoLines(tree: YamlTree, around: Surroundings, captured: CapturedLines): TextEdit[] | null {
  const { text } = tree;
  const { places, place, parent } = around;
  const isBare = parent.members.length === 0 && !/\S/.test(text.slice(parent.start + 1, parent.end - 1));
  const isFree =
    parent.members.length === 0 && (parent.kind === 'scalar' ? parent.start === parent.end : isBare);
  if (isFree ? place === null || place.container.flow : parent.flow || parent.kind !== captured.kind) {
    return null;
  }
  const known = parent.members.findLastIndex(({ name }) => name !== null && name === captured.after);
  const index = captured.isFirst ? -1 : known < 0 ? parent.members.length - 1 : known;
  const head = headOf(tree, isFree ? null : place);
  const start = isFree && place ? tailEnd(text, place.member.end) : gapBelow(text, parent, index, head);
  if (start === null) return null;
  const last = nextStart(tree, places);
  // The comment it stood under may stand elsewhere by now, when its neighbours came and went.
  const found = [index, ...parent.members.keys(), -1].map((one) => {
    const from = isFree ? start : gapBelow(text, parent, one, head);
    return from === null
      ? null
      : placeBelow(text, from, parent.members[one + 1]?.start ?? last, captured.above);
  });
  const at = found.find((one) => one !== null) ?? start;
  const column = isFree ? captured.indent : parent.indent;
  const edits: TextEdit[] = [];
  if (isFree && place && parent.end > parent.start) {
    edits.push({ start: place.member.indicatorEnd, end: parent.end, insert: '' });
  }
  return [...edits, { start: at, end: at, insert: textAt(text, at, captured, column) }];
}

/** Where the space below a member begins; for -1, where the container's first line may. */
function gapBelow(text: string, parent: YamlNode, index: number, head: number | null): number | null {
  const member = parent.members[index];
  return member ? blockEnd(text, parent, member) : head;
}

/** At the top of the file blank lines follow; elsewhere line endings and indentation go before. */
function textAt(text: string, at: number, captured: CapturedLines, column: number): string {
  const { lead, trail, indent } = captured;
  const body = column === indent ? captured.body : shifted(captured.body, column - indent);
  const eol = eolAt(text, at);
  if (at === bodyStart(text)) {
    const isBlank = text.slice(at).trim() === '';
    const space = captured.isFirst && column === indent ? lead : ' '.repeat(column);
    return space + body + (trail !== '' || isBlank ? trail : eol);
  }
  if (!lead.includes('\n')) return eol + ' '.repeat(column) + body;
  return lead.slice(0, lead.lastIndexOf('\n') + 1) + ' '.repeat(column) + body;
}

/** The file was indented anew meanwhile: lines after the first move along. */
function shifted(body: string, by: number): string {
  return body.replaceAll(/\n([ ]*)(?=[^ \r\n])/g, (_line, blanks: string) => {
    return `\n${' '.repeat(Math.max(0, blanks.length + by))}`;
  });
}

/** What captured text means by itself, scalars spelled exactly; undefined when it is damaged. */
export function capturedYamlValue(path: KeyPath, captured: CapturedYaml): ConfigValue | undefined {
  const tree = aloneTree(captured);
  if (tree === null) return undefined;
  const [key, ops] = [path.slice(-1), [{ op: 'remove' as const, path: path.slice(-1) }]];
  return valueAt(exactYamlValue(tree, ops), key);
}

function plainValue(path: KeyPath, captured: CapturedYaml): ConfigValue | undefined {
  const root = aloneTree(captured)?.root;
  const key = path.at(-1);
  const member = root?.members.find(({ name }) => name === key);
  const text = aloneText(captured);
  return member && yamlValue(text, member.value);
}

function aloneTree(captured: CapturedYaml): YamlTree | null {
  const tree = parseYamlTree(aloneText(captured));
  return 'fault' in tree ? null : tree;
}

/** An item of a list in brackets begins with its brace; a member of a map in brackets with its name. */
function aloneText({ slot, lines }: CapturedYaml): string {
  if (lines) return ' '.repeat(lines.indent) + lines.body;
  const body = slot?.body ?? '';
  return body.startsWith('{') ? `[${body}\n]` : `{${body}\n}`;
}
