import { fail } from '../../../shared/errors.ts';
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
  /** That click. InvalidRequest for a store that has nothing to open; errors of its keychain. */
  look(owner: string): Promise<Result<null>>;
  /** Whether the store of the entry's client is one we can look into. */
  sees(entry: RawEntry): boolean;
}

export function createStoreReader(env: HostEnv, stores: readonly SignInStore[]): StoreReader {
  let readings: readonly StoreReading[] = stores.map((store) => ({ store, records: [], hidden: false }));

  async function readOne(store: SignInStore, locked: boolean): Promise<StoreReading> {
    const result = await store.list(env);
    if (!result.ok) return { store, records: [], hidden: true };
    const records = result.value;
    const closed = locked && store.usesKeychain === true && records.every((one) => one.inKeychain !== true);
    return { store, records, hidden: closed || (records.length === 0 && (store.hides?.(env) ?? false)) };
  }

  return {
    readings: () => readings,
    watchPaths: () => stores.flatMap((store) => [...store.watchPaths(env)]),
    async read() {
      const locked = (await isKeyringLocked(env).catch(() => null)) === true;
      readings = await Promise.all(stores.map((store) => readOne(store, locked)));
    },
    recordsFor(entry) {
      const reading = readings.find(({ store }) => isStoreOf(store, entry.location.client));
      return reading?.records.filter((record) => reading.store.matches(record, entry)) ?? [];
    },
    closed: () =>
      stores.flatMap((store) => {
        const kept = store.closed?.(env) ?? null;
        return kept === null ? [] : [{ owner: store.owner, place: kept.place }];
      }),
    async look(owner) {
      const store = stores.find((one) => one.owner === owner);
      if (store?.look === undefined) {
        return fail('InvalidRequest', `Nothing of ${owner} is kept back.`, { next: 'Reload the list.' });
      }
      return store.look(env);
    },
    sees: ({ location: { client } }) =>
      readings.some(
        ({ store, hidden }) => isStoreOf(store, client) && partOf(store, client) === null && !hidden,
      ),
  };
}
