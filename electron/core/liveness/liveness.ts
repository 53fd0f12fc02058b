import type { ClientId } from '../../../shared/domain.ts';
import { ok } from '../../../shared/errors.ts';
import { untilTime } from '../../../shared/time-words.ts';
import type { ClientView, HistoryItem } from '../../../shared/snapshot.ts';
import type { ClientAdapter } from '../clients/types.ts';
import { withFileLock } from '../config/file-lock.ts';
import type { ChangeRecord, FileRecord, History } from '../config/history.ts';
import type { Inventory } from '../config/inventory.ts';
import { createKeyedQueue } from '../config/keyed-queue.ts';
import { clientOfRef } from '../config/refs.ts';
import type { HostEnv } from '../host-env.ts';
import { clientsOf, missedChanges } from './missed-changes.ts';
import { listPrograms } from './programs.ts';
import { putBacks } from './put-backs.ts';
import type { LookedAt } from './put-backs.ts';
import { sessionsOf } from './sessions.ts';

/** What became of our changes: clients that still run without them, and programs that took them back. */
export interface Liveness {
  /**
   * Looks at the files of recent changes, and at running programs where a change came after the last look.
   * `again`: at programs in any case, as long as there is a change that one could have missed.
   */
  look(options: { readonly again: boolean }): Promise<void>;
  restart(client: ClientId): ClientView['restart'];
  /** The history with what others took back. */
  told(items: readonly HistoryItem[]): readonly HistoryItem[];
  /** From now on looks again by itself while a client waits for its restart. */
  follow(): void;
  /** Returns when nothing of it is under way any more. */
  stop(): Promise<void>;
}

/** The pace of the file watcher's own look at everything. */
const AGAIN_MS = 30_000;
/** Older changes are no longer followed: by then nothing is left of the program that did not know them. */
const RECENT_MS = 7 * 24 * 60 * 60_000;

export function createLiveness(options: {
  readonly env: HostEnv;
  readonly adapters: readonly ClientAdapter[];
  readonly history: Pick<History, 'records' | 'load'>;
  readonly inventory: Pick<Inventory, 'state' | 'clientFiles' | 'readFile'>;
  readonly now: () => number;
  readonly onChange: () => void;
}): Liveness {
  const { env, adapters, history, inventory, now } = options;
  const stopping = new AbortController();
  const queue = createKeyedQueue();
  /** By change: when it was seen to be taken back; null when it was so at our first look. */
  let takenBack: ReadonlyMap<string, number | null> = new Map();
  let restarts: ReadonlyMap<ClientId, NonNullable<ClientView['restart']>> = new Map();
  /** The newest change that every running program of the client knows. */
  const settledAt = new Map<ClientId, number>();
  /** The changes that programs were last looked at for: without others there is nothing new to find. */
  let asked = '[]';
  let looked = false;
  let following = false;
  let timer: NodeJS.Timeout | null = null;

  const recent = (): readonly ChangeRecord[] => {
    const records = history.records().filter(({ at }) => at > now() - RECENT_MS);
    return records.filter(({ files }) => files.length > 0);
  };

  const find = (look: (file: FileRecord, record: ChangeRecord) => Promise<LookedAt>) =>
    putBacks({ records: recent(), adapters, look });

  /** As last read: large files are not read a second time for this. */
  async function inMemory({ path }: FileRecord, { refs }: ChangeRecord): Promise<LookedAt> {
    const clients = refs.flatMap((ref) => inventory.clientFiles(clientOfRef(ref) ?? '') ?? []);
    const document = clients.map((files) => files.document(path)).find((one) => one !== null) ?? null;
    return document === null ? { state: 'missing', document } : { state: 'ok', document };
  }

  async function lookAtFiles(): Promise<void> {
    let found = await find(inMemory);
    if (stopping.signal.aborted) return;
    if ([...found].some((id) => !takenBack.has(id))) {
      // A change of ours is written before it is in the history and may not be read yet: wait for the one that
      // is under way, and look at the files themselves.
      const sure = await withFileLock(env.stateDir, 'changes', async () => {
        await history.load();
        return ok(await find(({ path, format }) => inventory.readFile(path, format)));
      });
      found = sure.ok ? sure.value : new Set([...found].filter((id) => takenBack.has(id)));
    }
    const seenAt = looked ? now() : null;
    takenBack = new Map(
      [...found].map((id) => [id, takenBack.has(id) ? (takenBack.get(id) ?? null) : seenAt]),
    );
    looked = true;
  }

  /** Per client that can be told at all, the changes that a running program of it may not know. */
  function unsettled(): ReadonlyMap<ClientAdapter, readonly ChangeRecord[]> {
    const { files } = inventory.state();
    const changes = recent().filter(({ id }) => !takenBack.has(id));
    const readers = changes.map((record) => ({ record, clients: clientsOf(record, files) }));
    const waiting = new Map<ClientAdapter, readonly ChangeRecord[]>();
    for (const adapter of adapters) {
      if ((adapter.processes ?? []).length === 0) continue;
      const since = settledAt.get(adapter.id) ?? 0;
      const own = readers.filter(({ record, clients }) => record.at > since && clients.has(adapter.id));
      if (own.length > 0) {
        const records = own.map(({ record }) => record);
        waiting.set(adapter, records);
      }
    }
    return waiting;
  }

  async function lookAtPrograms(again: boolean): Promise<void> {
    const waiting = unsettled();
    const question = JSON.stringify(
      [...waiting].map(([{ id }, records]) => [id, records.map((one) => one.id)]),
    );
    if (question === asked && !again) return;
    asked = question;
    const programs = waiting.size === 0 ? [] : await listPrograms(env, stopping.signal);
    const next = new Map<ClientId, NonNullable<ClientView['restart']>>();
    for (const [adapter, records] of programs === null ? [] : waiting) {
      const sessions = sessionsOf(programs ?? [], adapter.processes ?? [], env.platform);
      const missed = sessions
        .map(({ startedAt }) => missedChanges(records, startedAt))
        .filter((changes) => changes.length > 0);
      const since = Math.min(...missed.flatMap((changes) => changes.map(({ at }) => at)));
      if (missed.length > 0) next.set(adapter.id, { since, running: missed.length });
      else settledAt.set(adapter.id, Math.max(...records.map(({ at }) => at)));
    }
    restarts = next;
  }

  async function look(again: boolean): Promise<void> {
    const before = JSON.stringify([[...takenBack], [...restarts]]);
    await lookAtFiles();
    await lookAtPrograms(again);
    if (stopping.signal.aborted) return;
    if (JSON.stringify([[...takenBack], [...restarts]]) !== before) options.onChange();
    lookLater();
  }

  function lookLater(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!following || restarts.size === 0) return;
    timer = setTimeout(() => void queue('look', () => look(true)), AGAIN_MS);
    timer.unref();
  }

  /** "Another program took this back at 14:05. Close Claude Code, then do it again." */
  function wordsFor(item: HistoryItem, seenAt: number | null): string {
    const clients = new Set(item.refs.map((ref) => clientOfRef(ref)));
    const names = adapters.filter(({ id }) => clients.has(id)).map(({ name }) => name);
    const time = seenAt === null ? '' : ` at ${untilTime(seenAt, now())}`;
    return `Another program took this back${time}. Close ${names.join(' and ')}, then do it again.`;
  }

  return {
    look: ({ again }) => queue('look', () => (stopping.signal.aborted ? Promise.resolve() : look(again))),
    restart: (client) => restarts.get(client) ?? null,
    told: (items) =>
      items.map((item) => {
        const seenAt = takenBack.get(item.id);
        return seenAt === undefined || item.undone ? item : { ...item, undoneBy: wordsFor(item, seenAt) };
      }),
    follow() {
      following = true;
      lookLater();
    },
    stop() {
      stopping.abort();
      if (timer !== null) clearTimeout(timer);
      return queue('look', () => Promise.resolve());
    },
  };
}
