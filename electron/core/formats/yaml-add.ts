import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { isList, isObject } from './intent.ts';
import { quote } from './path-words.ts';
import { insertSlot } from './sequence.ts';
import { bodyStart } from './text-lines.ts';
import type { ConfigValue, KeyPath, TextEdit } from './types.ts';
import { blockEnd, tailEnd, yamlSequence } from './yaml-layout.ts';
import { placesTo } from './yaml-locate.ts';
import type { YamlPlace } from './yaml-locate.ts';
import { yamlStyleOf } from './yaml-style.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';
import { ownName } from './yaml-value.ts';
import { writeBehind, writeFlow, writeKey, writeYamlItem, writeYamlMember } from './yaml-write.ts';
import type { YamlStyle } from './yaml-write.ts';

/** Adds a member that is absent, with the parents it needs. A name added to a list makes an item of that name. */
export function addToYaml(tree: YamlTree, path: KeyPath, value: ConfigValue): Result<TextEdit[]> {
  const places = placesTo(tree, path);
  const place = places.at(-1) ?? null;
  const parent = place?.member.value ?? tree.root;
  const depth = places.length;
  const key = path[depth];
  const wrapped = wrap(path.slice(depth + 1), value);
  if (typeof key !== 'string' || wrapped === undefined) {
    return fail('EntryNotFound', `${quote(path)} counts an item that is not in the file.`);
  }
  if (parent === null) return createRoot(tree, key, wrapped);
  const isEmpty = parent.kind === 'scalar' && parent.start === parent.end;
  if (place && isEmpty && place.container.kind === 'map') {
    return replaceYaml(tree, place, named(key, wrapped));
  }
  if (parent.kind === 'list' && depth === path.length - 1 && ownName(value) === key) {
    return appendToYaml(tree, place, parent, value);
  }
  if (parent.kind !== 'map') {
    return fail('ConfigTooComplex', `${quote(path.slice(0, depth))} does not hold a group of named entries.`);
  }
  const style = yamlStyleOf(tree, parent.start);
  if (parent.flow) {
    if (place && isBareFlow(tree, place)) return replaceYaml(tree, place, named(key, wrapped));
    return ok(insertFlow(tree, parent, `${writeKey(key, style)}: ${writeFlow(wrapped, style)}`));
  }
  return insertBlock(tree, parent, (indent) => writeYamlMember(key, wrapped, style, indent), style);
}

/** Adds an item at the end of a list. */
export function appendToYaml(
  tree: YamlTree,
  place: YamlPlace | null,
  list: YamlNode,
  value: ConfigValue,
): Result<TextEdit[]> {
  const style = yamlStyleOf(tree, list.start);
  if (!list.flow) return insertBlock(tree, list, (indent) => writeYamlItem(value, style, indent), style);
  const isPlain = typeof value !== 'object';
  if (place && isBareFlow(tree, place) && !(isPlain && style.flowLists)) {
    return replaceYaml(tree, place, [value]);
  }
  return ok(insertFlow(tree, list, writeFlow(value, style)));
}

/** Puts another value where one stands; what stands in brackets stays in brackets. */
export function replaceYaml(
  tree: YamlTree,
  { container, member }: YamlPlace,
  value: ConfigValue,
): Result<TextEdit[]> {
  const { text } = tree;
  const old = member.value;
  const style = yamlStyleOf(tree, member.start);
  const isWritten = old.end > old.start;
  const hasMembers = (isList(value) || isObject(value)) && Object.keys(value).length > 0;
  const inBrackets = container.flow || (old.flow && old.members.length > 0);
  if (isWritten && (inBrackets || (!hasMembers && (old.kind === 'scalar' || old.flow)))) {
    return ok([{ start: old.start, end: old.end, insert: writeFlow(value, style) }]);
  }
  const from = member.indicatorEnd;
  if (inBrackets) return ok([{ start: from, end: from, insert: ` ${writeFlow(value, style)}` }]);
  if (container.kind === 'list') {
    const item = writeYamlItem(value, style, container.indent).slice(1);
    return ok([{ start: from, end: member.end, insert: item }]);
  }
  const below = writeBehind(value, style, container.indent);
  const isBlock = !old.flow && old.members.length > 0;
  const tail = tailEnd(text, member.end);
  if (isBlock || !hasMembers || !below.startsWith(style.eol) || tail === null) {
    return ok([{ start: from, end: member.end, insert: below }]);
  }
  return ok([
    ...(isWritten ? [{ start: from, end: member.end, insert: '' }] : []),
    { start: tail, end: tail, insert: below },
  ]);
}

/** `{}` or `[]` behind a name on lines of its own: there is room to write entries in lines. */
function isBareFlow({ text }: YamlTree, { container, member }: YamlPlace): boolean {
  const { value } = member;
  const inside = text.slice(value.start + 1, value.end - 1);
  return !container.flow && container.kind === 'map' && value.members.length === 0 && inside.trim() === '';
}

function insertFlow({ text }: YamlTree, node: YamlNode, body: string): TextEdit[] {
  return insertSlot(text, yamlSequence(text, node), body, { lines: null, pad: '', gap: ' ' });
}

/** Below the last member, parted from it by as many empty lines as that one is from the one before. */
function insertBlock(
  { text }: YamlTree,
  container: YamlNode,
  write: (indent: number) => string,
  { eol }: YamlStyle,
): Result<TextEdit[]> {
  const [before, last] = [container.members.at(-2), container.members.at(-1)];
  const at = last ? blockEnd(text, container, last) : null;
  if (!last || at === null) {
    return fail('ConfigTooComplex', 'The last entry there shares its line with something else.');
  }
  const gap = before ? text.slice(blockEnd(text, container, before) ?? last.start, last.start) : '';
  const blanks = /^\s*$/.test(gap) ? Math.max(0, gap.split('\n').length - 2) : 0;
  const insert = eol.repeat(blanks + 1) + ' '.repeat(container.indent) + write(container.indent);
  return ok([{ start: at, end: at, insert }]);
}

/** A file without entries gets its first, below the comments; a final newline unless blank text has one. */
function createRoot(tree: YamlTree, key: string, value: ConfigValue): Result<TextEdit[]> {
  const { text } = tree;
  if (tree.ended) return fail('ConfigTooComplex', 'The file ends with “...”; nothing can be added below it.');
  const start = bodyStart(text);
  const style = yamlStyleOf(tree, text.length);
  const body = writeYamlMember(key, value, style, 0);
  if (text.slice(start).trim() === '') {
    const blankEnds = text.includes('\n');
    const insert = blankEnds ? body : body + style.eol;
    return ok([{ start, end: blankEnds ? start : text.length, insert }]);
  }
  const end = text.length;
  const insert = text.endsWith('\n') ? body + style.eol : style.eol + body;
  return ok([{ start: end, end, insert }]);
}

function named(key: string, value: ConfigValue): ConfigValue {
  const result = Object.create(null) as Record<string, ConfigValue>;
  result[key] = value;
  return result;
}

/** The value inside the missing parents named by `path`; undefined when one of them is a list index. */
function wrap(path: KeyPath, value: ConfigValue): ConfigValue | undefined {
  let result = value;
  for (const key of path.toReversed()) {
    if (typeof key !== 'string') return undefined;
    result = named(key, result);
  }
  return result;
}
