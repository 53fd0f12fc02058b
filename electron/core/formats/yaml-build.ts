import { isAlias, isCollection, isMap, isPair, isScalar } from 'yaml';
import type { CST, Node, ParsedNode } from 'yaml';
import { isBlank } from './text-lines.ts';
import type { YamlFault, YamlMember, YamlNode } from './yaml-tree.ts';

/** What building a tree keeps in mind on the way. */
export interface YamlBuilding {
  readonly text: string;
  readonly anchors: Map<string, YamlNode>;
  written: number;
}

/** Ends the building; becomes the file's problem. */
export class YamlFaultError extends Error {
  readonly fault: YamlFault;
  constructor(fault: YamlFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** `emptyAt`: where a value stands that is not written at all. */
export function buildYaml(building: YamlBuilding, node: Node | ParsedNode, emptyAt: number): YamlNode {
  building.written += 1;
  const token = node.srcToken;
  const start = token === undefined ? emptyAt : (node.range?.[0] ?? emptyAt);
  const anchor = isAlias(node) ? null : (node.anchor ?? null);
  const blank = {
    flow: false,
    start,
    end: start,
    indent: 0,
    members: [],
    value: undefined,
    anchor,
    tag: node.tag ?? null,
    target: null,
    size: 1,
  };
  let made: YamlNode;
  if (isAlias(node)) {
    const target = building.anchors.get(node.source);
    if (!target) throw new YamlFaultError({ code: 'BAD_ALIAS', offset: start });
    made = { ...blank, kind: 'alias', end: node.range?.[1] ?? start, target, size: target.size };
  } else if (isCollection(node)) {
    const kind = isMap(node) ? 'map' : 'list';
    const tokens = token === undefined || !('items' in token) ? [] : token.items.filter(isItem);
    const members = tokens.map((item, index) => member(building, kind, item, node.items[index]));
    const size = members.reduce((sum, { value }) => sum + value.size, 1);
    const flow = token?.type === 'flow-collection';
    const end = flow ? (node.range?.[1] ?? start) : (members.at(-1)?.end ?? start);
    const indent = token !== undefined && 'indent' in token ? token.indent : 0;
    made = { ...blank, kind, flow, end, indent, members, size };
    if (kind === 'map') refuseDoubles(members);
  } else {
    const end = token === undefined ? start : scalarEnd(building.text, node.range ?? null, token);
    made = { ...blank, kind: 'scalar', end, value: isScalar(node) ? node.value : null };
  }
  if (anchor !== null) building.anchors.set(anchor, made);
  return made;
}

type Item = CST.CollectionItem;

/** The parser also lists comments and the space behind a last comma as items. */
function isItem(item: Item): boolean {
  const means = item.start.some(({ type }) => INDICATORS.has(type) || type === 'anchor' || type === 'tag');
  return means || Boolean(item.key) || Boolean(item.value) || (item.sep?.length ?? 0) > 0;
}

const INDICATORS = new Set(['explicit-key-ind', 'seq-item-ind', 'map-value-ind']);
const PROPERTIES = new Set(['anchor', 'tag']);

function member(building: YamlBuilding, kind: 'map' | 'list', item: Item, built: unknown): YamlMember {
  const tokens = [...item.start, ...(item.sep ?? [])];
  const significant = tokens.filter(({ type }) => INDICATORS.has(type) || PROPERTIES.has(type));
  const key = isPair(built) ? (built.key as Node | null) : null;
  const written = isPair(built) ? (built.value as Node | null) : (built as Node | null);
  const firstToken = item.start.find(({ type }) => INDICATORS.has(type) || PROPERTIES.has(type));
  const start = firstToken?.offset ?? item.key?.offset ?? item.value?.offset ?? item.sep?.[0]?.offset ?? 0;
  const indicator = significant.findLast(({ type }) => INDICATORS.has(type));
  const keyEnd = key?.range?.[1] ?? start;
  const indicatorEnd = indicator
    ? indicator.offset + indicator.source.length
    : kind === 'map'
      ? keyEnd
      : start;
  const lastMark = significant.at(-1);
  const marksEnd = Math.max(keyEnd, lastMark ? lastMark.offset + lastMark.source.length : start);
  const value =
    written === null
      ? nothing(building, marksEnd)
      : kind === 'list' && isMap(written) && written.srcToken === undefined
        ? bareMember(building, item, written.items[0], start)
        : buildYaml(building, written, marksEnd);
  const end = Math.max(marksEnd, value.end);
  if (kind === 'list') return { name: nameOf(value), start, indicatorEnd, end, value, oddKey: false };
  const plainKey = key !== null && isScalar(key) && typeof key.value === 'string';
  const name = plainKey ? (key.value as string) : building.text.slice(start, keyEnd);
  const oddKey =
    !plainKey ||
    indicator?.type !== 'map-value-ind' ||
    item.start.some(
      ({ type }) => type !== 'space' && type !== 'newline' && type !== 'comment' && type !== 'comma',
    );
  return { name, start, indicatorEnd, end, value, oddKey };
}

/** A map of one member without braces, in a list in brackets: `[a: 1]`. */
function bareMember(building: YamlBuilding, item: Item, pair: unknown, start: number): YamlNode {
  const only = member(building, 'map', item, pair);
  const { size } = only.value;
  const place = { flow: true, start, end: only.end, indent: 0, members: [{ ...only, oddKey: true }] };
  return { ...place, kind: 'map', value: undefined, anchor: null, tag: null, target: null, size: size + 1 };
}

/** A key without a colon (`{ a, b }`). */
function nothing(building: YamlBuilding, at: number): YamlNode {
  building.written += 1;
  const place = { flow: false, start: at, end: at, indent: 0, members: [], anchor: null, tag: null };
  return { ...place, kind: 'scalar', value: null, target: null, size: 1 };
}

function nameOf(item: YamlNode): string | null {
  const named = item.kind === 'map' ? item.members.find(({ name }) => name === 'name') : undefined;
  return typeof named?.value.value === 'string' ? named.value.value : null;
}

function refuseDoubles(members: readonly YamlMember[]): void {
  const seen = new Set<string | null>();
  for (const { name, start } of members) {
    if (seen.has(name)) throw new YamlFaultError({ code: 'DUPLICATE_KEY', offset: start });
    seen.add(name);
  }
}

/** A block scalar's last line ending belongs to the layout, further ones only where “+” keeps them. */
function scalarEnd(text: string, range: readonly [number, number, number] | null, token: CST.Token): number {
  if (range === null) return 0;
  const [start, end] = range;
  if (token.type !== 'block-scalar') return end;
  const keeps = /^[|>][-0-9]*\+/.test(text.slice(start, start + 4));
  let at = end;
  for (;;) {
    let lineStart = at;
    while (isBlank(text[lineStart - 1])) lineStart -= 1;
    if (text[lineStart - 1] !== '\n') break;
    at = text[lineStart - 2] === '\r' ? lineStart - 2 : lineStart - 1;
    if (keeps) break;
  }
  return Math.max(at, start);
}
