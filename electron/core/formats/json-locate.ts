import { containerAt } from './json-scan.ts';
import type { JsonContainer, JsonContainers, JsonSlot } from './json-scan.ts';
import { bodyStart } from './text-lines.ts';
import { skipTrivia } from './trivia.ts';
import type { KeyPath } from './types.ts';

/** A member or item found in the text, and the container it stands in. */
export interface JsonPlace {
  readonly container: JsonContainer;
  readonly index: number;
  readonly slot: JsonSlot;
}

/** Finds places in one text; containers on the asked paths are remembered. */
export interface JsonLocator {
  /** The container that is the file's value, or null when the file is blank or holds a single value. */
  readonly root: () => JsonContainer | null;
  /** Null when absent. */
  readonly find: (path: KeyPath) => JsonPlace | null;
  /** The object or array at a path. */
  readonly container: (path: KeyPath) => JsonContainer | null;
  /** The object or array whose bracket stands at an offset. */
  readonly at: (offset: number) => JsonContainer | null;
}

/** For text that is known to be valid. */
export function locateJson(text: string): JsonLocator {
  const known: JsonContainers = new Map();
  const at = (offset: number) => containerAt(text, offset, known);
  return locatorOf(at, () => skipTrivia(text, bodyStart(text), 'slash'));
}

/** Finds its way from container to container; `start` is where the file's value begins. */
export function locatorOf(at: JsonLocator['at'], start: () => number): JsonLocator {
  const root = () => at(start());
  const container = (path: KeyPath): JsonContainer | null => {
    if (path.length === 0) return root();
    const place = find(path);
    return place && at(place.slot.valueStart);
  };
  const find = (path: KeyPath): JsonPlace | null => {
    const key = path.at(-1);
    const parent = key === undefined ? null : container(path.slice(0, -1));
    if (!parent || key === undefined) return null;
    if ((typeof key === 'string') !== (parent.kind === 'object')) return null;
    const index = typeof key === 'string' ? parent.byKey.get(key) : key;
    const slot = index === undefined ? undefined : parent.slots[index];
    return slot && index !== undefined ? { container: parent, index, slot } : null;
  };
  return { root, find, container, at };
}

/** The second standing of one name, when it stands twice. */
export function duplicateIn(
  container: JsonContainer | null,
  key: string | number | undefined,
): JsonSlot | null {
  if (!container?.duplicate || typeof key !== 'string') return null;
  return container.slots.filter((slot) => slot.key === key)[1] ?? null;
}
