import { deepEqual, isList, isObject } from '../formats/intent.ts';
import type { ConfigValue, EditOp, KeyPath } from '../formats/types.ts';
import type { TouchedValue } from './file-change.ts';

/**
 * What has to be done to make a change again: `now` gives the value at a path as the file has it. Empty when the
 * change is in force; null when the place holds neither what was there before nor what the change made of it, so
 * that doing it again could destroy something. Pure.
 */
export function stepsAgain(
  now: (path: KeyPath) => ConfigValue | undefined,
  { path, before, after }: TouchedValue,
): readonly EditOp[] | null {
  return again(path, before?.value, after?.value, now(path));
}

function again(
  path: KeyPath,
  before: ConfigValue | undefined,
  after: ConfigValue | undefined,
  now: ConfigValue | undefined,
): readonly EditOp[] | null {
  if (same(now, after)) return [];
  if (same(now, before)) {
    return [after === undefined ? { op: 'remove', path } : { op: 'set', path, value: after }];
  }
  if (isList(after) && isList(now) && (before === undefined || isList(before))) {
    return itemsAgain(path, before ?? [], after, now);
  }
  if (before === undefined && isObject(after) && isObject(now)) return membersAgain(path, after, now);
  return null;
}

/** A group that the change began with: others may have put theirs into it, but then ours is there or is not. */
function membersAgain(
  path: KeyPath,
  after: { readonly [key: string]: ConfigValue },
  now: { readonly [key: string]: ConfigValue },
): readonly EditOp[] | null {
  const ours = Object.entries(after);
  const there = ours.filter(([key]) => Object.hasOwn(now, key));
  if (there.length === 0) return ours.map(([key, value]) => ({ op: 'set', path: [...path, key], value }));
  if (there.length < ours.length) return null;
  const steps = ours.map(([key, value]) => again([...path, key], undefined, value, now[key]));
  return steps.includes(null) ? null : steps.flatMap((ops) => ops ?? []);
}

/** Only the items that the change put in or took out count; the rest of the list may be another by now. */
function itemsAgain(
  path: KeyPath,
  before: readonly ConfigValue[],
  after: readonly ConfigValue[],
  now: readonly ConfigValue[],
): readonly EditOp[] {
  const back = itemsOnlyIn(before, after)
    .map((item) => now.findIndex((other) => deepEqual(other, item)))
    .filter((index) => index !== -1);
  const gone = itemsOnlyIn(after, before).filter((item) => !has(now, item));
  return [
    ...back.toSorted((a, b) => b - a).map((index) => ({ op: 'remove' as const, path: [...path, index] })),
    ...gone.map((value) => ({ op: 'append' as const, path, value })),
  ];
}

/** Items of the first list that the second does not have. */
export function itemsOnlyIn(
  items: readonly ConfigValue[],
  others: readonly ConfigValue[],
): readonly ConfigValue[] {
  return items.filter((item) => !has(others, item));
}

function has(items: readonly ConfigValue[], item: ConfigValue): boolean {
  return items.some((other) => deepEqual(other, item));
}

function same(left: ConfigValue | undefined, right: ConfigValue | undefined): boolean {
  return left === undefined || right === undefined ? left === right : deepEqual(left, right);
}
