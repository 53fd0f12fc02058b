import { isList, isObject } from './intent.ts';
import type { ConfigValue } from './types.ts';

/** How new JSON text is laid out; learnt from the neighbourhood by `json-style.ts`. */
export interface JsonStyle {
  readonly eol: string;
  /** One level of indentation. */
  readonly unit: string;
  /** Between a name and its value. */
  readonly colon: string;
  /** Between things on one line: a space or nothing. */
  readonly gap: string;
  /** Inside the braces of a one-line object. */
  readonly pad: string;
  /** Whether a new entry itself, the objects inside it, and arrays go over several lines. */
  readonly entryLines: boolean;
  readonly nestedLines: boolean;
  readonly arrayLines: boolean;
}

/** `"key": value`, first line without indentation, further ones indented under `indent`. */
export function writeMember(
  key: string,
  value: ConfigValue | RawMember,
  style: JsonStyle,
  indent: string,
): string {
  if (value instanceof RawMember) return value.text;
  return `${JSON.stringify(key)}${style.colon}${writeValue(value, style, indent)}`;
}

/** A member's text, name included, that goes in as it is (a parked entry). */
export class RawMember {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export function writeValue(value: ConfigValue, style: JsonStyle, indent: string): string {
  const inner = { ...style, entryLines: style.nestedLines };
  if (isList(value)) {
    return bracket(
      value.map((item) => writeValue(item, inner, indent + style.unit)),
      { open: '[', close: ']', lines: style.arrayLines, pad: '' },
      style,
      indent,
    );
  }
  if (isObject(value)) {
    return bracket(
      Object.entries(value).map(([key, item]) => writeMember(key, item, inner, indent + style.unit)),
      { open: '{', close: '}', lines: style.entryLines, pad: style.pad },
      style,
      indent,
    );
  }
  return JSON.stringify(value);
}

function bracket(
  parts: readonly string[],
  shape: { open: string; close: string; lines: boolean; pad: string },
  style: JsonStyle,
  indent: string,
): string {
  const { open, close, lines, pad } = shape;
  if (parts.length === 0) return open + close;
  if (!lines) return open + pad + parts.join(`,${style.gap}`) + pad + close;
  const lead = style.eol + indent + style.unit;
  return open + lead + parts.join(`,${lead}`) + style.eol + indent + close;
}
