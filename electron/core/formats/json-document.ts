import { isAscii } from 'node:buffer';
import type { ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import { valueAt } from './intent.ts';
import { containersIn, scanJsonBytes } from './json-bytes.ts';
import type { JsonNotes } from './json-bytes.ts';
import { parseJson } from './json-parse.ts';
import { duplicateIn, locateJson, locatorOf } from './json-locate.ts';
import type { JsonLocator } from './json-locate.ts';
import { spanOf } from './json-span.ts';
import { bodyStart, bytePlaceFinder, placeFinder } from './text-lines.ts';
import type { Place } from './text-lines.ts';
import type { ConfigDocument, ConfigValue, KeyPath } from './types.ts';

/** What stands behind a document made here. */
export interface JsonParts {
  /** The file's value for comparing; may hold spans (`opened`). */
  readonly value: ConfigValue;
  /** Finds places by their offset in the document's text. */
  readonly locator: () => JsonLocator;
}

type JsonFormat = Extract<ConfigFormat, 'json' | 'jsonc'>;

const parts = new WeakMap<ConfigDocument, JsonParts>();

/** The parts of a document; one that was not made here is read again, and must be valid. */
export function jsonPartsOf(document: ConfigDocument): JsonParts {
  const known = parts.get(document);
  if (known) return known;
  const parsed = parseJsonDocument(document.text, 'jsonc');
  if ('problem' in parsed) throw new Error('not a parsed document');
  return jsonPartsOf(parsed.document);
}

type Parsed = { readonly document: ConfigDocument } | { readonly problem: ConfigProblem };

/** Strict JSON, or JSON with comments and trailing commas. */
export function parseJsonDocument(text: string, format: JsonFormat): Parsed {
  // Half a surrogate pair has no bytes.
  const bytes = text.isWellFormed() ? Buffer.from(text, 'utf8') : null;
  const notes = bytes === null ? null : scanJsonBytes(bytes);
  return bytes === null || notes === null
    ? looseDocument(text, format)
    : { document: strictDocument(format, bytes, notes, () => text) };
}

/** The same from UTF-8 bytes; `notes` are those of `scanJsonBytes`, where it has been asked already. */
export function parseJsonBytes(
  bytes: Buffer,
  format: JsonFormat,
  notes: JsonNotes | null = scanJsonBytes(bytes),
): Parsed {
  const text = once(() => bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8'));
  if (notes === null) return looseDocument(text(), format);
  return { document: strictDocument(format, bytes, notes, text) };
}

/** How a document finds, reads and shows; offsets are those of its `places`. */
interface Reading {
  readonly bytes?: Buffer;
  readonly text: () => string;
  readonly places: JsonLocator;
  readonly placeOf: (offset: number) => Place;
  readonly slice: (start: number, end: number) => string;
  readonly get: (path: KeyPath) => ConfigValue | undefined;
}

/** Over bytes that `JSON.parse` would accept. Values, and the text, are made when they are asked for. */
function strictDocument(
  format: JsonFormat,
  bytes: Buffer,
  notes: JsonNotes,
  text: () => string,
): ConfigDocument {
  const { start, end } = notes;
  const at = containersIn(bytes, notes);
  const places = locatorOf(at, () => start);
  const slice = (from: number, to: number): string => bytes.toString('utf8', from, to);
  const values = new Map<number, ConfigValue | undefined>();
  const get = (path: KeyPath): ConfigValue | undefined => {
    const slot = path.length === 0 ? { valueStart: start, end } : places.find(path)?.slot;
    if (slot === undefined) return undefined;
    if (!values.has(slot.valueStart)) {
      values.set(
        slot.valueStart,
        withoutPrototypes(JSON.parse(slice(slot.valueStart, slot.end)) as ConfigValue),
      );
    }
    return values.get(slot.valueStart);
  };
  const placeOf = bytePlaceFinder(bytes, notes.lineStarts);
  const document = documentOf(format, { bytes, text, places, placeOf, slice, get });
  // In ASCII a byte is a character, so that editing need not look through the text again.
  const locator = once(() => (isAscii(bytes) ? places : locateJson(document.text)));
  parts.set(document, { value: spanOf(bytes, { at, start, end }), locator });
  return document;
}

/** Over any text: comments, trailing commas, nothing at all, or a mistake that is told with its place. */
function looseDocument(text: string, format: JsonFormat): Parsed {
  const parsed = parseJson(text.slice(bodyStart(text)), format);
  if ('problem' in parsed) return parsed;
  const places = locateJson(text);
  const document = documentOf(format, {
    text: () => text,
    places,
    placeOf: placeFinder(text),
    slice: (start, end) => text.slice(start, end),
    get: (path) => withoutPrototypes(valueAt(parsed.value, path)),
  });
  parts.set(document, { value: parsed.value, locator: () => places });
  return { document };
}

function documentOf(format: JsonFormat, reading: Reading): ConfigDocument {
  const { bytes, text, places, placeOf, slice, get } = reading;
  return {
    format,
    ...(bytes === undefined ? {} : { bytes }),
    get text() {
      return text();
    },
    get,
    has: (path) => path.length === 0 || places.find(path) !== null,
    keys: (path) => [...(places.container(path)?.byKey.keys() ?? [])],
    position: (path) => {
      const place = places.find(path);
      return place && placeOf(place.slot.start);
    },
    source: (path) => {
      const place = places.find(path);
      return place && slice(place.slot.start, place.slot.end);
    },
    duplicate: (path) => {
      for (let depth = 0; depth <= path.length; depth += 1) {
        const parent = places.container(path.slice(0, depth));
        const found = depth === path.length ? parent?.duplicate : duplicateIn(parent, path[depth]);
        if (found) return { name: found.key ?? '', ...placeOf(found.start) };
      }
      return null;
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Takes the prototypes off what `JSON.parse` made, once, in place; depth is bounded by the parser. */
function withoutPrototypes(value: ConfigValue | undefined): ConfigValue | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (const item of value as readonly ConfigValue[]) withoutPrototypes(item);
  } else if (Object.getPrototypeOf(value) !== null) {
    Object.setPrototypeOf(value, null);
    for (const item of Object.values(value)) withoutPrototypes(item);
  }
  return value;
}
