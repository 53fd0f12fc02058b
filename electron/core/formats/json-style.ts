import type { JsonLocator } from './json-locate.ts';
import type { JsonContainer } from './json-scan.ts';
import type { JsonStyle } from './json-write.ts';
import { eolAt, indentAt, isFirstOnLine } from './text-lines.ts';

/**
 * Learns how to write something new into `container` from its last members, then from the file. One file
 * mixes styles (one-line `args` beside multi-line ones), so the nearest neighbour decides.
 */
export function styleFor(text: string, locator: JsonLocator, container: JsonContainer | null): JsonStyle {
  const root = locator.root();
  const children = (parent: JsonContainer | null): JsonContainer[] =>
    (parent?.slots ?? [])
      .toReversed()
      .slice(0, LOOK_BACK)
      .map((slot) => locator.at(slot.valueStart))
      .filter((child) => child !== null && child.slots.length > 0) as JsonContainer[];
  const siblings = children(container);
  const entry = siblings.find((child) => child.kind === 'object');
  const below = siblings.flatMap((child) => (child.kind === 'object' ? children(child) : []));
  const nested = below.find((child) => child.kind === 'object');
  const array = [...below, ...siblings, ...children(root)].find((child) => child.kind === 'array');
  const oneLine = root !== null && root.slots.length > 0 && !isInLines(text, root);
  const entryLines = entry ? isInLines(text, entry) : !oneLine;
  const sample = entry ?? (container && container.slots.length > 0 ? container : root);
  const colon = colonOf(text, sample) ?? (oneLine ? ':' : ': ');
  const gap = gapOf(text, nested ?? entry ?? container) ?? (colon === ':' ? '' : ' ');
  const brace = [nested, entry].find((child) => child && !isInLines(text, child));
  return {
    eol: eolAt(text, container?.close ?? text.length),
    unit: unitOf(text, [entry, container, root]),
    colon,
    gap,
    pad: brace && text[brace.open + 1] === ' ' ? ' ' : brace || gap === '' ? '' : ' ',
    entryLines,
    nestedLines: nested ? isInLines(text, nested) : entryLines,
    arrayLines: array ? isInLines(text, array) : entryLines,
  };
}

/** Neighbours looked at; enough to meet an array or an object, few enough for huge lists. */
const LOOK_BACK = 20;

/** Whether its last member begins a line. */
export function isInLines(text: string, container: JsonContainer): boolean {
  const last = container.slots.at(-1);
  return last !== undefined && isFirstOnLine(text, last.start);
}

function unitOf(text: string, samples: readonly (JsonContainer | null | undefined)[]): string {
  for (const sample of samples) {
    const first = sample?.slots[0];
    if (!sample || !first || !isFirstOnLine(text, first.start)) continue;
    const outer = indentAt(text, sample.open);
    const inner = indentAt(text, first.start);
    if (inner.length > outer.length && inner.startsWith(outer)) return inner.slice(outer.length);
  }
  return '  ';
}

function colonOf(text: string, container: JsonContainer | null | undefined): string | null {
  const slot = container?.slots.at(-1);
  if (!slot || slot.key === null) return null;
  const keyEnd = text.lastIndexOf('"', text.lastIndexOf(':', slot.valueStart)) + 1;
  const colon = text.slice(keyEnd, slot.valueStart);
  return /^ ?: ?$/.test(colon) ? colon : null;
}

function gapOf(text: string, container: JsonContainer | null | undefined): string | null {
  const [first, second] = container?.slots ?? [];
  if (!first || !second || first.comma < 0) return null;
  const gap = text.slice(first.comma + 1, second.start);
  return gap === '' || gap === ' ' ? gap : null;
}
