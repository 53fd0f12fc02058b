import type { ConfigFormat } from '../../../shared/domain.ts';
import type { Result } from '../../../shared/errors.ts';
import type { HistoryItem } from '../../../shared/snapshot.ts';
import type { TextEdit } from '../formats/types.ts';
import type { TouchedValue } from './file-change.ts';
import type { ParkedRecord } from './parking.ts';
import type { ModeChange } from './plan-protect.ts';
import { createStateFile } from './state-file.ts';

const KEEP = 200;
/** Removed entries can hold secrets: they are not kept for ever on the chance of an undo. */
const KEEP_MS = 30 * 24 * 60 * 60 * 1_000;

/** What is needed to take back one file's part; nothing else of the file is kept. */
export interface FileRecord {
  readonly path: string;
  readonly format: ConfigFormat;
  readonly mode: number;
  /** Null when the change created the file. */
  readonly beforeHash: string | null;
  /** Null when the change deleted the file. */
  readonly afterHash: string | null;
  /** The whole text, only of a file that the change deleted (it had been created by us). */
  readonly deletedText: string | null;
  readonly inverse: readonly TextEdit[];
  readonly touched: readonly TouchedValue[];
}

export interface ParkingEffect {
  readonly kind: 'park' | 'unpark';
  readonly record: ParkedRecord;
}

export interface ChangeRecord {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: HistoryItem['kind'];
  readonly title: string;
  readonly refs: readonly string[];
  readonly files: readonly FileRecord[];
  /** Permissions that were changed. */
  readonly modes?: readonly ModeChange[] | undefined;
  readonly parking: readonly ParkingEffect[];
  /** The change that this one took back. */
  readonly undoes: string | null;
  readonly undone: boolean;
  /** What it would take to undo it was thrown away, because it held a secret. */
  readonly forgotten?: boolean | undefined;
}

/** The last 200 changes of the last 30 days, shared by all our processes; holds removed bytes, so 0600. Newest last. */
export interface History {
  records(): readonly ChangeRecord[];
  /** Newest first, as shown. */
  items(): readonly HistoryItem[];
  load(): Promise<void>;
  /**
   * Adds a change; one that undoes another flips that one's state, and so on down the chain. The one it
   * `replaces`, which another program had taken back, is undone from now on.
   */
  add(record: ChangeRecord, replaces?: string): Promise<Result<null>>;
  /** Changes all records in one step. */
  update(change: (records: readonly ChangeRecord[]) => readonly ChangeRecord[]): Promise<Result<null>>;
  readonly path: string;
  problems(): readonly string[];
}

export function createHistory(options: { readonly stateDir: string }): History {
  const file = createStateFile<ChangeRecord>({
    stateDir: options.stateDir,
    name: 'history',
    item: async () => (await import('./state-schemas.ts')).recordSchema,
  });
  let records: readonly ChangeRecord[] = [];

  return {
    path: file.path,
    records: () => records,
    problems: () => file.problems(),
    items: () => records.map((record) => itemOf(record)).toReversed(),
    async load() {
      records = await file.read();
    },
    async add(record, replaces) {
      const result = await file.update((known) => {
        const rest = known.map((one) => (one.id === replaces ? { ...one, undone: true } : one));
        return worthKeeping(withUndone([...rest, record], record.undoes), record.at);
      });
      if (!result.ok) return result;
      records = result.value;
      return { ok: true, value: null };
    },
    async update(change) {
      const result = await file.update(change);
      if (!result.ok) return result;
      records = result.value;
      return { ok: true, value: null };
    },
  };
}

export function worthKeeping(records: readonly ChangeRecord[], now: number): readonly ChangeRecord[] {
  return records.filter(({ at }) => now - at < KEEP_MS).slice(-KEEP);
}

/** Undoing A marks A; undoing that undo puts A in force again; and so on. */
export function withUndone(
  records: readonly ChangeRecord[],
  undoes: string | null,
  undone = true,
): readonly ChangeRecord[] {
  const target = records.find((record) => record.id === undoes);
  if (target === undefined) return records;
  const marked = records.map((record) => (record === target ? { ...record, undone } : record));
  return withUndone(marked, target.undoes, !undone);
}

function itemOf(record: ChangeRecord): HistoryItem {
  return {
    id: record.id,
    at: record.at,
    kind: record.kind,
    title: record.title,
    refs: record.refs,
    files: record.files.map((file) => file.path),
    undone: record.undone,
    canUndo: !record.undone && record.forgotten !== true,
    canForget: record.kind === 'fix' && record.forgotten !== true,
    undoneBy: null,
  };
}
