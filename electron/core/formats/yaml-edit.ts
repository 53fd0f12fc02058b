import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyEdits, composeEdits, matchEndings } from './edits.ts';
import { quote } from './path-words.ts';
import { removeSlot } from './sequence.ts';
import { bodyStart } from './text-lines.ts';
import type { EditOp, TextEdit } from './types.ts';
import { addToYaml, appendToYaml, replaceYaml } from './yaml-add.ts';
import { blockRange, rangeEdit, tailEnd, yamlSequence } from './yaml-layout.ts';
import { findYaml, indexOf, nodeAt, placesTo } from './yaml-locate.ts';
import type { YamlPlace } from './yaml-locate.ts';
import { obstacle } from './yaml-obstacles.ts';
import { yamlStyleOf } from './yaml-style.ts';
import { parseYamlTree } from './yaml-tree.ts';
import type { YamlTree } from './yaml-tree.ts';
import { writeKey } from './yaml-write.ts';

/** Text edits for ops on YAML; see `FormatReader.edit`. */
export function editYaml(start: YamlTree, ops: readonly EditOp[]): Result<readonly TextEdit[]> {
  let tree = start;
  let edits: TextEdit[] = [];
  for (const op of ops) {
    const step = editOnce(tree, op);
    if (!step.ok) return step;
    edits = composeEdits(edits, step.value);
    if (op === ops.at(-1)) break;
    const next = parseYamlTree(applyEdits(tree.text, step.value));
    if ('fault' in next) return fail('EditVerificationFailed');
    tree = next;
  }
  return ok(matchEndings(start.text, edits));
}

function editOnce(tree: YamlTree, op: EditOp): Result<TextEdit[]> {
  const { path } = op;
  if (path.length === 0) return fail('ConfigTooComplex', 'The whole file cannot be replaced as one entry.');
  const hindrance = obstacle(tree, op);
  if (hindrance !== null) return hindrance;
  const place = findYaml(tree, path);
  if (op.op === 'rename') return renameYaml(tree, path, op.name);
  if (op.op === 'remove') {
    return place ? removeYaml(tree, path) : fail('EntryNotFound', `${quote(path)} is not in the file.`);
  }
  if (place === null) return addToYaml(tree, path, op.op === 'append' ? [op.value] : op.value);
  if (op.op === 'set') return replaceYaml(tree, place, op.value);
  const list = nodeAt(tree, path);
  const isEmpty = list?.kind === 'scalar' && list.start === list.end;
  if (isEmpty && place.container.kind === 'map') return replaceYaml(tree, place, [op.value]);
  if (list?.kind !== 'list') return fail('ConfigTooComplex', `${quote(path)} does not hold a list.`);
  return appendToYaml(tree, place, list, op.value);
}

/** The name before the colon; for an item of a list, the text under its own `name`. */
function renameYaml(tree: YamlTree, path: EditOp['path'], name: string): Result<TextEdit[]> {
  const place = findYaml(tree, path);
  const key = path.at(-1);
  if (!place) return fail('EntryNotFound', `${quote(path)} is not in the file.`);
  if (typeof key !== 'string') return fail('ConfigTooComplex', `${quote(path)} has no name of its own.`);
  if (key === name) return ok([]);
  const { container, member } = place;
  if (indexOf(container, name) >= 0) return fail('EntryExists', `“${name}” is there already.`);
  if (container.kind === 'list') return editOnce(tree, { op: 'set', path: [...path, 'name'], value: name });
  const written = tree.text.slice(member.start, member.indicatorEnd).replace(/\s*:$/, '');
  const insert = writeKey(name, yamlStyleOf(tree, member.start));
  return ok([{ start: member.start, end: member.start + written.length, insert }]);
}

/** The lines of a member, or its part of a list in brackets. A parent left without members becomes {} or []. */
function removeYaml(tree: YamlTree, path: EditOp['path']): Result<TextEdit[]> {
  const { text } = tree;
  const places = placesTo(tree, path);
  const place = places.at(-1);
  if (!place) return fail('EntryNotFound');
  const { container, index, member } = place;
  if (container.flow) return ok(removeSlot(text, yamlSequence(text, container), index));
  const parent = places.at(-2) ?? null;
  const isOnly = container.members.length === 1;
  const range = blockRange(text, container, index, headOf(tree, parent));
  if (range) return ok([...(isOnly && parent ? [emptied(parent, container.kind)] : []), rangeEdit(range)]);
  const next = container.members[index + 1];
  if (next && text.slice(member.end, next.start).trim() === '') {
    return ok([{ start: member.start, end: next.start, insert: '' }]);
  }
  if (isOnly && parent) {
    return ok([{ start: member.start, end: member.end, insert: container.kind === 'map' ? '{}' : '[]' }]);
  }
  return fail('ConfigTooComplex', `${quote(path)} shares its line with something else.`);
}

/** Where lines of a container may begin: behind the line of its name, or at the top of the file. */
export function headOf({ text }: YamlTree, parent: YamlPlace | null): number | null {
  return parent === null ? bodyStart(text) : tailEnd(text, parent.member.indicatorEnd);
}

function emptied({ member }: YamlPlace, kind: 'map' | 'list' | 'scalar' | 'alias'): TextEdit {
  const { indicatorEnd } = member;
  return { start: indicatorEnd, end: indicatorEnd, insert: kind === 'map' ? ' {}' : ' []' };
}
