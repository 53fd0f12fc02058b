import type { DisconnectReceipt } from '../../../shared/actions.ts';
import type { ServerRef, SignInRef } from '../../../shared/domain.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import type { AuthEngine } from '../auth/types.ts';
import { adapterFor } from '../clients/registry.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { createDisconnect } from '../disconnect/disconnect.ts';
import type { DisconnectParts } from '../disconnect/disconnect.ts';
import { probeKeychain } from '../disconnect/keyring-item.ts';
import type { HostEnv } from '../host-env.ts';
import { listPrograms } from '../liveness/programs.ts';
import { sessionsOf } from '../liveness/sessions.ts';
import type { Ports } from '../ports.ts';
import { mcpRemoteUse } from '../sign-ins/mcp-remote-hash.ts';
import type { SignInStore } from '../sign-ins/types.ts';
import type { Operations } from './operations.ts';
import type { SignInService } from './sign-in.ts';
import type { StoreReader } from './store-reader.ts';

/** Ends sign-ins one after the other, each with its receipt; one that already runs is not started again. */
export type DisconnectService = (refs: readonly SignInRef[]) => Promise<readonly DisconnectReceipt[]>;

export function createDisconnectService(from: {
  env: HostEnv;
  ports: Ports;
  engine: AuthEngine;
  stores: readonly SignInStore[];
  reader: StoreReader;
  signIns: SignInService;
  operations: Operations;
  snapshot: () => Snapshot;
  entries: () => readonly InventoryEntry[];
  resolvedUrl: (entry: InventoryEntry) => string | null;
  signal: AbortSignal;
}): DisconnectService {
  const { env, ports, engine, stores, operations } = from;
  const disconnect = createDisconnect({
    env,
    fetch: ports.fetch,
    now: ports.now,
    engine,
    stores,
    ownerName: (owner) => adapterFor(owner)?.name ?? owner,
    known,
    keychain: () => probeKeychain(env),
    runs,
    clientLogout,
  });

  async function runs(owner: string): Promise<boolean> {
    const store = stores.find((one) => one.owner === owner);
    const processes = store?.programs ?? adapterFor(owner)?.processes ?? [];
    if (processes.length === 0) return false;
    const programs = await listPrograms(env, from.signal);
    return programs !== null && sessionsOf(programs, processes, env.platform).length > 0;
  }

  function known(ref: SignInRef): ReturnType<DisconnectParts['known']> {
    const signIn = from.snapshot().signIns.find((one) => one.ref === ref);
    const refs = new Set<ServerRef>(signIn?.entries);
    const entries = from.entries().filter((entry) => refs.has(entry.ref));
    const record = from.reader
      .readings()
      .flatMap(({ records }) => records)
      .find(({ owner, key }) => `${owner}/${key}` === ref);
    const addresses = entries.map((entry) => mcpRemoteUse(entry)?.url ?? from.resolvedUrl(entry));
    const serverUrl = record?.serverUrl ?? addresses.find((url) => url !== null) ?? null;
    const inKeychain = record?.inKeychain === true;
    return { serverUrl, expiresAt: signIn?.expiresAt ?? null, entries, inKeychain };
  }

  async function clientLogout(
    owner: string,
    entries: readonly InventoryEntry[],
    signal: AbortSignal,
  ): ReturnType<DisconnectParts['clientLogout']> {
    const adapter = adapterFor(owner);
    const entry = entries.find((one) => one.location.client === owner && adapter?.logout(one) != null);
    if (entry === undefined) return null;
    const handle = { signal, phase: () => undefined, code: () => undefined };
    // Where each look may raise the system's dialog, the one after the removal has to do.
    const asks = stores.find((store) => store.owner === owner)?.asks?.(env) === true;
    const ended = await (asks
      ? from.signIns.runLogout(entry, handle)
      : from.signIns.end(entry, 'client', handle));
    return ended.ok ? { ok: true, value: null } : ended;
  }

  return async (refs) => {
    const receipts: DisconnectReceipt[] = [];
    for (const ref of new Set(refs)) {
      const done = await operations.run('sign-out', ref, async (handle) => {
        handle.phase('Disconnecting…');
        return { ok: true, value: await disconnect(ref, handle.signal) };
      });
      receipts.push(
        done.ok
          ? { ref, ...done.value }
          : { ref, sentences: [`${done.error.message} ${done.error.next}`], complete: false },
      );
    }
    return receipts;
  };
}
