import type { SignOutReceipt } from '../../../shared/actions.ts';
import type { SignInRef } from '../../../shared/domain.ts';
import { ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { createOAuthHttp } from '../auth/oauth-http.ts';
import type { AuthEngine } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { HostEnv } from '../host-env.ts';
import type { OpenedRecord, SignInStore } from '../sign-ins/types.ts';
import { endOwnSignIn } from './own-sign-in.ts';
import { disconnectReceipt } from './receipt.ts';
import { removeRecord } from './remove-record.ts';
import { revokeGrant } from './revoke-grant.ts';
import type { GrantEnd } from './revoke-grant.ts';
import { whileNoRenewal } from './while-no-renewal.ts';

export type Disconnect = (ref: SignInRef, signal: AbortSignal) => Promise<SignOutReceipt>;

export interface DisconnectParts {
  readonly env: HostEnv;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  readonly engine: AuthEngine;
  readonly stores: readonly SignInStore[];
  readonly ownerName: (owner: string) => string;
  /** What the snapshot knows of a sign-in, tokens aside. */
  readonly known: (ref: SignInRef) => {
    /** The address as written, not masked. */
    readonly serverUrl: string | null;
    readonly expiresAt: number | null;
    readonly entries: readonly InventoryEntry[];
    /** It was in the keychain when the stores were read last. */
    readonly inKeychain: boolean;
  };
  /** Whether the system's keychain can be used; asked only where a record has gone from it. */
  readonly keychain: () => Promise<Result<null>>;
  /** Whether programs of the owner run right now. */
  readonly runs: (owner: string) => Promise<boolean>;
  /** Runs the client's own sign-out for one of the entries; null when it has none for them. */
  readonly clientLogout: (
    owner: string,
    entries: readonly InventoryEntry[],
    signal: AbortSignal,
  ) => Promise<Result<null> | null>;
}

/** One record on its way out. */
interface Ending {
  readonly store: SignInStore;
  readonly key: string;
  readonly serverUrl: string | null;
  /** How each grant ended. */
  readonly ends: GrantEnd[];
  /** Tokens that were revoked, or tried. */
  readonly done: Set<string | null>;
}

/** The owner may renew while we work: what it has then is revoked too, at most this often. */
const ROUNDS = 3;

/**
 * Ends one sign-in for good: revoked at its issuer, signed out by its client where that has a command and still
 * knows the server, else deleted in the client's store; read again; told in words. Tokens are read in here,
 * and nothing of them leaves.
 */
export function createDisconnect(parts: DisconnectParts): Disconnect {
  const { env, now } = parts;
  const http = createOAuthHttp(parts.fetch);

  return async (ref, signal) => {
    const slash = ref.indexOf('/');
    const owner = ref.slice(0, slash);
    const key = ref.slice(slash + 1);
    const known = parts.known(ref);
    if (owner === 'mcp-tray') {
      return endOwnSignIn(parts.engine, key, known.serverUrl === null ? [] : [known.serverUrl]);
    }
    const store = parts.stores.find((one) => one.owner === owner);
    if (store === undefined) return gone(parts.ownerName(owner));
    return endForeign(store, key, known, signal);
  };

  async function endForeign(
    store: SignInStore,
    key: string,
    known: ReturnType<DisconnectParts['known']>,
    signal: AbortSignal,
  ): Promise<SignOutReceipt> {
    const ownerName = parts.ownerName(store.owner);
    const ending: Ending = { store, key, serverUrl: known.serverUrl, ends: [], done: new Set() };
    const opened = await revokeAll(ending);
    if (!opened.ok) return unreadable(ownerName, opened.error);
    if (opened.value === null) {
      // A locked keychain shows nothing, which is not the same as holding nothing.
      const open = known.inKeychain ? await parts.keychain() : ok(null);
      return open.ok ? gone(ownerName) : unreadable(ownerName, open.error);
    }
    const logout = await parts.clientLogout(store.owner, known.entries, signal);
    const byClient = logout?.ok === true;
    const { removal, renewing } = opened.value;
    const removed = await whileNoRenewal(env, renewing, () =>
      asks(store) ? removeRecord(env, removal) : remove(ending),
    );
    return disconnectReceipt({
      ownerName,
      ends: ending.ends,
      expiresAt: known.expiresAt,
      removeError: removed.ok ? null : removed.error,
      logoutError: logout?.ok === false ? logout.error : null,
      mayComeBack:
        !byClient && removed.ok && store.noticesDeletion !== true && (await parts.runs(store.owner)),
      now: now(),
    });
  }

  /** Each reading may raise the system's dialog: one has to do, and every removal step looks for itself. */
  function asks(store: SignInStore): boolean {
    return store.asks?.(env) === true;
  }

  /** The record as found first; null when there is none. */
  async function revokeAll(ending: Ending): Promise<Result<OpenedRecord | null>> {
    const { store, key } = ending;
    let first: OpenedRecord | null = null;
    for (let round = 0; round < (asks(store) ? 1 : ROUNDS); round += 1) {
      const opened = await store.open(env, key);
      if (!opened.ok) return opened;
      if (opened.value === null) break;
      first ??= opened.value;
      if ((await revokeNew(ending, opened.value)) === 0) break;
    }
    return ok(first);
  }

  /** How many grants it holds that were not revoked yet. */
  async function revokeNew({ serverUrl, ends, done }: Ending, { grants }: OpenedRecord): Promise<number> {
    const fresh = grants.filter(({ refreshToken, accessToken }) => !done.has(refreshToken ?? accessToken));
    for (const grant of fresh) {
      done.add(grant.refreshToken ?? grant.accessToken);
      ends.push(await revokeGrant(grant, { serverUrl, http }));
    }
    return fresh.length;
  }

  /** Nothing is left to delete after the client's own sign-out; else the store is edited, and read again. */
  async function remove(ending: Ending): Promise<Result<null>> {
    const { store, key } = ending;
    const opened = await store.open(env, key);
    if (!opened.ok) return opened;
    if (opened.value === null) return ok(null);
    // Its owner may have renewed it while we waited for it.
    await revokeNew(ending, opened.value);
    const removed = await removeRecord(env, opened.value.removal);
    if (!removed.ok) return removed;
    const left = await store.open(env, key);
    if (!left.ok || left.value === null) return left.ok ? ok(null) : left;
    // The client has just written it again.
    const again = await revokeAll(ending);
    return again.ok ? removeRecord(env, left.value.removal) : again;
  }
}

function gone(ownerName: string): SignOutReceipt {
  return { sentences: [`${ownerName} has no such sign-in any more.`], complete: true };
}

function unreadable(ownerName: string, { code, message, next }: AppError): SignOutReceipt {
  const why = code === 'Unsupported' ? message : `the sign-ins of ${ownerName} cannot be read. ${message}`;
  return { sentences: [`Nothing was done: ${why} ${next}`], complete: false };
}
