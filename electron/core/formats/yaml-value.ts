import { isObject } from './intent.ts';
import { nodeAt } from './yaml-locate.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';
import type { ConfigValue, EditOp, KeyPath } from './types.ts';

type LeafReader = (leaf: YamlNode, text: string) => ConfigValue;

/** Plain value; what JSON does not know (dates, binary data) comes as its text. */
export function yamlValue(text: string, node: YamlNode): ConfigValue {
  return convert(text, node, plainLeaf, () => null);
}

/**
 * The whole file for comparisons: text apart from other scalars, numbers and tagged values as they are
 * spelled. A list that ops address by name becomes a group of named entries, and an empty place that ops fill
 * is absent, as in what the ops mean.
 */
export function exactYamlValue({ text, root }: YamlTree, ops: readonly EditOp[]): ConfigValue {
  if (root === null) return Object.create(null) as ConfigValue;
  const paths = ops.map(({ op, path }) => ({
    path,
    filled: op === 'append' ? path.length + 1 : path.length,
  }));
  return convert(text, root, exactLeaf, (path) => {
    const through = paths.filter((one) => isPrefix(path, one.path));
    return {
      byName: through.some((one) => typeof one.path[path.length] === 'string'),
      filled: path.length > 0 && through.some((one) => path.length < one.filled),
    };
  });
}

/**
 * In a list that other ops address by name, adding an item is setting its name, and its name in the list is the
 * one written in it.
 */
export function opsByName(tree: YamlTree, ops: readonly EditOp[]): readonly EditOp[] {
  return ops.flatMap((op): readonly EditOp[] => {
    if (op.op === 'rename') {
      const parent = op.path.slice(0, -1);
      if (nodeAt(tree, parent)?.kind !== 'list') return [op];
      return [op, { op: 'set', path: [...parent, op.name, 'name'], value: op.name }];
    }
    const name = op.op === 'append' ? ownName(op.value) : undefined;
    if (op.op !== 'append' || typeof name !== 'string') return [op];
    const depth = op.path.length;
    const byName = ops.some((one) => isPrefix(op.path, one.path) && typeof one.path[depth] === 'string');
    return [byName ? { op: 'set', path: [...op.path, name], value: op.value } : op];
  });
}

/** A value of an op in the same spelling as `exactYamlValue` has it once written. */
export function exactYamlScalar(value: ConfigValue): ConfigValue {
  if (typeof value === 'string') return `string ${value}`;
  return typeof value === 'number' ? `number ${value}` : value;
}

interface Use {
  readonly byName: boolean;
  readonly filled: boolean;
}

function convert(
  text: string,
  node: YamlNode,
  leaf: LeafReader,
  useOf: (path: KeyPath) => Use | null,
  path: KeyPath = [],
): ConfigValue {
  if (node.target) return convert(text, node.target, leaf, () => null);
  if (node.tag !== null && leaf === exactLeaf) {
    return `tagged ${text.slice(node.start, node.end)} ${node.tag}`;
  }
  if (node.kind === 'scalar') return leaf(node, text);
  const use = useOf(path);
  if (node.kind === 'list' && !use?.byName) {
    return node.members.map(({ value }, index) => convert(text, value, leaf, useOf, [...path, index]));
  }
  const result = Object.create(null) as Record<string, ConfigValue>;
  for (const [index, member] of node.members.entries()) {
    const key = node.kind === 'map' ? (member.name ?? '') : nameInList(node, index);
    const at = use === null ? path : [...path, key];
    const isEmpty = member.value.kind === 'scalar' && member.value.start === member.value.end;
    if (isEmpty && use !== null && useOf(at)?.filled) continue;
    result[key] = convert(text, member.value, leaf, useOf, at);
  }
  return result;
}

/** Items without a name, or with one that another has too, keep their order among themselves. */
function nameInList(list: YamlNode, index: number): string {
  const name = list.members[index]?.name ?? null;
  const before = list.members.slice(0, index).filter((other) => other.name === name).length;
  return name === null || before > 0 ? `\u0000${before} ${name ?? ''}` : name;
}

function plainLeaf({ value, start, end }: YamlNode, text: string): ConfigValue {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain || value === null ? value : text.slice(start, end);
}

function exactLeaf({ value, start, end }: YamlNode, text: string): ConfigValue {
  if (typeof value === 'string') return `string ${value}`;
  if (typeof value === 'boolean' || value === null) return value;
  return `number ${text.slice(start, end)}`;
}

function isPrefix(prefix: KeyPath, path: KeyPath): boolean {
  return prefix.length <= path.length && prefix.every((key, index) => key === path[index]);
}

/** Names an entry of a list would be addressed by. */
export function ownName(value: ConfigValue): ConfigValue | undefined {
  return isObject(value) && Object.hasOwn(value, 'name') ? value['name'] : undefined;
}
