import { isScalar, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { buildYaml, YamlFaultError } from './yaml-build.ts';
import type { YamlBuilding } from './yaml-build.ts';

/** One part of a YAML file with its place; offsets are UTF-16 units in the text, byte order mark included. */
export interface YamlNode {
  readonly kind: 'map' | 'list' | 'scalar' | 'alias';
  /** Written in brackets. */
  readonly flow: boolean;
  readonly start: number;
  /** After its last character that means something: no comments, no line ending. Equals start when empty. */
  readonly end: number;
  /** Column (0-based) of the members of a block map or list. */
  readonly indent: number;
  readonly members: readonly YamlMember[];
  /** Of a scalar: what the parser made of it. */
  readonly value: unknown;
  readonly anchor: string | null;
  readonly tag: string | null;
  /** Of an alias: what it stands for. */
  readonly target: YamlNode | null;
  /** Parts in it, those behind aliases counted each time. */
  readonly size: number;
}

/** A named member of a map, or an item of a list. */
export interface YamlMember {
  /** Of a map: the key. Of a list: the text under the item's own `name`, where it has one. */
  readonly name: string | null;
  readonly start: number;
  /** After the colon or the dash; in a list in brackets, the start. */
  readonly indicatorEnd: number;
  readonly end: number;
  readonly value: YamlNode;
  /** A key we do not touch: written with “?”, without a colon, tagged, shared, or not a plain word. */
  readonly oddKey: boolean;
}

/** Why a text is no usable YAML: the parser's code or one of ours, and the offset. */
export interface YamlFault {
  readonly code: string;
  readonly offset: number;
}

export interface YamlTree {
  readonly text: string;
  /** Null when the file holds nothing but comments and markers. */
  readonly root: YamlNode | null;
  /** A line “...” ends the document; nothing may be written below it. */
  readonly ended: boolean;
}

/** Aliases may stand for this many parts beyond those that are written (a “billion laughs” file has more). */
const SHARED_PARTS = 100_000;

/**
 * YAML 1.2 (core schema), one document, as `yaml` 2.9.1 reads it; a `%YAML 1.1` line is honoured. `<<` is a
 * name like any other, as for the clients' own parsers (serde_yaml, and `yaml` without its merge option).
 */
export function parseYamlTree(text: string): YamlTree | { readonly fault: YamlFault } {
  try {
    const document = parseDocument(text, { keepSourceTokens: true, uniqueKeys: false, prettyErrors: false });
    const [error] = document.errors;
    if (error) return { fault: { code: error.code, offset: error.pos[0] } };
    const building: YamlBuilding = { text, anchors: new Map(), written: 0 };
    const root = rootOf(document, building);
    if (root !== null && root.size - building.written > SHARED_PARTS) {
      return { fault: { code: 'TOO_MUCH_SHARED', offset: root.start } };
    }
    return { text, root, ended: /^\.\.\.(\s|$)/m.test(text.slice(document.range[1])) };
  } catch (error) {
    if (error instanceof YamlFaultError) return { fault: error.fault };
    if (error instanceof RangeError) return { fault: { code: 'TOO_DEEP', offset: -1 } };
    throw error;
  }
}

function rootOf(document: Document.Parsed, building: YamlBuilding): YamlNode | null {
  const { contents } = document;
  if (contents === null) return null;
  const isNothing = isScalar(contents) && contents.srcToken === undefined;
  return isNothing && contents.anchor === undefined && contents.tag === undefined
    ? null
    : buildYaml(building, contents, contents.range[0]);
}
