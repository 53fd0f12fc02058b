import { parseTOML } from 'toml-eslint-parser';
import type { AST } from 'toml-eslint-parser';
import { BOM } from './text-lines.ts';
import type { ConfigValue, KeyPath } from './types.ts';

/** `[header]` with its lines, or (header null) the lines before the first header. */
export interface TomlSection {
  readonly path: KeyPath;
  readonly header: AST.TOMLTable | null;
  readonly body: readonly AST.TOMLKeyValue[];
}

export interface TomlTable {
  readonly kind: 'table';
  readonly members: Map<string, TomlMember>;
  readonly inline: AST.TOMLInlineTable | null;
  /** The section whose header names exactly this table. */
  section: TomlSection | null;
}

export interface TomlList {
  readonly kind: 'list';
  readonly items: TomlNode[];
  /** Null for an array of tables. */
  readonly array: AST.TOMLArray | null;
}

export interface TomlLeaf {
  readonly kind: 'leaf';
  readonly value: AST.TOMLValue;
}

export type TomlNode = TomlTable | TomlList | TomlLeaf;

export interface TomlMember {
  readonly node: TomlNode;
  /** Offset of the name where the member is first written, or in its own header. */
  nameAt: number;
  /** The `key = value` that is the whole member; null for tables made by headers or dotted keys. */
  readonly line: AST.TOMLKeyValue | null;
}

export interface TomlTree {
  readonly text: string;
  readonly root: TomlTable;
  readonly sections: readonly TomlSection[];
}

/** Reads TOML 1.0; throws the parser's `ParseError`, or `RangeError` for hostile nesting. */
export function parseTomlTree(text: string): TomlTree {
  // The parser refuses a byte order mark; a space in its place keeps every offset.
  const source = text.startsWith(BOM) ? ` ${text.slice(1)}` : text;
  const { body } = parseTOML(source, { tomlVersion: '1.0' }).body[0];
  const root = newTable(null);
  const sections: TomlSection[] = [];
  let loose: AST.TOMLKeyValue[] | null = [];
  if (body[0]?.type !== 'TOMLTable') sections.push({ path: [], header: null, body: loose });
  for (const part of body) {
    if (part.type === 'TOMLKeyValue') {
      loose?.push(part);
      addLine(root, part);
      continue;
    }
    loose = null;
    const { table, path } = openHeader(root, part);
    const section = { path, header: part, body: part.body };
    table.section = section;
    sections.push(section);
    for (const line of part.body) addLine(table, line);
  }
  return { text, root, sections };
}

export function keyNames(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

function newTable(inline: AST.TOMLInlineTable | null): TomlTable {
  return { kind: 'table', members: new Map(), inline, section: null };
}

function openHeader(root: TomlTable, header: AST.TOMLTable): { table: TomlTable; path: KeyPath } {
  const names = keyNames(header.key);
  const path: (string | number)[] = [];
  let table = root;
  for (const [index, name] of names.entries()) {
    path.push(name);
    const isOwn = index === names.length - 1;
    const nameAt = header.key.keys[index]?.range[0] ?? header.range[0];
    let member = table.members.get(name);
    if (!member) {
      const node: TomlNode =
        isOwn && header.kind === 'array' ? { kind: 'list', items: [], array: null } : newTable(null);
      member = { node, nameAt, line: null };
      table.members.set(name, member);
    }
    if (isOwn) member.nameAt = member.node.kind === 'list' ? member.nameAt : nameAt;
    if (member.node.kind === 'list') {
      if (isOwn && header.kind === 'array') member.node.items.push(newTable(null));
      path.push(member.node.items.length - 1);
      table = member.node.items.at(-1) as TomlTable;
    } else {
      table = member.node as TomlTable;
    }
  }
  return { table, path };
}

function addLine(start: TomlTable, line: AST.TOMLKeyValue): void {
  let table = start;
  const names = keyNames(line.key);
  for (const [index, name] of names.entries()) {
    const nameAt = line.key.keys[index]?.range[0] ?? line.range[0];
    if (index === names.length - 1) {
      table.members.set(name, { node: toNode(line.value), nameAt, line });
      return;
    }
    let member = table.members.get(name);
    if (!member) {
      member = { node: newTable(null), nameAt, line: null };
      table.members.set(name, member);
    }
    table = member.node as TomlTable;
  }
}

function toNode(value: AST.TOMLContentNode): TomlNode {
  if (value.type === 'TOMLArray') {
    return { kind: 'list', items: value.elements.map(toNode), array: value };
  }
  if (value.type === 'TOMLValue') return { kind: 'leaf', value };
  const table = newTable(value);
  for (const line of value.body) addLine(table, line);
  return table;
}

/** The node and, for a named one, its member; null when absent. */
export function findToml(
  tree: TomlTree,
  path: KeyPath,
): { readonly node: TomlNode; readonly member: TomlMember | null } | null {
  let node: TomlNode = tree.root;
  let member: TomlMember | null = null;
  for (const key of path) {
    if (typeof key === 'number') {
      const item: TomlNode | undefined = node.kind === 'list' ? node.items[key] : undefined;
      if (!item) return null;
      node = item;
      member = null;
    } else {
      const found: TomlMember | undefined = node.kind === 'table' ? node.members.get(key) : undefined;
      if (!found) return null;
      node = found.node;
      member = found;
    }
  }
  return { node, member };
}

/** Plain value of a node; `leaf` decides how scalars appear. */
export function tomlValue(node: TomlNode, leaf: (value: AST.TOMLValue) => ConfigValue): ConfigValue {
  if (node.kind === 'leaf') return leaf(node.value);
  if (node.kind === 'list') return node.items.map((item) => tomlValue(item, leaf));
  const result = Object.create(null) as Record<string, ConfigValue>;
  for (const [name, member] of node.members) result[name] = tomlValue(member.node, leaf);
  return result;
}

export function isUnder(path: KeyPath, ancestor: KeyPath): boolean {
  return ancestor.length <= path.length && ancestor.every((key, index) => path[index] === key);
}
