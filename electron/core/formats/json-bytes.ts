import { MAX_DEPTH } from './json-parse.ts';
import { BOM } from './text-lines.ts';
import type { JsonContainer, JsonContainers, JsonSlot } from './json-scan.ts';

/**
 * Strict JSON (RFC 8259) read where it lies, as UTF-8 bytes: one pass that accepts what `JSON.parse` accepts, notes
 * where things stand and builds no values. It takes less time than `JSON.parse`, and leaves nothing to collect: of
 * the 45 MB that some `~/.claude.json` have, hardly a thousandth is ever asked for. Plain data, so that another
 * thread can do it.
 */
export interface JsonNotes {
  /** Byte offsets of the file's value. */
  readonly start: number;
  readonly end: number;
  /** Byte offsets of the lines, in order. */
  readonly lineStarts: Uint32Array;
  /** What was noted on the way, by the offset of its bracket; the rest is read when it is asked for. */
  readonly containers: JsonContainers;
}

/** Finds the object or array whose bracket stands at a byte offset. */
export type ContainerAt = (offset: number) => JsonContainer | null;

interface Pass {
  /** UTF-8, which a scan does not check. */
  readonly bytes: Buffer;
  readonly known: JsonContainers;
  readonly lineStarts: number[];
}

/** Objects inside objects are noted in the same pass, this many levels down. */
const LEVELS_PER_PASS = 4;

/** Stands for an offset: this is not strict JSON. */
const FAULT = -1;

const BOM_BYTES = Buffer.from(BOM);
const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN = { list: 0x5b, object: 0x7b } as const;
const CLOSE = { list: 0x5d, object: 0x7d } as const;
const WORDS: Readonly<Record<number, Buffer>> = {
  0x74: Buffer.from('true'),
  0x66: Buffer.from('false'),
  0x6e: Buffer.from('null'),
};

/** Null for anything but strict JSON that is not too deep; other readers tell what it is. */
export function scanJsonBytes(bytes: Buffer): JsonNotes | null {
  const from = bytes.subarray(0, BOM_BYTES.length).equals(BOM_BYTES) ? BOM_BYTES.length : 0;
  const pass: Pass = { bytes, known: new Map(), lineStarts: [from] };
  const start = skipSpace(pass, from);
  const end = readValue(pass, start, 0, LEVELS_PER_PASS);
  if (end === FAULT || skipSpace(pass, end) !== bytes.length) return null;
  return { start, end, lineStarts: Uint32Array.from(pass.lineStarts), containers: pass.known };
}

/** For the bytes that the notes were made from. */
export function containersIn(bytes: Buffer, { containers: known }: JsonNotes): ContainerAt {
  return (offset) => {
    const isContainer = bytes[offset] === OPEN.object || bytes[offset] === OPEN.list;
    if (isContainer && !known.has(offset)) {
      readContainer({ bytes, known, lineStarts: [] }, offset, 0, LEVELS_PER_PASS);
    }
    return known.get(offset) ?? null;
  };
}

/** Offset after the value that begins at `at`. */
function readValue(pass: Pass, at: number, depth: number, levels: number): number {
  const first = pass.bytes[at];
  if (first === QUOTE) return readString(pass.bytes, at);
  if (first === OPEN.object) return readContainer(pass, at, depth, levels);
  if (first === OPEN.list) return readContainer(pass, at, depth, 0);
  const word = first === undefined ? undefined : WORDS[first];
  if (word === undefined) return readNumber(pass.bytes, at);
  const end = at + word.length;
  return word.equals(pass.bytes.subarray(at, end)) ? end : FAULT;
}

/** Notes the container when `levels` are left. */
function readContainer(pass: Pass, open: number, depth: number, levels: number): number {
  if (depth > MAX_DEPTH) return FAULT;
  const { bytes } = pass;
  const kind = bytes[open] === OPEN.object ? 'object' : 'list';
  const slots: JsonSlot[] = [];
  let at = skipSpace(pass, open + 1);
  let more = bytes[at] !== CLOSE[kind];
  while (more) {
    const start = at;
    let keyEnd = at;
    if (kind === 'object') {
      keyEnd = bytes[at] === QUOTE ? readString(bytes, at) : FAULT;
      const colon = keyEnd === FAULT ? FAULT : skipSpace(pass, keyEnd);
      if (bytes[colon] !== COLON) return FAULT;
      at = skipSpace(pass, colon + 1);
    }
    const valueStart = at;
    const end = readValue(pass, at, depth + 1, levels - 1);
    if (end === FAULT) return FAULT;
    at = skipSpace(pass, end);
    more = bytes[at] === COMMA;
    if (levels > 0) {
      const key = kind === 'object' ? keyAt(bytes, start, keyEnd) : null;
      slots.push({ key, start, valueStart, end, comma: more ? at : -1 });
    }
    if (more) at = skipSpace(pass, at + 1);
  }
  if (bytes[at] !== CLOSE[kind]) return FAULT;
  if (levels > 0) pass.known.set(open, container(kind, open, at, slots));
  return at + 1;
}

function container(
  kind: 'list' | 'object',
  open: number,
  close: number,
  slots: readonly JsonSlot[],
): JsonContainer {
  const byKey = new Map<string, number>();
  let duplicate: JsonSlot | null = null;
  for (const [index, slot] of slots.entries()) {
    if (slot.key === null) continue;
    if (byKey.has(slot.key)) duplicate ??= slot;
    byKey.set(slot.key, index);
  }
  const isObject = kind === 'object';
  return { kind: isObject ? 'object' : 'array', open, close, slots, byKey, duplicate, comments: 'slash' };
}

function keyAt(bytes: Buffer, start: number, end: number): string {
  const literal = bytes.toString('utf8', start, end);
  return literal.includes('\\') ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

function skipSpace(pass: Pass, from: number): number {
  const { bytes } = pass;
  let at = from;
  for (;;) {
    const code = bytes[at];
    if (code === NEWLINE) pass.lineStarts.push(at + 1);
    else if (code !== SPACE && code !== 0x09 && code !== 0x0d) return at;
    at += 1;
  }
}

/** Offset after the string whose opening quote stands at `open`. Nearly all the time of a scan is spent here. */
function readString(bytes: Buffer, open: number): number {
  let at = open + 1;
  for (;;) {
    let code = bytes[at];
    while (code !== undefined && ENDS_RUN[code] === 0) code = bytes[(at += 1)];
    if (code === QUOTE) return at + 1;
    // A control character, or the bytes end.
    if (code !== BACKSLASH) return FAULT;
    const width = ESCAPE_WIDTH[bytes[at + 1] ?? 0] ?? 0;
    if (width === 0 || (width > 2 && !isHexRun(bytes, at + 2, at + width))) return FAULT;
    at += width;
  }
}

/** 1 for bytes that are not simply part of a string: control characters, the quote and the backslash. */
const ENDS_RUN = Uint8Array.from({ length: 256 }, (_, code) =>
  code < SPACE || code === QUOTE || code === BACKSLASH ? 1 : 0,
);

/** By the byte after a backslash: how many bytes the two begin; 0 for what JSON does not know. */
const ESCAPE_WIDTH = Uint8Array.from({ length: 256 }, (_, code) => {
  const name = String.fromCharCode(code);
  return name === 'u' ? 6 : '"\\/bfnrt'.includes(name) ? 2 : 0;
});

function isHexRun(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (!isHex(bytes[at] ?? 0)) return false;
  return true;
}

function isHex(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}

function readNumber(bytes: Buffer, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  at = bytes[at] === 0x30 ? at + 1 : readDigits(bytes, at);
  if (at !== FAULT && bytes[at] === 0x2e) at = readDigits(bytes, at + 1);
  if (at !== FAULT && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d ? 1 : 0;
    at = readDigits(bytes, at + 1 + sign);
  }
  return at;
}

/** One digit at least. */
function readDigits(bytes: Buffer, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at += 1;
  return at === from ? FAULT : at;
}
