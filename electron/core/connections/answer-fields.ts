import { isRecord } from './json-rpc.ts';

/**
 * The first of these fields that an answer has, however its writer spells them: `userCode`, `user_code`, `UserCode`.
 * Names are given in lower case without underscores.
 */
export function fieldOf(data: unknown, ...names: readonly string[]): unknown {
  if (!isRecord(data)) return undefined;
  const fields = Object.entries(data).map(([name, value]) => [plain(name), value] as const);
  for (const wanted of names) {
    const found = fields.find(([name, value]) => name === wanted && value !== null);
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** A field's name as `fieldOf` wants it. */
export function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
