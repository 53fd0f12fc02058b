import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { quote } from './path-words.ts';
import { isObject } from './intent.ts';
import { insertSlot } from './sequence.ts';
import { bodyStart, eolAt, indentAt, lineEnd } from './text-lines.ts';
import {
  blankLinesBetween,
  contentEnd,
  lastLineEnd,
  linesUnder,
  sectionEnd,
  sectionIndent,
  sectionStart,
  sectionsUnder,
  tomlSequence,
} from './toml-layout.ts';
import { findToml } from './toml-tree.ts';
import type { TomlSection, TomlTable, TomlTree } from './toml-tree.ts';
import { dottedLines, tableBlocks, writeInline, writeKey } from './toml-write.ts';
import type { ConfigValue, KeyPath, TextEdit } from './types.ts';

/** Adds a member that is absent, in the spelling its parent uses: inline, dotted, or tables of their own. */
export function addToml(tree: TomlTree, path: KeyPath, value: ConfigValue): Result<TextEdit[]> {
  let depth = path.length - 1;
  while (depth > 0 && !findToml(tree, path.slice(0, depth))) depth -= 1;
  const base = path.slice(0, depth);
  const rest = path.slice(depth);
  const parent = findToml(tree, base)?.node;
  if (rest.some((key) => typeof key === 'number')) {
    return fail('EntryNotFound', `${quote(path)} counts an item that is not in the file.`);
  }
  if (parent?.kind !== 'table') {
    return fail('ConfigTooComplex', `${quote(base)} does not hold a group of named entries.`);
  }
  if (parent.inline) return ok(addInline(tree, parent, rest, value));
  const dotted = linesUnder(tree, base).at(-1);
  if (depth > 0 && dotted && sectionsUnder(tree, base).length === 0) {
    return ok([addDotted(tree, base, rest, value, dotted)]);
  }
  if (rest.length === 1 && hasInlineMembers(tree, base, parent)) {
    return ok([addLine(tree, base, parent, rest, value)]);
  }
  if (rest.length > 1 || isObject(value)) {
    if (path.some((key) => typeof key === 'number')) {
      return fail('ConfigTooComplex', `${quote(base)} is one of several tables of the same name.`);
    }
    return ok([addTable(tree, base, path, value)]);
  }
  return ok([addLine(tree, base, parent, rest, value)]);
}

/** `[mcp_servers]` with `name = { … }` lines below: a new entry is written likewise. */
function hasInlineMembers(tree: TomlTree, base: KeyPath, parent: TomlTable): boolean {
  const last = parent.section?.body.at(-1);
  return last?.value.type === 'TOMLInlineTable' && sectionsUnder(tree, base).length === 1;
}

function addInline(tree: TomlTree, parent: TomlTable, rest: KeyPath, value: ConfigValue): TextEdit[] {
  if (!parent.inline) return [];
  const list = tomlSequence(tree.text, parent.inline);
  const body = `${writeKey(String(rest[0]))} = ${writeInline(wrap(rest.slice(1), value))}`;
  return insertSlot(tree.text, list, body, { lines: null, pad: ' ', gap: ' ' });
}

function wrap(path: KeyPath, value: ConfigValue): ConfigValue {
  return path.reduceRight<ConfigValue>((inner, key) => {
    const parent = Object.create(null) as Record<string, ConfigValue>;
    parent[String(key)] = inner;
    return parent;
  }, value);
}

/** `base.x = …` below the last line that spells `base` by dotted keys; headers may not reopen such a table. */
function addDotted(
  tree: TomlTree,
  base: KeyPath,
  rest: KeyPath,
  value: ConfigValue,
  last: ReturnType<typeof linesUnder>[number],
): TextEdit {
  const { text } = tree;
  const { keys } = last.line.key;
  const end = keys[base.length - last.section.path.length - 1]?.range[1] ?? last.line.range[0];
  const prefix = `${text.slice(last.line.range[0], end)}.${rest.map((key) => writeKey(String(key))).join('.')}`;
  const lead = eolAt(text, last.line.range[0]) + indentAt(text, last.line.range[0]);
  const at = lineEnd(text, last.line.range[1]);
  return {
    start: at,
    end: at,
    insert: dottedLines(prefix, value)
      .map((line) => lead + line)
      .join(''),
  };
}

/** Whole tables after the last section of the same parent, or at the end of the file. */
function addTable(tree: TomlTree, base: KeyPath, path: KeyPath, value: ConfigValue): TextEdit {
  const { text } = tree;
  const model = (base.length === 0 ? [] : sectionsUnder(tree, base)).at(-1);
  const blocks = isObject(value)
    ? tableBlocks(path, value)
    : tableBlocks(path.slice(0, -1), wrap(path.slice(-1), value) as { [key: string]: ConfigValue });
  const at = model ? sectionEnd(text, model) : lastLineEnd(text);
  const eol = eolAt(text, at ?? text.length);
  const indent = sectionIndent(text, model);
  const separator = eol.repeat(blankLinesBetween(tree, model) + 1);
  const written = blocks
    .map(({ header, lines }) =>
      [indent.header + header, ...lines.map((line) => indent.body + line)].join(eol),
    )
    .join(separator);
  if (at !== null) return { start: at, end: at, insert: separator + written };
  const start = bodyStart(text);
  return text.includes('\n')
    ? { start, end: start, insert: written }
    : { start, end: text.length, insert: written + eol };
}

/** One `key = value` line at the end of a table's own lines. */
function addLine(
  tree: TomlTree,
  base: KeyPath,
  parent: TomlTable,
  rest: KeyPath,
  value: ConfigValue,
): TextEdit {
  const { text } = tree;
  const section = base.length === 0 ? rootSection(tree) : parent.section;
  const line = (model: TomlSection | null) =>
    `${writeKey(String(rest[0]))}${equalsLike(text, model)}${writeInline(value)}`;
  if (section && (section.header || section.body.length > 0)) {
    const at = contentEnd(text, section);
    const last = section.body.at(-1);
    const indent = last ? indentAt(text, last.range[0]) : indentAt(text, section.header?.range[0] ?? 0);
    return { start: at, end: at, insert: eolAt(text, at) + indent + line(section) };
  }
  const eol = eolAt(text, text.length);
  const [first] =
    base.length === 0 ? tree.sections.filter(({ header }) => header) : sectionsUnder(tree, base);
  if (base.length > 0 && first) {
    const [block] = tableBlocks(base, {});
    const separator = eol.repeat(blankLinesBetween(tree, first) + 1);
    const at = sectionStart(text, first);
    const indent = sectionIndent(text, first);
    const insert = `${indent.header}${block?.header ?? ''}${eol}${indent.body}${line(first)}${separator}`;
    return { start: at, end: at, insert };
  }
  const start = bodyStart(text);
  if (first) return { start, end: start, insert: line(null) + eol + eol };
  const at = lastLineEnd(text);
  if (at !== null) return { start: at, end: at, insert: eol + line(null) };
  return text.includes('\n')
    ? { start, end: start, insert: line(null) }
    : { start, end: text.length, insert: line(null) + eol };
}

function rootSection(tree: TomlTree): TomlSection | null {
  return tree.sections.find((section) => !section.header) ?? null;
}

/** ` = ` unless the neighbours write `=`. */
function equalsLike(text: string, section: TomlSection | null): string {
  const last = section?.body.at(-1);
  if (!last) return ' = ';
  return text.slice(last.key.range[1], last.value.range[0]) === '=' ? '=' : ' = ';
}
