import type { ClientId } from '../../../shared/domain.ts';
import type { ConfigFileView } from '../../../shared/snapshot.ts';
import type { ChangeRecord } from '../config/history.ts';
import { clientOfRef } from '../config/refs.ts';

/** The clients that read what a change wrote: those it was made for, and others that read the same files. */
export function clientsOf(record: ChangeRecord, files: readonly ConfigFileView[]): ReadonlySet<ClientId> {
  if (record.files.length === 0) return new Set();
  const written = new Set(record.files.map(({ path }) => path));
  const readers = files.filter(({ path, ignoredByClient }) => ignoredByClient === null && written.has(path));
  const named = record.refs.flatMap((ref) => clientOfRef(ref) ?? []);
  return new Set([...named, ...readers.map(({ client }) => client)]);
}

/**
 * The changes that a program does not know which began at `startedAt`; a change and its undo leave nothing to
 * know. Oldest first, as given. Pure.
 */
export function missedChanges(records: readonly ChangeRecord[], startedAt: number): readonly ChangeRecord[] {
  const later = new Map(records.filter(({ at }) => at > startedAt).map((record) => [record.id, record]));
  for (const record of [...later.values()].toReversed()) {
    if (record.undoes === null || !later.has(record.id) || !later.has(record.undoes)) continue;
    later.delete(record.undoes);
    later.delete(record.id);
  }
  return [...later.values()];
}
