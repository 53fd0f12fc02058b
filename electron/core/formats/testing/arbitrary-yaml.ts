import * as fc from 'fast-check';
import type { ConfigValue } from '../types.ts';
import { noise, value } from './arbitrary-files.ts';
import type { GeneratedFile } from './arbitrary-files.ts';

interface YamlLook {
  readonly eol: string;
  readonly unit: number;
  readonly layout: 'lines' | 'entries in brackets' | 'servers in brackets';
  readonly indentedLists: boolean;
  readonly blockLists: boolean;
  readonly bom: boolean;
  readonly marker: boolean;
  readonly finalNewline: boolean;
  readonly comments: boolean;
  readonly blanks: number;
}

const look = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  unit: fc.constantFrom(2, 4, 1, 3),
  layout: fc.constantFrom('lines', 'lines', 'entries in brackets', 'servers in brackets'),
  indentedLists: fc.boolean(),
  blockLists: fc.boolean(),
  bom: fc.boolean(),
  marker: fc.boolean(),
  finalNewline: fc.boolean(),
  comments: fc.boolean(),
  blanks: fc.nat(2),
}) as fc.Arbitrary<YamlLook>;

/** A made-up YAML file. Text values are quoted as JSON quotes them, which YAML reads alike. */
export function yamlFile(options: { servers: string }): fc.Arbitrary<GeneratedFile> {
  return fc.tuple(value, look, noise).map(([parts, chosen, notes]) => {
    const whole = { ...parts.before, [options.servers]: parts.servers, ...parts.after };
    let turn = 0;
    const note = () => (chosen.comments ? (notes[turn++ % notes.length] ?? '') : '');
    const lines = Object.entries(whole).flatMap(([key, member], index) => [
      ...(index > 0 ? Array.from({ length: chosen.blanks }, () => '') : []),
      ...memberLines(key, member, { chosen, note, depth: 0, isServers: key === options.servers }),
    ]);
    const head = [...(chosen.comments ? ['# a file'] : []), ...(chosen.marker ? ['---'] : [])];
    const text = [...head, ...lines].join(chosen.eol) + (chosen.finalNewline ? chosen.eol : '');
    return {
      text: (chosen.bom ? '\uFEFF' : '') + text,
      value: whole,
      servers: Object.keys(parts.servers),
    };
  });
}

interface Around {
  readonly chosen: YamlLook;
  readonly note: () => string;
  readonly depth: number;
  readonly isServers: boolean;
}

function memberLines(key: string, member: ConfigValue, around: Around): string[] {
  const { chosen, note, depth, isServers } = around;
  const column = ' '.repeat(depth * chosen.unit);
  const [above, behind, inside] = [note(), note(), note()];
  const head = above === '' ? [] : [`${column}# ${above}`];
  const tail = behind === '' ? '' : ` # ${behind}`;
  const name = `${column}${/^[a-z]+$/.test(key) ? key : JSON.stringify(key)}:`;
  const isList = Array.isArray(member);
  const size = typeof member === 'object' && member !== null ? Object.keys(member).length : 0;
  const inBrackets =
    (chosen.layout === 'servers in brackets' && isServers) ||
    (chosen.layout === 'entries in brackets' && depth > 0) ||
    (isList && !chosen.blockLists);
  if (size === 0 || inBrackets) return [...head, `${name} ${brackets(member)}${tail}`];
  const note2 = inside === '' ? [] : [`${column}${' '.repeat(chosen.unit)}# ${inside}`];
  if (isList) {
    const dash = column + (chosen.indentedLists ? ' '.repeat(chosen.unit) : '');
    return [...head, name + tail, ...member.map((item) => `${dash}- ${brackets(item as ConfigValue)}`)];
  }
  const members = Object.entries(member as object).flatMap(([inner, item], index) => [
    ...(index > 0 && depth === 0 ? Array.from({ length: chosen.blanks }, () => '') : []),
    ...memberLines(inner, item as ConfigValue, { ...around, depth: depth + 1, isServers: false }),
  ]);
  return [...head, name + tail, ...note2, ...members, ...note2];
}

function brackets(item: ConfigValue): string {
  if (Array.isArray(item)) return `[${item.map((one) => brackets(one as ConfigValue)).join(', ')}]`;
  if (typeof item === 'object' && item !== null) {
    return `{${Object.entries(item)
      .map(([key, member]) => `${JSON.stringify(key)}: ${brackets(member)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(item);
}
