/** Reads fields of foreign records; wrong types, empty texts and absurd lengths read as absent. */
export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** Own members only: a store may hold a member called `__proto__`. */
export function membersOf(value: unknown): readonly (readonly [string, unknown])[] {
  const fields = fieldsOf(value);
  return fields === null ? [] : Object.entries(fields);
}

export function textOf(fields: Fields | null, key: string): string | null {
  const value = fields !== null && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= 8192 ? value : null;
}

/** Whether there is a non-empty text; the text itself (a token) goes no further. */
export function hasText(fields: Fields | null, key: string): boolean {
  const value = fields !== null && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' && value !== '';
}

/** Epoch milliseconds; zero and less mean "not known" (placeholders hold 0). */
export function timeOf(fields: Fields | null, key: string): number | null {
  const value = fields !== null && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'number' && Number.isSafeInteger(Math.trunc(value)) && value > 0
    ? Math.trunc(value)
    : null;
}

/** The name in front of the last `|` of a record key. */
export function nameInKey(key: string): string {
  const bar = key.lastIndexOf('|');
  return bar < 0 ? key : key.slice(0, bar);
}

/** Epoch seconds, whole or not, as epoch milliseconds. */
export function secondsOf(fields: Fields | null, key: string): number | null {
  const value = fields !== null && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'number' && value > 0 && Number.isSafeInteger(Math.trunc(value * 1000))
    ? Math.trunc(value * 1000)
    : null;
}

/** A secret for the one request that ends it. Longer than any token in the wild reads as absent. */
export function secretOf(fields: Fields | null, key: string): string | null {
  const value = fields !== null && Object.hasOwn(fields, key) ? fields[key] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= 65_536 ? value : null;
}

/** One own member that is an object. */
export function memberOf(root: unknown, key: string): Fields | null {
  const fields = fieldsOf(root);
  return fields !== null && Object.hasOwn(fields, key) ? fieldsOf(fields[key]) : null;
}
