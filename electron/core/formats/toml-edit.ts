import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyEdits, composeEdits, matchEndings } from './edits.ts';
import { quote } from './path-words.ts';
import { isObject } from './intent.ts';
import { insertSlot, removeSlot } from './sequence.ts';
import { addToml } from './toml-add.ts';
import { parseTomlDocument, treeOf } from './toml-document.ts';
import {
  inlineAround,
  joinNeighbours,
  linesUnder,
  removeLines,
  sectionStretches,
  sectionsUnder,
  tomlSequence,
} from './toml-layout.ts';
import { lineEnd, lineStart } from './text-lines.ts';
import { findToml, isUnder, keyNames } from './toml-tree.ts';
import type { TomlNode, TomlTree } from './toml-tree.ts';
import { renameToml } from './toml-rename.ts';
import { holdsNull, writeInline } from './toml-write.ts';
import type { ConfigValue, EditOp, KeyPath, TextEdit } from './types.ts';

/** Text edits for ops on TOML; see `FormatReader.edit`. */
export function editToml(start: TomlTree, ops: readonly EditOp[]): Result<readonly TextEdit[]> {
  let tree = start;
  let edits: TextEdit[] = [];
  for (const op of ops) {
    const step = editOnce(tree, op);
    if (!step.ok) return step;
    edits = composeEdits(edits, step.value);
    if (op === ops.at(-1)) break;
    const next = readAgain(tree, step.value);
    if (!next.ok) return next;
    tree = next.value;
  }
  return ok(matchEndings(start.text, edits));
}

/** The file after a step. A step that breaks it (a value TOML cannot hold) ends the whole change. */
function readAgain(tree: TomlTree, edits: readonly TextEdit[]): Result<TomlTree> {
  const parsed = parseTomlDocument(applyEdits(tree.text, edits));
  return 'document' in parsed ? ok(treeOf(parsed.document)) : fail('EditVerificationFailed');
}

function editOnce(tree: TomlTree, op: EditOp): Result<TextEdit[]> {
  const { path } = op;
  if (path.length === 0) return fail('ConfigTooComplex', 'The whole file cannot be replaced as one entry.');
  if (op.op === 'rename') return renameToml(tree, path, op.name);
  if (op.op !== 'remove' && holdsNull(op.value)) {
    return fail('ConfigTooComplex', `${quote(path)} has an empty value (null), which TOML cannot hold.`);
  }
  const found = findToml(tree, path);
  if (op.op === 'remove') {
    return found ? removeToml(tree, path) : fail('EntryNotFound', `${quote(path)} is not in the file.`);
  }
  if (!found) return addToml(tree, path, op.op === 'append' ? [op.value] : op.value);
  if (op.op === 'append') return appendItem(tree, path, found.node, op.value);
  const range = valueRange(found.node);
  if (range) return ok([{ start: range[0], end: range[1], insert: writeInline(op.value) }]);
  return replaceTable(tree, path, op.value);
}

/** A table written as sections has no single place for a new value: its sections go, new ones come. */
function replaceTable(tree: TomlTree, path: KeyPath, value: ConfigValue): Result<TextEdit[]> {
  if (!isObject(value)) {
    return fail('ConfigTooComplex', `${quote(path)} is written as a table and cannot become a single value.`);
  }
  const removal = removeToml(tree, path);
  if (!removal.ok) return removal;
  const rest = readAgain(tree, removal.value);
  if (!rest.ok) return rest;
  const addition = addToml(rest.value, path, value);
  return addition.ok ? ok(composeEdits(removal.value, addition.value)) : addition;
}

function appendItem(tree: TomlTree, path: KeyPath, node: TomlNode, value: ConfigValue): Result<TextEdit[]> {
  if (node.kind !== 'list' || !node.array) {
    return fail('ConfigTooComplex', `${quote(path)} is not written as a list in brackets.`);
  }
  const list = tomlSequence(tree.text, node.array);
  const layout = { lines: null, pad: '', gap: ' ' };
  return ok(insertSlot(tree.text, list, writeInline(value), layout));
}

/** Where a value stands that is written in one piece: scalar, array, inline table. */
function valueRange(node: TomlNode): readonly [number, number] | null {
  if (node.kind === 'leaf') return node.value.range;
  if (node.kind === 'list') return node.array?.range ?? null;
  return node.inline?.range ?? null;
}

/** Everything that defines the member: its line, or all its sections and dotted lines. */
function removeToml(tree: TomlTree, path: KeyPath): Result<TextEdit[]> {
  const key = path.at(-1);
  const parent = findToml(tree, path.slice(0, -1))?.node;
  if (typeof key === 'number' && parent?.kind === 'list' && parent.array) {
    return ok(removeSlot(tree.text, tomlSequence(tree.text, parent.array), key));
  }
  const inline = inlineAround(tree, path);
  if (inline) {
    const { table, rest } = inline;
    const hits = table.body.flatMap((line, index) => (isUnder(keyNames(line.key), rest) ? [index] : []));
    const [index] = hits;
    if (index === undefined || hits.length > 1) {
      return fail('ConfigTooComplex', `${quote(path)} is spread over several keys of an inline table.`);
    }
    return ok(removeSlot(tree.text, tomlSequence(tree.text, table), index));
  }
  const lines = linesUnder(tree, path).map(({ line }) => ({
    start: lineStart(tree.text, line.range[0]),
    end: lineEnd(tree.text, line.range[1]),
  }));
  const stretches = joinNeighbours(tree.text, [
    ...sectionStretches(tree, sectionsUnder(tree, path)),
    ...lines,
  ]);
  return ok(stretches.map((range) => removeLines(tree.text, range)));
}
