import { fail } from '../../../shared/errors.ts';
import { quote } from './path-words.ts';
import { placeFinder } from './text-lines.ts';
import type { EditOp } from './types.ts';
import { placesTo, secondNamed } from './yaml-locate.ts';
import type { YamlNode, YamlTree } from './yaml-tree.ts';

type Refusal = ReturnType<typeof fail>;

/**
 * Why an op must not be carried out: a shared value (anchor, alias, merge key), a tag or an unusual key stands
 * on the way, or shared values stand in what would be replaced. A change there would reach other places of the
 * file, or would not mean what it says. Null when nothing is in the way.
 */
export function obstacle(tree: YamlTree, { op, path }: EditOp): Refusal | null {
  const places = placesTo(tree, path);
  for (const [depth, { container, member }] of places.entries()) {
    const at = path.slice(0, depth);
    const second = secondNamed(container, path[depth]);
    if (second) return twice(tree, second.name ?? '', second.start);
    const way = ofNode(container, at);
    if (way !== null) return way;
    if (member.oddKey) return refusal(`${quote(path.slice(0, depth + 1))} is written in an unusual way`);
  }
  // A name is changed without its value.
  if (op === 'rename') return null;
  const last = places.at(-1);
  const reached = last ? last.member.value : tree.root;
  if (reached === null) return null;
  const at = path.slice(0, places.length);
  const isTarget = places.length === path.length && op !== 'append';
  if (!isTarget) return ofNode(reached, at) ?? null;
  return holdsShared(reached)
    ? refusal(`${quote(at)} shares values with other places of the file (&, *)`)
    : reached.tag === null
      ? null
      : refusal(`${quote(at)} has a type tag (${reached.tag})`);
}

function ofNode(node: YamlNode, path: EditOp['path']): Refusal | null {
  const name = quote(path);
  if (node.anchor !== null) {
    return refusal(`${name} is shared with other places of the file (&${node.anchor})`);
  }
  if (node.kind === 'alias') return refusal(`${name} stands for a value from elsewhere in the file (*)`);
  if (node.tag !== null) return refusal(`${name} has a type tag (${node.tag})`);
  if (node.kind === 'map' && node.members.some((member) => member.name === '<<')) {
    return refusal(`${name} takes in values from elsewhere in the file (<<)`);
  }
  return null;
}

function holdsShared(node: YamlNode): boolean {
  return (
    node.anchor !== null || node.kind === 'alias' || node.members.some(({ value }) => holdsShared(value))
  );
}

function refusal(reason: string): Refusal {
  return fail('ConfigTooComplex', `${reason}, so MCP Tray leaves it alone.`, {
    next: 'Make this change in an editor.',
  });
}

function twice(tree: YamlTree, name: string, offset: number): Refusal {
  const { line, column } = placeFinder(tree.text)(offset);
  return fail(
    'ConfigTooComplex',
    `“${name}” stands twice in the same place (line ${line}, column ${column}).`,
    {
      next: 'Rename one of the two in an editor, then try again.',
    },
  );
}
