import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { isKeyringLocked } from '../secrets/secret-service.ts';
import { isStoreOf, partOf } from '../sign-ins/store-of.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';
import type { StoreReading } from '../status/build-snapshot.ts';

/** Keeps the last reading of every client's own token store (metadata only). */
export interface StoreReader {
  readonly readings: () => readonly StoreReading[];
  readonly watchPaths: () => readonly string[];
  /** Reads all stores again, side by side; an unreadable one keeps nothing and counts as hidden. */
  read(): Promise<void>;
  /** Records of the entry's client that serve this entry, by that client's own key rule. */
  recordsFor(entry: RawEntry): readonly SignInRecord[];
  /** Stores that show more after a click. */
  closed(): readonly { readonly owner: string; readonly place: string }[];
  /**
   * That click, with all entries, or for the one record with this key. InvalidRequest for a store that has nothing to
   * open; errors of its keychain.
   */
  look(
    owner: string,
    at: { readonly entries: readonly RawEntry[]; readonly key?: string | undefined },
  ): Promise<Result<null>>;
  /** The entry's client has just changed its store: what a person let us see may not be all any more. */
  doubt(entry: RawEntry): void;
  /**
   * Records that serve the entry, read anew. Where that may raise the system's dialog, those that were seen before are
   * asked for one by one, and no others.
   */
  readAgain(entry: RawEntry): Promise<Result<readonly SignInRecord[]>>;
  /** Whether the store of the entry's client is one we can look into. */
  sees(entry: RawEntry): boolean;
}

export function createStoreReader(env: HostEnv, stores: readonly SignInStore[]): StoreReader {
  let readings: readonly StoreReading[] = stores.map((store) => ({ store, records: [], hidden: false }));

  async function readOne(store: SignInStore, locked: Promise<boolean>): Promise<StoreReading> {
    const result = await store.list(env);
    if (!result.ok) return { store, records: [], hidden: true };
    const records = result.value;
    const outside = store.usesKeychain === true && records.every((one) => one.inKeychain !== true);
    const closed = outside && (await locked);
    return { store, records, hidden: closed || (store.hides?.(env) ?? false) };
  }

  const readAll = async (): Promise<void> => {
    const locked = isKeyringLocked(env).then(
      (is) => is === true,
      () => false,
    );
    readings = await Promise.all(stores.map((store) => readOne(store, locked)));
  };

  const storeOf = ({ location }: RawEntry) => stores.find((store) => isStoreOf(store, location.client));

  function recordsFor(entry: RawEntry): readonly SignInRecord[] {
    const reading = readings.find(({ store }) => isStoreOf(store, entry.location.client));
    return reading?.records.filter((record) => reading.store.matches(record, entry)) ?? [];
  }

  return {
    readings: () => readings,
    watchPaths: () => stores.flatMap((store) => [...store.watchPaths(env)]),
    read: readAll,
    recordsFor,
    doubt: (entry) => storeOf(entry)?.doubt?.(),
    async readAgain(entry) {
      const store = storeOf(entry);
      if (store?.asks?.(env) === true) {
        for (const { key } of recordsFor(entry)) {
          const opened = await store.open(env, key);
          if (!opened.ok) return opened;
        }
      }
      await readAll();
      return ok(recordsFor(entry));
    },
    closed: () =>
      stores.flatMap((store) => {
        const kept = store.closed?.(env) ?? null;
        return kept === null ? [] : [{ owner: store.owner, place: kept.place }];
      }),
    async look(owner, { entries, key }) {
      const store = stores.find((one) => one.owner === owner);
      if (store?.look === undefined) {
        return fail('InvalidRequest', `Nothing of ${owner} is kept back.`, { next: 'Reload the list.' });
      }
      if (key !== undefined) {
        const opened = await store.open(env, key);
        return opened.ok ? ok(null) : opened;
      }
      return store.look(
        env,
        entries.filter(({ location }) => location.client === owner),
      );
    },
    sees: ({ location: { client } }) =>
      readings.some(
        ({ store, hidden }) => isStoreOf(store, client) && partOf(store, client) === null && !hidden,
      ),
  };
}
