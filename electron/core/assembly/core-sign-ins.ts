import type { AuthFact } from '../../../shared/domain.ts';
import { createAuthEngineOnUse } from '../auth/engine-on-use.ts';
import type { OwnAuthEngine } from '../auth/engine.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { HostEnv } from '../host-env.ts';
import type { Ports } from '../ports.ts';
import { createKeychainOnUse } from '../secrets/keychain-on-use.ts';
import { createKeychainGate } from '../services/keychain-gate.ts';
import type { KeychainGate } from '../services/keychain-gate.ts';
import { createLastFailures } from '../services/last-failures.ts';
import type { LastFailures } from '../services/last-failures.ts';
import { createOwnCredentials } from '../services/own-credentials.ts';
import type { OwnCredentials } from '../services/own-credentials.ts';
import { createStoreReader } from '../services/store-reader.ts';
import type { StoreReader } from '../services/store-reader.ts';
import { SIGN_IN_STORES } from '../sign-ins/registry.ts';
import type { CoreFiles } from './core-files.ts';

/** Every sign-in there is: ours in the keychain, the clients' own in their stores. */
export interface CoreSignIns {
  readonly engine: OwnAuthEngine;
  readonly own: OwnCredentials;
  readonly gate: KeychainGate;
  readonly stores: StoreReader;
  readonly failures: LastFailures;
  /** Our own fact for an entry's server, or null. */
  ownFact(entry: InventoryEntry): AuthFact | null;
  /** Reads all of them again. Without `always` a keychain that was found closed, or empty, is left alone. */
  read(options: { readonly always: boolean }): Promise<void>;
  /** Asks the keychain whether it can be used; `waits` because a person pressed a button. */
  checkKeychain(options?: { readonly waits: boolean }): Promise<void>;
  watchPaths(): readonly string[];
}

export function createCoreSignIns(options: {
  readonly env: HostEnv;
  readonly ports: Ports;
  readonly files: CoreFiles;
  /** After each reading. */
  readonly onChange: () => void;
}): CoreSignIns {
  const { env, files, onChange } = options;
  const { fetch, now, openUrl } = options.ports;
  const { stateDir } = env;
  const secrets = createKeychainOnUse({ platform: env.platform });
  const failures = createLastFailures({ stateDir, now });
  const onRenewal = (): void => void readOwn({ always: false }).then(onChange);
  const engine = createAuthEngineOnUse({ secrets, fetch, openUrl, now, stateDir, failures, onRenewal });
  const own = createOwnCredentials({ engine, failures, now, stateDir });
  const gate = createKeychainGate({ secrets, engine, own });
  const stores = createStoreReader(env, SIGN_IN_STORES);

  async function readOwn({ always }: { readonly always: boolean }): Promise<void> {
    if (!always && !gate.isOpen()) return;
    const urls = files.entries().map((entry) => files.resolvedUrl(entry));
    await own.read(
      urls.filter((url) => url !== null),
      { always },
    );
  }

  async function read(reading: { readonly always: boolean }): Promise<void> {
    await Promise.all([stores.read(), failures.read(), readOwn(reading)]);
    onChange();
  }

  return {
    engine,
    own,
    gate,
    stores,
    failures,
    ownFact(entry) {
      const url = files.resolvedUrl(entry);
      return url === null ? null : own.fact(url);
    },
    read,
    async checkKeychain(asking = { waits: false }) {
      await gate.check(asking);
      await read({ always: true });
    },
    watchPaths: () => [...stores.watchPaths(), own.path, failures.path],
  };
}
