import { visit } from 'jsonc-parser';
import type { ParseErrorCode } from 'jsonc-parser';
import type { ConfigProblem } from '../../../shared/domain.ts';
import { placeFinder } from './text-lines.ts';
import { skipTrivia } from './trivia.ts';
import type { ConfigValue } from './types.ts';

/** Deeper files are refused: nobody writes them, and every reader of the value may then recurse. */
export const MAX_DEPTH = 200;

export type JsonParse = { readonly value: ConfigValue } | { readonly problem: ConfigProblem };

type Box = { [key: string]: ConfigValue } | ConfigValue[];

/**
 * Value of JSON text without byte order mark. Strict JSON goes through the engine's own parser in either
 * mode; jsonc-parser's `visit` serves comments, trailing commas and the place of a mistake.
 */
export function parseJson(text: string, mode: 'json' | 'jsonc'): JsonParse {
  if (isWithoutValue(text, mode)) return { value: Object.create(null) as ConfigValue };
  try {
    const value = JSON.parse(text) as ConfigValue;
    return isTooDeep(value) ? { problem: tooDeep } : { value };
  } catch {
    return parseSlowly(text, mode);
  }
}

/** Nothing but space and, in JSONC, closed comments. */
function isWithoutValue(text: string, mode: 'json' | 'jsonc'): boolean {
  if (mode === 'json') return !/\S/.test(text);
  if (skipTrivia(text, 0, 'slash') < text.length) return false;
  return skipTrivia(`${text}\n{`, 0, 'slash') === text.length + 1;
}

function parseSlowly(text: string, mode: 'json' | 'jsonc'): JsonParse {
  const stack: Box[] = [];
  const keys: string[] = [];
  let root: ConfigValue | undefined;
  let firstError: { code: ParseErrorCode; offset: number } | null = null;
  const add = (value: ConfigValue) => {
    const parent = stack.at(-1);
    if (parent === undefined) root = value;
    else if (Array.isArray(parent)) parent.push(value);
    else parent[keys.at(-1) ?? ''] = value;
  };
  const open = (box: Box) => {
    add(box);
    stack.push(box);
    keys.push('');
  };
  const close = () => {
    stack.pop();
    keys.pop();
  };
  try {
    visit(
      text,
      {
        onObjectBegin: () => {
          if (stack.length > MAX_DEPTH) throw new RangeError('depth');
          open(Object.create(null) as Box);
        },
        onArrayBegin: () => {
          if (stack.length > MAX_DEPTH) throw new RangeError('depth');
          open([]);
        },
        onObjectProperty: (key) => {
          keys[keys.length - 1] = key;
        },
        onObjectEnd: close,
        onArrayEnd: close,
        onLiteralValue: (value: ConfigValue) => add(value),
        onError: (code, offset) => {
          firstError ??= { code, offset };
        },
      },
      { disallowComments: mode === 'json', allowTrailingComma: mode === 'jsonc' },
    );
  } catch (error) {
    if (error instanceof RangeError) return { problem: tooDeep };
    throw error;
  }
  if (firstError === null && mode === 'jsonc' && root !== undefined) return { value: root };
  return { problem: describe(text, mode, firstError) };
}

/** Depth of what `JSON.parse` returned; walks boxes only, iteratively, so hostile depth cannot overflow. */
function isTooDeep(value: ConfigValue): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    const below: unknown[] = [];
    for (const box of level) {
      if (Array.isArray(box)) {
        for (const item of box) if (typeof item === 'object' && item !== null) below.push(item);
      } else if (typeof box === 'object' && box !== null) {
        for (const key in box) {
          const item = (box as Record<string, unknown>)[key];
          if (typeof item === 'object' && item !== null) below.push(item);
        }
      }
    }
    level = below;
  }
  return false;
}

const tooDeep: ConfigProblem = {
  message: `The file is nested more than ${MAX_DEPTH} levels deep.`,
  next: 'Make the file simpler; MCP Tray does not read it until then.',
  line: null,
  column: null,
};

const NEXT = 'Correct this line in an editor; nothing is written until then.';

function describe(
  text: string,
  mode: 'json' | 'jsonc',
  error: { code: ParseErrorCode; offset: number } | null,
): ConfigProblem {
  const { message, offset } = explain(text, mode, error ?? { code: 1, offset: 0 });
  return { message, next: NEXT, ...placeFinder(text)(offset) };
}

/** Plain words for jsonc-parser's `ParseErrorCode` (numbers: it is a const enum), and the place to look at. */
function explain(
  text: string,
  mode: 'json' | 'jsonc',
  { code, offset }: { code: number; offset: number },
): { message: string; offset: number } {
  const found = text[offset];
  const before = text.slice(0, offset).trimEnd();
  if (offset >= text.length && ![11, 12].includes(code)) {
    return { message: 'The file ends too early: a closing bracket or a value is missing.', offset };
  }
  if (mode === 'json' && (found === '}' || found === ']') && before.endsWith(',')) {
    return { message: `The comma before the closing ${found} is one too many.`, offset: before.length - 1 };
  }
  if (found === "'") return { message: 'Text must stand in double quotes here.', offset };
  switch (code) {
    case 2:
    case 13:
      return { message: 'This number is not written correctly.', offset };
    case 3:
      return { message: 'A name in double quotes is missing here.', offset };
    case 4:
      return { message: 'A value is missing here.', offset };
    case 5:
      return { message: 'A colon is missing between the name and its value.', offset };
    case 6:
      return { message: 'A comma is missing before this.', offset };
    case 7:
      return { message: 'A closing } is missing before this.', offset };
    case 8:
      return { message: 'A closing ] is missing before this.', offset };
    case 9:
      return { message: 'The file goes on after its end; this is one bracket or value too many.', offset };
    case 10:
      return { message: 'Comments are not allowed in this file: its client reads plain JSON.', offset };
    case 11:
      return { message: 'This comment is never closed.', offset };
    case 12:
      return { message: 'The text that begins here is not closed with a double quote.', offset };
    case 14:
    case 15:
      return { message: 'This text has a backslash sequence that JSON does not know.', offset };
    case 16:
      return { message: 'This text has a tab or another control character that must be escaped.', offset };
    default:
      return { message: 'This is not valid JSON.', offset };
  }
}
