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
    const ends: GrantEnd[] = [];
    const opened = await revokeAll(store, key, known.serverUrl, ends);
    if (!opened.ok) return unreadable(ownerName, opened.error);
    if (opened.value === null) {
      // A locked keychain shows nothing, which is not the same as holding nothing.
      const open = known.inKeychain ? await parts.keychain() : ok(null);
      return open.ok ? gone(ownerName) : unreadable(ownerName, open.error);
    }
    const logout = await parts.clientLogout(store.owner, known.entries, signal);
    const byClient = logout?.ok === true;
    const removed = asks(store)
      ? await removeRecord(env, opened.value.removal)
      : await remove(store, key, known.serverUrl, ends);
    return disconnectReceipt({
      ownerName,
      ends,
      expiresAt: known.expiresAt,
      removeError: removed.ok ? null : removed.error,
      logoutError: logout?.ok === false ? logout.error : null,
      mayComeBack: !byClient && removed.ok && (await parts.runs(store.owner)),
      now: now(),
    });
  }

  /** Each reading may raise the system's dialog: one has to do, and every removal step looks for itself. */
  function asks(store: SignInStore): boolean {
    return store.asks?.(env) === true;
  }

  /** The record as found first; null when there is none. Leaves how each grant ended in `ends`. */
  async function revokeAll(
    store: SignInStore,
    key: string,
    serverUrl: string | null,
    ends: GrantEnd[],
  ): Promise<Result<OpenedRecord | null>> {
    const done = new Set<string | null>();
    let first: OpenedRecord | null = null;
    for (let round = 0; round < (asks(store) ? 1 : ROUNDS); round += 1) {
      const opened = await store.open(env, key);
      if (!opened.ok) return opened;
      if (opened.value === null) break;
      first ??= opened.value;
      const fresh = opened.value.grants.filter(
        ({ refreshToken, accessToken }) => !done.has(refreshToken ?? accessToken),
      );
      if (fresh.length === 0) break;
      for (const grant of fresh) {
        done.add(grant.refreshToken ?? grant.accessToken);
        ends.push(await revokeGrant(grant, { serverUrl, http }));
      }
    }
    return ok(first);
  }

  /** Nothing is left to delete after the client's own sign-out; else the store is edited, and read again. */
  async function remove(
    store: SignInStore,
    key: string,
    serverUrl: string | null,
    ends: GrantEnd[],
  ): Promise<Result<null>> {
    const opened = await store.open(env, key);
    if (!opened.ok) return opened;
    if (opened.value === null) return { ok: true, value: null };
    const removed = await removeRecord(env, opened.value.removal);
    if (!removed.ok) return removed;
    const left = await store.open(env, key);
    if (!left.ok || left.value === null) return left.ok ? { ok: true, value: null } : left;
    // The client has just written it again.
    const again = await revokeAll(store, key, serverUrl, ends);
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
