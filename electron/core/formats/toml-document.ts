import { ParseError } from 'toml-eslint-parser';
import type { ConfigProblem } from '../../../shared/domain.ts';
import { keysOf } from './intent.ts';
import { placeFinder } from './text-lines.ts';
import { linesUnder, sectionStretches, sectionsUnder } from './toml-layout.ts';
import { findToml, parseTomlTree, tomlValue } from './toml-tree.ts';
import type { TomlNode, TomlTree } from './toml-tree.ts';
import type { AST } from 'toml-eslint-parser';
import type { ConfigDocument, ConfigValue, FormatParser, KeyPath } from './types.ts';

export const TOML_PARSER: FormatParser = {
  parse: parseTomlDocument,
  parseBytes: (bytes) => parseTomlDocument(bytes.toString('utf8')),
  note: () => null,
};

const trees = new WeakMap<ConfigDocument, TomlTree>();

/** The tree behind a document made here; any other document is read again. */
export function treeOf(document: ConfigDocument): TomlTree {
  return trees.get(document) ?? parseTomlTree(document.text);
}

/** TOML 1.0, as far as MCP Tray needs it: dates come as their text. */
export function parseTomlDocument(
  text: string,
): { readonly document: ConfigDocument } | { readonly problem: ConfigProblem } {
  const placeOf = placeFinder(text);
  let tree: TomlTree;
  try {
    tree = parseTomlTree(text);
  } catch (error) {
    if (error instanceof ParseError) {
      return { problem: { message: explain(error.message), next: NEXT, ...placeOf(error.index) } };
    }
    if (error instanceof RangeError) {
      const message = 'The file is nested too deeply.';
      return { problem: { message, next: NEXT, line: null, column: null } };
    }
    throw error;
  }
  const document: ConfigDocument = {
    format: 'toml',
    text,
    has: (path) => document.get(path) !== undefined,
    keys: (path) => keysOf(document.get(path)),
    get: (path) => {
      const found = findToml(tree, path);
      return found ? tomlValue(found.node, plainLeaf) : undefined;
    },
    position: (path) => {
      const found = path.length > 0 ? findToml(tree, path) : null;
      if (!found) return null;
      const at = found.member?.nameAt ?? startOf(found.node);
      return at === null ? null : placeOf(at);
    },
    source: (path) => sourceOf(tree, path),
    duplicate: () => null,
  };
  trees.set(document, tree);
  return { document };
}

/**
 * The value with scalars spelled exactly, for comparing: integers beyond 2^53, floats and dates by their
 * text, each kind apart from strings.
 */
export function exactTomlValue(document: ConfigDocument): ConfigValue {
  return tomlValue(treeOf(document).root, (leaf) => {
    if (leaf.kind === 'string') return `string ${leaf.value}`;
    if (leaf.kind === 'boolean') return leaf.value;
    if (leaf.kind === 'integer') return `integer ${leaf.bigint}`;
    return `${leaf.kind} ${leaf.kind === 'float' ? leaf.number : leaf.datetime}`;
  });
}

/** A value of an op in the same spelling as `exactTomlValue` has it once written. */
export function exactScalar(value: ConfigValue): ConfigValue {
  if (typeof value === 'string') return `string ${value}`;
  if (typeof value !== 'number') return value;
  return /^-?\d+$/.test(String(value)) ? `integer ${value}` : `float ${value}`;
}

function plainLeaf(leaf: AST.TOMLValue): ConfigValue {
  return leaf.value instanceof Date ? (leaf as AST.TOMLDateTimeValue).datetime : leaf.value;
}

function startOf(node: TomlNode): number | null {
  if (node.kind === 'leaf') return node.value.range[0];
  if (node.kind === 'list') return node.array?.range[0] ?? null;
  return node.inline?.range[0] ?? node.section?.header?.range[0] ?? null;
}

function sourceOf(tree: TomlTree, path: KeyPath): string | null {
  const found = findToml(tree, path);
  if (!found) return null;
  const { node, member } = found;
  if (member?.line) return tree.text.slice(...member.line.range);
  if (node.kind === 'leaf') return tree.text.slice(...node.value.range);
  if (path.length === 0) return tree.text;
  const lines = linesUnder(tree, path).map(({ line }) => ({ start: line.range[0], end: line.range[1] }));
  const parts = [...lines, ...sectionStretches(tree, sectionsUnder(tree, path))];
  if (parts.length === 0) {
    const range = node.kind === 'list' ? node.array?.range : node.inline?.range;
    return range ? tree.text.slice(...range) : null;
  }
  return parts
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, end }) => tree.text.slice(start, end))
    .join('\n');
}

const NEXT = 'Correct this line in an editor; nothing is written until then.';

/** The parser's messages (toml-eslint-parser 1.0.3, MESSAGES) in words for people who do not write parsers. */
const WORDS: readonly (readonly [start: string, words: string])[] = [
  ['Defining a key multiple times', 'This name stands here twice.'],
  ['Unterminated string', 'Text is not closed with a quote here.'],
  ['Unterminated table-key', 'A closing ] is missing after the table name.'],
  ['Unterminated array', 'A closing ] of a list is missing.'],
  ['Unterminated inline table', 'A closing } is missing.'],
  ['Empty bare keys', 'A name is missing here.'],
  ['Must be a newline', 'A new line must begin here.'],
  ['Expected equal', 'An equals sign (=) is missing here.'],
  ['Unspecified values', 'A value is missing here.'],
  ['Expected comma', 'A comma is missing before this.'],
  ['Control characters', 'There is a control character that must be escaped here.'],
  ['The key, equals sign', 'The name, the equals sign and the value must stand on one line.'],
  ['No newlines are allowed between', 'Everything between { and } must stand on one line.'],
  ['Trailing comma', 'The comma before the closing } is one too many.'],
  ['Leading zeros', 'A number must not begin with 0 here.'],
  ['Invalid character in escape', 'This text has a backslash sequence that TOML does not know.'],
  ['Unexpected character', 'This is not a value TOML knows (text needs quotes).'],
  ['Unexpected token', 'This does not belong here.'],
];

function explain(message: string): string {
  return WORDS.find(([start]) => message.startsWith(start))?.[1] ?? 'This is not valid TOML.';
}
