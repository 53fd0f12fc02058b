import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyEdits, composeEdits, matchEndings } from './edits.ts';
import { jsonPartsOf } from './json-document.ts';
import { duplicateIn, locateJson } from './json-locate.ts';
import type { JsonLocator } from './json-locate.ts';
import { skipString } from './json-scan.ts';
import type { JsonContainer } from './json-scan.ts';
import { isInLines, styleFor } from './json-style.ts';
import { quote } from './path-words.ts';
import { writeMember, writeValue } from './json-write.ts';
import type { RawMember } from './json-write.ts';
import { insertSlot, leadLike, removeSlot } from './sequence.ts';
import type { Layout } from './sequence.ts';
import { bodyStart, eolAt, indentAt, placeFinder } from './text-lines.ts';
import { skipTrivia } from './trivia.ts';
import type { ConfigDocument, ConfigValue, EditOp, KeyPath, TextEdit } from './types.ts';

/** Text edits for ops on JSON or JSONC; see `FormatReader.edit`. */
export function editJson(document: ConfigDocument, ops: readonly EditOp[]): Result<readonly TextEdit[]> {
  let { text } = document;
  let locator = jsonPartsOf(document).locator();
  let edits: TextEdit[] = [];
  for (const op of ops) {
    const step = editOnce(text, locator, op);
    if (!step.ok) return step;
    edits = composeEdits(edits, step.value);
    if (op === ops.at(-1)) break;
    text = applyEdits(text, step.value);
    locator = locateJson(text);
  }
  return ok(matchEndings(document.text, edits));
}

function editOnce(text: string, locator: JsonLocator, op: EditOp): Result<TextEdit[]> {
  if (op.path.length === 0) {
    return fail('ConfigTooComplex', 'The whole file cannot be replaced as one entry.');
  }
  const ambiguous = findAmbiguity(text, locator, op.path);
  if (ambiguous) return ambiguous;
  const place = locator.find(op.path);
  if (op.op === 'rename') return renameMember(text, locator, op.path, op.name);
  if (op.op === 'remove') {
    if (!place) return fail('EntryNotFound', `${quote(op.path)} is not in the file.`);
    return ok(removeSlot(text, place.container, place.index));
  }
  if (op.op === 'append' && place) return appendItem(text, locator, op.path, op.value);
  if (place) {
    const { valueStart, end } = place.slot;
    const style = styleFor(text, locator, place.container);
    return ok([{ start: valueStart, end, insert: writeValue(op.value, style, indentAt(text, valueStart)) }]);
  }
  return addMember(text, locator, op.path, op.op === 'append' ? [op.value] : op.value);
}

/** Adds a member that is absent, with the parents it needs. */
export function addMember(
  text: string,
  locator: JsonLocator,
  path: KeyPath,
  value: ConfigValue | RawMember,
): Result<TextEdit[]> {
  const root = locator.root();
  if (!root) return createRoot(text, path, value);
  let depth = path.length - 1;
  while (depth > 0 && !locator.find(path.slice(0, depth))) depth -= 1;
  const parent = locator.container(path.slice(0, depth));
  const key = path[depth];
  if (!parent || parent.kind !== 'object' || typeof key !== 'string') {
    return fail('ConfigTooComplex', `${quote(path.slice(0, depth))} does not hold a group of named entries.`);
  }
  const wrapped = wrap(path.slice(depth + 1), value);
  if (wrapped === undefined) {
    return fail('EntryNotFound', `${quote(path)} counts an item that is not in the file.`);
  }
  const style = styleFor(text, locator, parent);
  const layout = layoutOf(text, locator, path.slice(0, depth), parent, style);
  const indent = parent.slots.length > 0 ? indentOf(text, parent) : (layout.lines?.indent ?? '');
  const oneLine = { ...style, entryLines: false, nestedLines: false, arrayLines: false };
  const body = writeMember(key, wrapped, layout.lines ? style : oneLine, indent);
  return ok(insertSlot(text, parent, body, layout));
}

/** Only the name changes; not a character behind it. */
function renameMember(text: string, locator: JsonLocator, path: KeyPath, name: string): Result<TextEdit[]> {
  const place = locator.find(path);
  if (!place) return fail('EntryNotFound', `${quote(path)} is not in the file.`);
  const { container, slot } = place;
  if (slot.key === null) return fail('ConfigTooComplex', `${quote(path)} has no name of its own.`);
  if (slot.key === name) return ok([]);
  if (container.byKey.has(name)) return fail('EntryExists', `“${name}” is there already.`);
  return ok([{ start: slot.start, end: skipString(text, slot.start), insert: JSON.stringify(name) }]);
}

function appendItem(
  text: string,
  locator: JsonLocator,
  path: KeyPath,
  value: ConfigValue,
): Result<TextEdit[]> {
  const list = locator.container(path);
  if (!list || list.kind !== 'array') {
    return fail('ConfigTooComplex', `${quote(path)} does not hold a list.`);
  }
  const style = styleFor(text, locator, list);
  const layout = layoutOf(text, locator, path, list, style);
  const lines = style.arrayLines ? layout.lines : null;
  const indent = list.slots.length > 0 ? indentOf(text, list) : (lines?.indent ?? '');
  const body = writeValue(value, style, indent);
  return ok(insertSlot(text, list, body, { ...layout, lines, pad: '' }));
}

/** How the first member of an empty container is set: in lines, when what stands around it is. */
function layoutOf(
  text: string,
  locator: JsonLocator,
  path: KeyPath,
  container: JsonContainer,
  style: { readonly eol: string; readonly unit: string; readonly pad: string; readonly gap: string },
): Layout {
  const outer = path.length === 0 ? null : locator.container(path.slice(0, -1));
  const closeIndent = indentAt(text, container.open);
  const own = container.slots.length > 0 ? isInLines(text, container) : !outer || isInLines(text, outer);
  const lines = own ? { eol: style.eol, indent: closeIndent + style.unit, closeIndent } : null;
  return { lines, pad: style.pad, gap: style.gap };
}

function indentOf(text: string, container: JsonContainer): string {
  const last = container.slots.at(-1);
  const lead = last ? leadLike(text, container, last, '') : '';
  return lead.includes('\n') ? lead.slice(lead.lastIndexOf('\n') + 1) : indentAt(text, container.close);
}

/** A file without a value gets one: two spaces, and a final newline unless blank text already ends with one. */
function createRoot(text: string, path: KeyPath, value: ConfigValue | RawMember): Result<TextEdit[]> {
  const start = bodyStart(text);
  if (skipTrivia(text, start, 'slash') < text.length) {
    return fail('ConfigTooComplex', 'The file holds a single value instead of named entries.');
  }
  const [key] = path;
  const wrapped = wrap(path.slice(1), value);
  if (typeof key !== 'string' || wrapped === undefined) {
    return fail('EntryNotFound', `${quote(path)} counts an item that is not in the file.`);
  }
  const eol = eolAt(text, text.length);
  const style = {
    eol,
    unit: '  ',
    colon: ': ',
    gap: ' ',
    pad: ' ',
    entryLines: true,
    nestedLines: true,
    arrayLines: true,
  };
  const body = `{${eol}  ${writeMember(key, wrapped, style, '  ')}${eol}}`;
  if (text.slice(start).trim() === '') {
    const blankEnds = text.includes('\n');
    return ok([{ start, end: blankEnds ? start : text.length, insert: blankEnds ? body : body + eol }]);
  }
  const insert = text.endsWith('\n') ? body + eol : eol + body;
  return ok([{ start: text.length, end: text.length, insert }]);
}

/** The value inside the missing parents named by `path`; undefined when one of them is an array index. */
function wrap(path: KeyPath, value: ConfigValue | RawMember): ConfigValue | RawMember | undefined {
  let result = value;
  for (const key of path.toReversed()) {
    if (typeof key !== 'string') return undefined;
    const parent = Object.create(null) as Record<string, ConfigValue>;
    parent[key] = result as ConfigValue;
    result = parent;
  }
  return result;
}

function findAmbiguity(text: string, locator: JsonLocator, path: KeyPath) {
  for (const [depth, key] of path.entries()) {
    const container = locator.container(path.slice(0, depth));
    if (!container) return null;
    const second = duplicateIn(container, key);
    if (second) {
      const { line, column } = placeFinder(text)(second.start);
      return fail(
        'ConfigTooComplex',
        `“${key}” stands twice in the same place (line ${line}, column ${column}).`,
        { next: 'Remove one of the two in an editor, then try again.' },
      );
    }
  }
  return null;
}
