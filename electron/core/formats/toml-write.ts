import { isList, isObject } from './intent.ts';
import type { ConfigValue, KeyPath } from './types.ts';

/** Text for new TOML; TOML 1.0 syntax only, so that every reader of the file understands it. */

/** A bare key where TOML allows one, else a quoted one. */
export function writeKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : writeString(name);
}

export function writeKeys(path: KeyPath): string {
  return path.map((key) => writeKey(String(key))).join('.');
}

function writeString(value: string): string {
  // JSON's escapes are TOML's too, except that TOML also wants DEL escaped (TOML 1.0, "String").
  return JSON.stringify(value).replaceAll('\u007F', String.raw`\u007F`);
}

/** A value on one line; `null` has no place in TOML and is refused before. */
export function writeInline(value: ConfigValue): string {
  if (typeof value === 'string') return writeString(value);
  if (isList(value)) return `[${value.map(writeInline).join(', ')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, item]) => `${writeKey(key)} = ${writeInline(item)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  return String(value);
}

export function holdsNull(value: ConfigValue): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value).some((item) => holdsNull(item));
}

/** Header and lines of a table, then one block for each table inside it; a block is a list of lines. */
export function tableBlocks(path: KeyPath, value: { readonly [key: string]: ConfigValue }): TableBlock[] {
  const entries = Object.entries(value);
  const own = entries.filter(([, item]) => !isObject(item));
  const lines = own.map(([key, item]) => `${writeKey(key)} = ${writeInline(item)}`);
  const below = entries.flatMap(([key, item]) => (isObject(item) ? tableBlocks([...path, key], item) : []));
  return [{ header: `[${writeKeys(path)}]`, lines }, ...below];
}

export interface TableBlock {
  readonly header: string;
  readonly lines: readonly string[];
}

/** `a.b = 1` lines for a value below a dotted prefix. */
export function dottedLines(prefix: string, value: ConfigValue): string[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [`${prefix} = ${writeInline(value)}`];
  return Object.entries(value).flatMap(([key, item]) => dottedLines(`${prefix}.${writeKey(key)}`, item));
}
