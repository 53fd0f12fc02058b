import type { HostEnv } from '../host-env.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';
import type { StoreReading } from '../status/build-snapshot.ts';

/** Keeps the last reading of every client's own token store (metadata only). */
export interface StoreReader {
  readonly readings: () => readonly StoreReading[];
  readonly watchPaths: () => readonly string[];
  /** Reads all stores again, side by side; an unreadable one keeps nothing and counts as hidden. */
  read(): Promise<void>;
  recordsOf(owner: string): readonly SignInRecord[];
}

export function createStoreReader(env: HostEnv, stores: readonly SignInStore[]): StoreReader {
  let readings: readonly StoreReading[] = stores.map((store) => ({ store, records: [], hidden: false }));

  async function readOne(store: SignInStore): Promise<StoreReading> {
    const result = await store.list(env);
    return result.ok
      ? { store, records: result.value, hidden: result.value.length === 0 && (store.hides?.(env) ?? false) }
      : { store, records: [], hidden: true };
  }

  return {
    readings: () => readings,
    watchPaths: () => stores.flatMap((store) => [...store.watchPaths(env)]),
    async read() {
      readings = await Promise.all(stores.map(readOne));
    },
    recordsOf: (owner) => readings.find(({ store }) => store.owner === owner)?.records ?? [],
  };
}
