import type { ConfigProblem } from '../../../shared/domain.ts';
import { keysOf } from './intent.ts';
import { isFirstOnLine, lineStart, placeFinder } from './text-lines.ts';
import type { ConfigDocument, ConfigValue, FormatParser } from './types.ts';
import { findYaml, nodeAt, placesTo, secondNamed } from './yaml-locate.ts';
import type { YamlPlace } from './yaml-locate.ts';
import { parseYamlTree } from './yaml-tree.ts';
import type { YamlFault, YamlTree } from './yaml-tree.ts';
import { yamlValue } from './yaml-value.ts';

export const YAML_PARSER: FormatParser = {
  parse: parseYamlDocument,
  parseBytes: (bytes) => parseYamlDocument(bytes.toString('utf8')),
  note: () => null,
};

const trees = new WeakMap<ConfigDocument, YamlTree>();

/** The tree behind a document made here; any other document is read again, and must be valid. */
export function yamlTreeOf(document: ConfigDocument): YamlTree {
  const tree = trees.get(document) ?? parseYamlTree(document.text);
  if ('fault' in tree) throw new Error('not a parsed document');
  return tree;
}

/** One YAML 1.2 document; a file of several is a problem, as it is for the clients. */
export function parseYamlDocument(
  text: string,
): { readonly document: ConfigDocument } | { readonly problem: ConfigProblem } {
  const tree = parseYamlTree(text);
  if ('fault' in tree) return { problem: problemOf(text, tree.fault) };
  const placeOf = placeFinder(text);
  const document: ConfigDocument = {
    format: 'yaml',
    text,
    has: (path) => document.get(path) !== undefined,
    keys: (path) => keysOf(document.get(path)),
    get: (path) => {
      if (path.length === 0 && tree.root === null) return Object.create(null) as ConfigValue;
      const node = nodeAt(tree, path);
      return node === null ? undefined : yamlValue(text, node);
    },
    position: (path) => {
      const place = findYaml(tree, path);
      return place && placeOf(place.member.start);
    },
    source: (path) => {
      const place = findYaml(tree, path);
      if (place) return text.slice(lineFrom(text, place), place.member.end);
      return path.length === 0 ? text : null;
    },
    duplicate: (path) => {
      for (const [depth, { container }] of placesTo(tree, path).entries()) {
        const second = secondNamed(container, path[depth]);
        if (second) return { name: second.name ?? '', ...placeOf(second.start) };
      }
      return null;
    },
  };
  trees.set(document, tree);
  return { document };
}

/** With the indentation of its first line, which in YAML is part of what it says. */
function lineFrom(text: string, { container, member }: YamlPlace): number {
  const isWhole = !container.flow && isFirstOnLine(text, member.start);
  return isWhole ? lineStart(text, member.start) : member.start;
}

function problemOf(text: string, { code, offset }: YamlFault): ConfigProblem {
  const message = WORDS[code] ?? 'This is not valid YAML.';
  if (offset < 0) return { message, next: NEXT, line: null, column: null };
  return { message, next: NEXT, ...placeFinder(text)(Math.min(offset, text.length)) };
}

const NEXT = 'Correct this line in an editor; nothing is written until then.';

/** The parser's codes (yaml 2.9.1, `ErrorCode`) and ours, in words for people who do not write parsers. */
const WORDS: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'This refers (*) to a value that is not marked (&) before it.',
  BAD_DQ_ESCAPE: 'This text has a backslash sequence that YAML does not know.',
  BAD_INDENT: 'This line is not indented as its place needs.',
  BAD_SCALAR_START: 'Text that begins with this character needs quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'A new line must begin before this name.',
  BLOCK_IN_FLOW: 'Inside brackets everything must be written with brackets.',
  DUPLICATE_KEY: 'This name stands here twice.',
  MISSING_CHAR: 'A character is missing here: a comma, a colon, a closing quote or bracket, or a space.',
  MULTILINE_IMPLICIT_KEY: 'A colon is missing, or a name runs over several lines.',
  MULTIPLE_DOCS: 'A second document begins here (---); the client reads only files of one.',
  RESOURCE_EXHAUSTION: 'The file is nested too deeply.',
  TAB_AS_INDENT: 'YAML lines are indented with spaces, not with tabs.',
  TOO_DEEP: 'The file is nested too deeply.',
  TOO_MUCH_SHARED: 'The file repeats shared parts (&, *) more often than any real file does.',
  UNEXPECTED_TOKEN: 'This does not belong here.',
};
