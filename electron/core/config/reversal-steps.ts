import { deepEqual, isList, isObject } from '../formats/intent.ts';
import type { CapturedMember } from '../formats/restore.ts';
import type { ConfigDocument, ConfigValue, EditOp, KeyPath } from '../formats/types.ts';
import type { TouchedValue } from './file-change.ts';

/** How to take one touched value back: by meaning, or by putting removed text back where it stood. */
export type ReversalSteps =
  | { readonly kind: 'ops'; readonly ops: readonly EditOp[] }
  | { readonly kind: 'put-back'; readonly captured: CapturedMember };

/** Null when the value is no longer what the change made of it. Pure. */
export function reversalSteps(document: ConfigDocument, touched: TouchedValue): ReversalSteps | null {
  const { path, before, after, captured } = touched;
  const now = document.get(path);
  if (after === null) {
    if (now !== undefined || before === null) return null;
    if (captured !== null) return { kind: 'put-back', captured };
    return { kind: 'ops', ops: [{ op: 'set', path, value: before.value }] };
  }
  const ops = now === undefined ? null : takeBack(path, before, after.value, now);
  return ops === null ? null : { kind: 'ops', ops };
}

function takeBack(
  path: KeyPath,
  before: TouchedValue['before'],
  after: ConfigValue,
  now: ConfigValue,
): readonly EditOp[] | null {
  const untouched = deepEqual(now, after);
  if (untouched && before === null) return [{ op: 'remove', path }];
  if (isList(after) && isList(now) && (before === null || isList(before.value))) {
    return takeBackItems(path, before === null ? [] : (before.value as readonly ConfigValue[]), after, now);
  }
  if (untouched && before !== null) return [{ op: 'set', path, value: before.value }];
  if (before === null && isObject(after) && isObject(now)) return takeBackMembers(path, after, now);
  return null;
}

/** Others have put things beside ours: only what we made goes. */
function takeBackMembers(
  path: KeyPath,
  after: { readonly [key: string]: ConfigValue },
  now: { readonly [key: string]: ConfigValue },
): readonly EditOp[] | null {
  const ops: EditOp[] = [];
  for (const [key, made] of Object.entries(after)) {
    const current = Object.hasOwn(now, key) ? now[key] : undefined;
    const own = current === undefined ? null : takeBack([...path, key], null, made, current);
    if (own === null) return null;
    ops.push(...own);
  }
  return ops;
}

function takeBackItems(
  path: KeyPath,
  before: readonly ConfigValue[],
  after: readonly ConfigValue[],
  now: readonly ConfigValue[],
): readonly EditOp[] | null {
  const added = after.filter((item) => !has(before, item));
  const removed = before.filter((item) => !has(after, item));
  const places = added.map((item) => now.findLastIndex((other) => deepEqual(other, item)));
  if (places.includes(-1)) return null;
  return [
    ...places.toSorted((a, b) => b - a).map((index) => ({ op: 'remove' as const, path: [...path, index] })),
    ...removed.filter((item) => !has(now, item)).map((value) => ({ op: 'append' as const, path, value })),
  ];
}

function has(items: readonly ConfigValue[], item: ConfigValue): boolean {
  return items.some((other) => deepEqual(other, item));
}
