import type { ClientAdapter } from '../clients/types.ts';
import type { TouchedValue } from '../config/file-change.ts';
import type { CachedFile } from '../config/file-cache.ts';
import type { ChangeRecord, FileRecord } from '../config/history.ts';
import { itemsOnlyIn, stepsAgain } from '../config/reapply.ts';
import { clientOfRef } from '../config/refs.ts';
import { deepEqual, isList } from '../formats/intent.ts';
import type { ConfigValue, KeyPath } from '../formats/types.ts';

export type LookedAt = Pick<CachedFile, 'state' | 'document'>;

/**
 * The changes in force whose place holds again what was there before, though nothing of ours put it there. Only
 * of clients that are known to write from memory: anywhere else it is the person who edits. Files with a
 * mistake tell nothing.
 */
export async function putBacks(options: {
  readonly records: readonly ChangeRecord[];
  readonly adapters: readonly ClientAdapter[];
  /** What a file holds now. */
  readonly look: (file: FileRecord, record: ChangeRecord) => Promise<LookedAt>;
}): Promise<ReadonlySet<string>> {
  const { records, adapters, look } = options;
  const writers = new Set(adapters.filter((one) => one.writesFromMemory === true).map(({ id }) => id));
  const found = new Set<string>();
  for (const [index, record] of records.entries()) {
    if (record.undone || !record.refs.some((ref) => writers.has(clientOfRef(ref) ?? ''))) continue;
    const later = records.slice(index + 1).flatMap((one) => one.files);
    for (const file of record.files) {
      const touched = file.touched.filter((one) => !isCovered(one, file.path, later));
      if (touched.length > 0 && isPutBack(touched, await look(file, record))) found.add(record.id);
    }
  }
  return found;
}

function isPutBack(touched: readonly TouchedValue[], file: LookedAt): boolean {
  const { document } = file;
  if (document === null && file.state !== 'missing') return false;
  const now = (path: KeyPath): ConfigValue | undefined => document?.get(path);
  return touched.some((one) => (stepsAgain(now, one)?.length ?? 0) > 0);
}

/** A later change of ours at the same place is what counts there now. */
function isCovered(touched: TouchedValue, path: string, later: readonly FileRecord[]): boolean {
  return later.some((file) => file.path === path && file.touched.some((other) => overlaps(touched, other)));
}

function overlaps(left: TouchedValue, right: TouchedValue): boolean {
  const length = Math.min(left.path.length, right.path.length);
  if (!left.path.slice(0, length).every((key, index) => key === right.path[index])) return false;
  const items = itemsOf(left);
  const others = itemsOf(right);
  if (items === null || others === null) return true;
  return items.some((item) => others.some((other) => deepEqual(item, other)));
}

/** What a change put into a list or took out of it; null when it was about something else. */
function itemsOf({ before, after }: TouchedValue): readonly ConfigValue[] | null {
  const old = before?.value ?? [];
  const now = after?.value ?? [];
  if (!isList(old) || !isList(now)) return null;
  return [...itemsOnlyIn(old, now), ...itemsOnlyIn(now, old)];
}
