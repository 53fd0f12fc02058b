import { deepEqual, isList, isObject } from './intent.ts';
import type { ContainerAt } from './json-bytes.ts';
import type { ConfigValue } from './types.ts';

interface SpanPlace {
  readonly at: ContainerAt;
  readonly start: number;
  readonly end: number;
}

/** A value that still lies in the bytes of a file; stands for the value where only `opened` looks at it. */
class JsonSpan {
  readonly bytes: Buffer;
  readonly at: ContainerAt;
  readonly start: number;
  readonly end: number;
  constructor(bytes: Buffer, { at, start, end }: SpanPlace) {
    this.bytes = bytes;
    this.at = at;
    this.start = start;
    this.end = end;
  }
}

/** The whole value of a file, unopened. */
export function spanOf(bytes: Buffer, place: SpanPlace): ConfigValue {
  return new JsonSpan(bytes, place) as unknown as ConfigValue;
}

/** The value with its members or items, which may still be spans. Whatever is no span is open already. */
export function opened(value: ConfigValue): ConfigValue {
  if (!(value instanceof JsonSpan)) return value;
  const { bytes, at, start, end }: JsonSpan = value;
  const container = at(start);
  if (container === null) return JSON.parse(bytes.toString('utf8', start, end)) as ConfigValue;
  const parts = container.slots.map((slot) => spanOf(bytes, { at, start: slot.valueStart, end: slot.end }));
  if (container.kind === 'array') return parts;
  const members = Object.create(null) as Record<string, ConfigValue>;
  for (const [key, index] of container.byKey) members[key] = parts[index] ?? null;
  return members;
}

/**
 * Equal in value, like `deepEqual`. Two spans of the very same bytes are equal without being opened: each is one whole
 * valid value, and what JSON text means depends on nothing outside of it. All others are opened and compared member
 * by member, so that the answer is that of comparing everything.
 */
export function sameValue(left: ConfigValue, right: ConfigValue): boolean {
  if (left === right || sameBytes(left, right)) return true;
  const first = opened(left);
  const second = opened(right);
  if (isList(first) && isList(second)) {
    return (
      first.length === second.length && first.every((item, index) => sameValue(item, second[index] ?? null))
    );
  }
  if (isObject(first) && isObject(second)) {
    const keys = Object.keys(first);
    return (
      keys.length === Object.keys(second).length &&
      keys.every((key) => Object.hasOwn(second, key) && sameValue(first[key] ?? null, second[key] ?? null))
    );
  }
  return deepEqual(first, second);
}

function sameBytes(left: ConfigValue, right: ConfigValue): boolean {
  return (
    left instanceof JsonSpan &&
    right instanceof JsonSpan &&
    left.end - left.start === right.end - right.start &&
    left.bytes.compare(right.bytes, right.start, right.end, left.start, left.end) === 0
  );
}
