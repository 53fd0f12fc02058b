import type { ConfigFormat, ConfigProblem } from '../../../shared/domain.ts';
import { valueAt } from './intent.ts';
import { parseJson } from './json-parse.ts';
import { duplicateIn, locateJson } from './json-locate.ts';
import type { JsonLocator } from './json-locate.ts';
import { bodyStart, placeFinder } from './text-lines.ts';
import type { ConfigDocument, ConfigValue } from './types.ts';

/** What stands behind a document made here. */
export interface JsonParts {
  /** As `JSON.parse` made it: prototypes are taken off only by `get`. */
  readonly value: ConfigValue;
  readonly locator: JsonLocator;
}

const parts = new WeakMap<ConfigDocument, JsonParts>();

/** The parts of a document; one that was not made here is read again, and must be valid. */
export function jsonPartsOf(document: ConfigDocument): JsonParts {
  const known = parts.get(document);
  if (known) return known;
  const parsed = parseJson(document.text.slice(bodyStart(document.text)), 'jsonc');
  if ('problem' in parsed) throw new Error('not a parsed document');
  return { value: parsed.value, locator: locateJson(document.text) };
}

/** Strict JSON, or JSON with comments and trailing commas. */
export function parseJsonDocument(
  text: string,
  format: Extract<ConfigFormat, 'json' | 'jsonc'>,
): { readonly document: ConfigDocument } | { readonly problem: ConfigProblem } {
  const parsed = parseJson(text.slice(bodyStart(text)), format);
  if ('problem' in parsed) return parsed;
  const locator = locateJson(text);
  const placeOf = placeFinder(text);
  const document: ConfigDocument = {
    format,
    text,
    get: (path) => withoutPrototypes(valueAt(parsed.value, path)),
    position: (path) => {
      const place = locator.find(path);
      return place && placeOf(place.slot.start);
    },
    source: (path) => {
      const place = locator.find(path);
      return place && text.slice(place.slot.start, place.slot.end);
    },
    duplicate: (path) => {
      for (let depth = 0; depth <= path.length; depth += 1) {
        const parent = locator.container(path.slice(0, depth));
        const found = depth === path.length ? parent?.duplicate : duplicateIn(parent, path[depth]);
        if (found) return { name: found.key ?? '', ...placeOf(found.start) };
      }
      return null;
    },
  };
  parts.set(document, { value: parsed.value, locator });
  return { document };
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
