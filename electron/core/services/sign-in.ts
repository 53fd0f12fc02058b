import type { SignOutReceipt } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { ClientAdapter, LoginCommand } from '../clients/types.ts';
import { findBinary } from '../config/detect.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { HostEnv } from '../host-env.ts';
import type { SignInRecord } from '../sign-ins/types.ts';
import type { OperationHandle } from './operations.ts';
import { signInOurselves } from './own-sign-in.ts';
import type { SignInWay } from './sign-in-way.ts';
import type { StoreAnswer } from './sign-in-rounds.ts';
import type { StoreReader } from './store-reader.ts';

const LOGIN_TIMEOUT_MS = 5 * 60_000;
const LOGOUT_TIMEOUT_MS = 30_000;

/** Signs in and out of one entry's server, with the client's own commands or with our own flow. */
export interface SignInService {
  start(entry: InventoryEntry, way: SignInWay, handle: OperationHandle): Promise<Result<null>>;
  end(entry: InventoryEntry, via: 'client' | 'own', handle: OperationHandle): Promise<Result<SignOutReceipt>>;
  /** What the client's store shows of this entry, read now. */
  look(entry: InventoryEntry): Promise<StoreAnswer>;
}

export function createSignInService(options: {
  env: HostEnv;
  engine: AuthEngine;
  adapterOf: (entry: InventoryEntry) => ClientAdapter;
  resolvedUrl: (entry: InventoryEntry) => string | null;
  stores: StoreReader;
}): SignInService {
  /** What the client's store says now about this entry. */
  async function freshRecords(entry: InventoryEntry): Promise<readonly SignInRecord[]> {
    await options.stores.read();
    return options.stores.recordsFor(entry);
  }

  async function runCommand(
    entry: InventoryEntry,
    command: LoginCommand | null,
    handle: OperationHandle,
    timeoutMs: number,
  ): Promise<Result<null>> {
    const adapter = options.adapterOf(entry);
    if (command === null) return fail('Unsupported', `${adapter.name} has no command for this.`);
    const binaryPath = findBinary(options.env, adapter.binaries);
    if (binaryPath === null) {
      return fail('NotInstalled', `${adapter.name}’s program is not found on this computer.`, {
        next: `Install ${adapter.name}, or start MCP Tray from a terminal where it is on the PATH.`,
      });
    }
    const { runClientCommand } = await import('../sign-ins/client-login.ts');
    return runClientCommand({
      command,
      binaryPath,
      env: options.env,
      signal: handle.signal,
      timeoutMs,
      onOutput: () => undefined,
    });
  }

  async function startWithClient(entry: InventoryEntry, handle: OperationHandle): Promise<Result<null>> {
    const adapter = options.adapterOf(entry);
    handle.phase(`${adapter.name} opens your browser. Sign in there.`);
    const command = adapter.login(entry);
    const result = await runCommand(entry, command, handle, LOGIN_TIMEOUT_MS);
    if (!result.ok) return result;
    handle.phase('Confirming…');
    const records = await freshRecords(entry);
    const told = options.stores.sees(entry) || command?.exitTellsNothing === true;
    if (told && !records.some((record) => record.hasAccessToken)) {
      return fail('SignInFailed', `${adapter.name} ended without a sign-in for ${entry.name}.`);
    }
    return ok(null);
  }

  async function endWithClient(
    entry: InventoryEntry,
    handle: OperationHandle,
  ): Promise<Result<SignOutReceipt>> {
    const adapter = options.adapterOf(entry);
    handle.phase(`Signing out of ${adapter.name}…`);
    const result = await runCommand(entry, adapter.logout(entry), handle, LOGOUT_TIMEOUT_MS);
    const left = (await freshRecords(entry)).some((record) => record.hasAccessToken || record.refreshable);
    if (!result.ok && left) return result;
    return left
      ? ok({ complete: false, sentences: [`${adapter.name} still keeps a sign-in for ${entry.name}.`] })
      : ok({
          complete: true,
          sentences: [`Signed out: ${adapter.name} no longer keeps a sign-in for ${entry.name}.`],
        });
  }

  return {
    async start(entry, way, handle) {
      if (way.by === 'client') return startWithClient(entry, handle);
      const url = options.resolvedUrl(entry);
      return url === null ? noAddress(entry) : signInOurselves(options.engine, url, way, handle);
    },
    async end(entry, via, handle) {
      if (via === 'client') return endWithClient(entry, handle);
      const url = options.resolvedUrl(entry);
      if (url === null) return noAddress(entry);
      handle.phase('Signing out…');
      return options.engine.signOut(url);
    },
    async look(entry) {
      const records = await freshRecords(entry);
      if (records.some((record) => record.hasAccessToken || record.refreshable)) return 'signed-in';
      return options.stores.sees(entry) ? 'none' : 'unseen';
    },
  };
}

function noAddress(entry: InventoryEntry) {
  return fail('Unsupported', `${entry.name} has no web address, so there is nothing to sign in to.`);
}
