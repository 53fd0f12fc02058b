import type { KeyPath } from './types.ts';
import type { YamlMember, YamlNode, YamlTree } from './yaml-tree.ts';

/** A member or item, and what it stands in. */
export interface YamlPlace {
  readonly container: YamlNode;
  readonly index: number;
  readonly member: YamlMember;
}

/**
 * The way to a path, outermost first, as far as it is written; aliases are not followed. A name also finds the
 * (first) item of a list whose own `name` it is: clients that keep servers in a list address them so.
 */
export function placesTo(tree: YamlTree, path: KeyPath): readonly YamlPlace[] {
  const places: YamlPlace[] = [];
  let container = tree.root;
  for (const key of path) {
    const index = container === null ? -1 : indexOf(container, key);
    const member = container?.members[index];
    if (container === null || !member) break;
    places.push({ container, index, member });
    container = member.value;
  }
  return places;
}

export function findYaml(tree: YamlTree, path: KeyPath): YamlPlace | null {
  const places = placesTo(tree, path);
  return places.length === path.length ? (places.at(-1) ?? null) : null;
}

/** What stands at a path: the whole file's value for the empty one. Aliases are followed. */
export function nodeAt(tree: YamlTree, path: KeyPath): YamlNode | null {
  let node = tree.root;
  for (const key of path) {
    const container: YamlNode | null = node?.target ?? node;
    node = container?.members[indexOf(container, key)]?.value ?? null;
  }
  return node;
}

export function indexOf(container: YamlNode, key: string | number): number {
  if (typeof key === 'number') return container.kind === 'list' ? key : -1;
  return container.members.findIndex(({ name }) => name === key);
}

/** The second item of that name in a list, or null. */
export function secondNamed(container: YamlNode, key: string | number | undefined): YamlMember | null {
  if (container.kind !== 'list' || typeof key !== 'string') return null;
  return container.members.filter(({ name }) => name === key)[1] ?? null;
}

/** Where the next thing below the last of `places` begins, or the end of the text. */
export function nextStart(tree: YamlTree, places: readonly YamlPlace[]): number {
  for (const { container, index } of places.toReversed()) {
    const next = container.members[index + 1];
    if (next) return next.start;
  }
  return tree.text.length;
}
