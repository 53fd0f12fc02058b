import type { SignOutReceipt } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { BY_HAND } from '../by-hand.ts';
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
  /** Only the client's own command; whether it worked is for the caller to see. */
  runLogout(entry: InventoryEntry, handle: OperationHandle): Promise<Result<null>>;
  /** What the client's store shows of this entry, read now. */
  look(entry: InventoryEntry): Promise<StoreAnswer>;
}

export function createSignInService(options: {
  env: HostEnv;
  engine: AuthEngine;
  adapterOf: (entry: InventoryEntry) => ClientAdapter;
  resolvedUrl: (entry: InventoryEntry) => string | null;
  stores: StoreReader;
  /** As of `Ports`. */
  showUrl?: ((url: string) => null | 'by-hand') | undefined;
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
      onAddress(url) {
        if (options.showUrl?.(url) === 'by-hand') handle.phase(BY_HAND);
      },
    });
  }

  async function startWithClient(entry: InventoryEntry, handle: OperationHandle): Promise<Result<null>> {
    const adapter = options.adapterOf(entry);
    handle.phase(`${adapter.name} opens your browser. Sign in there.`);
    const command = adapter.login(entry);
    const result = await runCommand(entry, command, handle, LOGIN_TIMEOUT_MS);
    if (!result.ok) return result;
    handle.phase('Confirming…');
    options.stores.doubt(entry);
    const records = await freshRecords(entry);
    const told = options.stores.sees(entry) || command?.exitTellsNothing === true;
    if (told && !records.some((record) => record.hasAccessToken)) {
      return fail('SignInFailed', `${adapter.name} ended without a sign-in for ${entry.name}.`);
    }
    return ok(null);
  }

  async function runLogout(entry: InventoryEntry, handle: OperationHandle): Promise<Result<null>> {
    const ended = await runCommand(entry, options.adapterOf(entry).logout(entry), handle, LOGOUT_TIMEOUT_MS);
    options.stores.doubt(entry);
    return ended;
  }

  async function endWithClient(
    entry: InventoryEntry,
    handle: OperationHandle,
  ): Promise<Result<SignOutReceipt>> {
    const adapter = options.adapterOf(entry);
    handle.phase(`Signing out of ${adapter.name}…`);
    const seenBefore = options.stores.recordsFor(entry).length > 0;
    const result = await runLogout(entry, handle);
    const records = await options.stores.readAgain(entry);
    const left = !records.ok || records.value.some((record) => record.hasAccessToken || record.refreshable);
    const seen = records.ok && (seenBefore || options.stores.sees(entry));
    if (!result.ok && (left || !seen)) return result;
    if (seen) return ok(left ? stillKept(adapter.name, entry.name) : noLongerKept(adapter.name, entry.name));
    const why = records.ok ? '' : ` ${records.error.message} ${records.error.next}`;
    return ok({
      complete: records.ok && adapter.logout(entry)?.exitTellsNothing !== true,
      sentences: [
        `${adapter.name} says that it has signed out of ${entry.name}. MCP Tray cannot look whether it did.${why}`,
      ],
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
    runLogout,
    async look(entry) {
      const records = await freshRecords(entry);
      if (records.some((record) => record.hasAccessToken || record.refreshable)) return 'signed-in';
      return options.stores.sees(entry) ? 'none' : 'unseen';
    },
  };
}

function stillKept(client: string, server: string): SignOutReceipt {
  return { complete: false, sentences: [`${client} still keeps a sign-in for ${server}.`] };
}

function noLongerKept(client: string, server: string): SignOutReceipt {
  return {
    complete: true,
    sentences: [`Signed out: ${client} no longer keeps a sign-in for ${server}.`],
  };
}

function noAddress(entry: InventoryEntry) {
  return fail('Unsupported', `${entry.name} has no web address, so there is nothing to sign in to.`);
}
