import type { AST } from 'toml-eslint-parser';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { quote } from './path-words.ts';
import { inlineAround, linesUnder, sectionsUnder } from './toml-layout.ts';
import { findToml, isUnder, keyNames } from './toml-tree.ts';
import type { TomlTree } from './toml-tree.ts';
import { writeKey } from './toml-write.ts';
import type { KeyPath, TextEdit } from './types.ts';

/**
 * A table has its name in its own header, in those of its sub-tables, and in dotted keys: all of them change,
 * and nothing else.
 */
export function renameToml(tree: TomlTree, path: KeyPath, name: string): Result<TextEdit[]> {
  const key = path.at(-1);
  if (!findToml(tree, path)) return fail('EntryNotFound', `${quote(path)} is not in the file.`);
  if (typeof key !== 'string') return fail('ConfigTooComplex', `${quote(path)} has no name of its own.`);
  if (key === name) return ok([]);
  if (findToml(tree, [...path.slice(0, -1), name])) return fail('EntryExists', `“${name}” is there already.`);
  const insert = writeKey(name);
  return ok(namesOf(tree, path).map(({ range: [start, end] }) => ({ start, end, insert })));
}

/** Each place where the last name of the path is written. */
function namesOf(tree: TomlTree, path: KeyPath): readonly (AST.TOMLBare | AST.TOMLQuoted)[] {
  const inline = inlineAround(tree, path);
  if (inline) {
    return inline.table.body
      .filter((line) => isUnder(keyNames(line.key), inline.rest))
      .flatMap((line) => line.key.keys[inline.rest.length - 1] ?? []);
  }
  const depth = nameCount(path);
  return [
    ...sectionsUnder(tree, path).flatMap(({ header }) => header?.key.keys[depth - 1] ?? []),
    ...linesUnder(tree, path).flatMap(
      ({ section, line }) => line.key.keys[depth - nameCount(section.path) - 1] ?? [],
    ),
  ].toSorted((a, b) => a.range[0] - b.range[0]);
}

/** Headers write no numbers of items in arrays of tables. */
function nameCount(path: KeyPath): number {
  return path.filter((key) => typeof key === 'string').length;
}
