import { isList, isObject } from './intent.ts';
import type { ConfigValue } from './types.ts';

/** How new YAML text is laid out; learnt from the file by `yaml-style.ts`. */
export interface YamlStyle {
  readonly eol: string;
  /** Spaces of one level of indentation. */
  readonly unit: number;
  /** Lists stand one level below their name, not in its column. */
  readonly indentedLists: boolean;
  /** Lists are written in brackets. */
  readonly flowLists: boolean;
  readonly quote: '"' | "'";
}

/** `name: value`, first line without indentation, further ones for a name in column `indent`. */
export function writeYamlMember(key: string, value: ConfigValue, style: YamlStyle, indent: number): string {
  return `${writeKey(key, style)}:${writeBehind(value, style, indent)}`;
}

/** `- value`, for a dash in column `indent`. */
export function writeYamlItem(value: ConfigValue, style: YamlStyle, indent: number): string {
  const members = isObject(value) ? Object.entries(value) : [];
  if (members.length === 0) return `- ${writeFlow(value, style)}`;
  const lines = members.map(([key, member]) => writeYamlMember(key, member, style, indent + 2));
  return `- ${lines.join(style.eol + ' '.repeat(indent + 2))}`;
}

/** What stands behind a name's colon: ` scalar`, or lines below. */
export function writeBehind(value: ConfigValue, style: YamlStyle, indent: number): string {
  const lineAt = (column: number) => style.eol + ' '.repeat(column);
  if (isList(value) && value.length > 0 && !(style.flowLists && value.every(isScalar))) {
    const column = indent + (style.indentedLists ? style.unit : 0);
    return value.map((item) => lineAt(column) + writeYamlItem(item, style, column)).join('');
  }
  if (isObject(value) && Object.keys(value).length > 0) {
    const column = indent + style.unit;
    return Object.entries(value)
      .map(([key, member]) => lineAt(column) + writeYamlMember(key, member, style, column))
      .join('');
  }
  return ` ${writeFlow(value, style)}`;
}

/** On one line, maps and lists in brackets. */
export function writeFlow(value: ConfigValue, style: YamlStyle): string {
  if (isList(value)) return `[${value.map((item) => writeFlow(item, style)).join(', ')}]`;
  if (isObject(value)) {
    return `{${Object.entries(value)
      .map(([key, member]) => `${writeKey(key, style)}: ${writeFlow(member, style)}`)
      .join(', ')}}`;
  }
  if (typeof value === 'string') return writeText(value, style, PLAIN);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  }
  return String(value);
}

export function writeKey(key: string, style: YamlStyle): string {
  return writeText(key, style, PLAIN_KEY);
}

function isScalar(value: ConfigValue): boolean {
  return typeof value !== 'object' || value === null;
}

/** Text that every YAML version, inside brackets or not, reads as this text; the rest gets quotes. */
const PLAIN = /^(?:-{1,2}(?=[A-Za-z])|\.{0,2}\/|[$@]?(?=[A-Za-z_]))(?:[\w./@$+=~%-]|:(?=[\w/])| (?=[\w/]))*$/;
const PLAIN_KEY = /^[A-Za-z_][\w./-]*$/;
/** Words that YAML 1.1 or 1.2 readers take for something else than text. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|_+)$/i;

function writeText(text: string, style: YamlStyle, plain: RegExp): string {
  if (plain.test(text) && !text.startsWith('@') && !RESERVED.test(text)) return text;
  const simple = /^[\x20-\x7e]*$/.test(text) && !text.includes('\\');
  if (style.quote === "'" && simple) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replaceAll(UNPRINTABLE, escaped);
}

/** What YAML forbids raw or takes for a line ending, besides what JSON escapes (YAML 1.2.2, 5.1 and 5.4). */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
