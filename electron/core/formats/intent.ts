import type { ConfigValue, EditOp, KeyPath } from './types.ts';

type ConfigObject = { readonly [key: string]: ConfigValue };

export function isObject(value: ConfigValue | undefined): value is ConfigObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: ConfigValue | undefined): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

/** A null-prototype copy, in which `__proto__` is a key like any other. */
export function dictionary(value: ConfigObject): Record<string, ConfigValue> {
  return Object.assign(Object.create(null) as Record<string, ConfigValue>, value);
}

/** The member or item under one key; own properties only, so `constructor` of `{}` is absent. */
export function child(value: ConfigValue | undefined, key: string | number): ConfigValue | undefined {
  if (isList(value)) return typeof key === 'number' ? value[key] : undefined;
  if (isObject(value) && typeof key === 'string' && Object.hasOwn(value, key)) return value[key];
  return undefined;
}

/** The value at a path, or undefined. */
export function valueAt(value: ConfigValue | undefined, path: KeyPath): ConfigValue | undefined {
  let current = value;
  for (const key of path) current = child(current, key);
  return current;
}

/** The names in an object, none of anything else. */
export function keysOf(value: ConfigValue | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/**
 * What ops mean on a plain value; the yardstick for every text edit. Untouched parts are shared with the
 * input, which is not changed. Throws when an op does not fit the value: editors refuse those before.
 * `open` is asked before a value is looked into.
 */
export function applyOps(value: ConfigValue, ops: readonly EditOp[], open: Opener = asIs): ConfigValue {
  return ops.reduce((current, op) => applyAt(current, op.path, op, open), value);
}

/** Gives the members or items of a value that is made only as far as it is looked at. */
type Opener = (value: ConfigValue) => ConfigValue;
const asIs: Opener = (value) => value;

function applyAt(closed: ConfigValue | undefined, path: KeyPath, op: EditOp, open: Opener): ConfigValue {
  const [key, ...rest] = path;
  const value = closed === undefined ? undefined : open(closed);
  if (key === undefined) {
    if (op.op === 'set') return op.value;
    if (op.op === 'append' && (value === undefined || isList(value))) return [...(value ?? []), op.value];
    throw new Error(`cannot ${op.op} here`);
  }
  const removeHere = op.op === 'remove' && rest.length === 0;
  const renameHere = op.op === 'rename' && rest.length === 0;
  if (typeof key === 'number') {
    if (!isList(value) || key >= value.length || renameHere) throw new Error(`no item ${key} to ${op.op}`);
    return removeHere ? value.toSpliced(key, 1) : value.with(key, applyAt(value[key], rest, op, open));
  }
  if (value !== undefined && !isObject(value)) throw new Error(`${key} is not inside an object`);
  const copy = dictionary(value ?? {});
  if ((op.op === 'remove' || op.op === 'rename') && !(key in copy)) throw new Error(`no ${key} to ${op.op}`);
  if (renameHere && op.name !== key) {
    if (op.name in copy) throw new Error(`${op.name} is there already`);
    copy[op.name] = copy[key] as ConfigValue;
    delete copy[key];
  } else if (removeHere) delete copy[key];
  else if (!renameHere) copy[key] = applyAt(copy[key], rest, op, open);
  return copy;
}

/** Equal in value: key order and prototypes do not count; NaN equals NaN. */
export function deepEqual(left: ConfigValue, right: ConfigValue): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') {
    return typeof left === 'number' && Number.isNaN(left) && Number.isNaN(right);
  }
  if (left === null || right === null) return false;
  if (isList(left) || isList(right)) {
    return (
      isList(left) &&
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => deepEqual(item, right[index] ?? null))
    );
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => {
      const other = child(right, key);
      return other !== undefined && deepEqual(child(left, key) ?? null, other);
    })
  );
}
