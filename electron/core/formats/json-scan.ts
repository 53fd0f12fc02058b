import type { Sequence, Slot } from './sequence.ts';
import { skipComment, skipTrivia } from './trivia.ts';

/**
 * Positions in JSON text that is already known to be valid (comments and trailing commas allowed). Values are
 * skipped, never built: a 45 MB file costs one pass, most of it inside the engine's own string search.
 */
export interface JsonSlot extends Slot {
  /** Decoded name of an object's member; null for an item of an array. */
  readonly key: string | null;
  readonly valueStart: number;
}

export interface JsonContainer extends Sequence {
  readonly kind: 'object' | 'array';
  readonly slots: readonly JsonSlot[];
  /** Members by name; of a name that stands twice the last one counts, as in `JSON.parse`. */
  readonly byKey: ReadonlyMap<string, number>;
  /** The second standing of the first repeated name. */
  readonly duplicate: JsonSlot | null;
}

/** Containers of one text by the offset of their bracket. */
export type JsonContainers = Map<number, JsonContainer>;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SLASH = 0x2f;

/** Objects inside objects are recorded in the same pass, this many levels down. */
const LEVELS_PER_PASS = 4;

/** The object or array whose bracket stands at `open`. */
export function containerAt(text: string, open: number, known: JsonContainers): JsonContainer | null {
  const first = text[open];
  if (first !== '{' && first !== '[') return null;
  if (!known.has(open)) readContainer(text, open, known, LEVELS_PER_PASS);
  return known.get(open) ?? null;
}

function readContainer(text: string, open: number, known: JsonContainers, levels: number): number {
  const isObject = text[open] === '{';
  const slots: JsonSlot[] = [];
  const byKey = new Map<string, number>();
  let duplicate: JsonSlot | null = null;
  let at = skipTrivia(text, open + 1, 'slash');
  while (at < text.length && text[at] !== '}' && text[at] !== ']') {
    const start = at;
    let key: string | null = null;
    if (isObject) {
      const keyEnd = skipString(text, at);
      key = decodeKey(text.slice(at, keyEnd));
      at = skipTrivia(text, skipTrivia(text, keyEnd, 'slash') + 1, 'slash');
    }
    const valueStart = at;
    const descend = levels > 1 && text[at] === '{';
    at = descend ? readContainer(text, at, known, levels - 1) : skipValue(text, at);
    const end = at;
    at = skipTrivia(text, at, 'slash');
    const comma = text[at] === ',' ? at : -1;
    if (comma >= 0) at = skipTrivia(text, at + 1, 'slash');
    const slot = { key, start, valueStart, end, comma };
    if (key !== null) {
      if (byKey.has(key)) duplicate ??= slot;
      byKey.set(key, slots.length);
    }
    slots.push(slot);
  }
  const kind = isObject ? 'object' : 'array';
  known.set(open, { kind, open, close: at, slots, byKey, duplicate, comments: 'slash' });
  return at + 1;
}

/** Offset after the value that starts at `offset`. */
function skipValue(text: string, offset: number): number {
  let at = offset;
  const first = text.charCodeAt(at);
  if (first === QUOTE) return skipString(text, at);
  if (text[at] !== '{' && text[at] !== '[') {
    while (at < text.length && !/[\s,\]}/]/.test(text[at] ?? '')) at += 1;
    return at;
  }
  let depth = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    if (code === SLASH) {
      at = skipComment(text, at, 'slash');
      continue;
    }
    at += 1;
    if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return at;
}

/** Offset after the string whose opening quote stands at `offset`. */
export function skipString(text: string, offset: number): number {
  let quote = text.indexOf('"', offset + 1);
  while (quote >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    quote = text.indexOf('"', quote + 1);
  }
  return text.length;
}

function decodeKey(literal: string): string {
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}
