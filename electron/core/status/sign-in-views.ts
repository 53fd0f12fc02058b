import type { AuthFact } from '../../../shared/domain.ts';
import { maskUrl } from '../../../shared/redact.ts';
import type { CredentialSummary } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import { mcpRemoteUse } from '../sign-ins/mcp-remote-hash.ts';
import { isStoreOf } from '../sign-ins/store-of.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';
import type { SignInUse } from './stale-reasons.ts';

/** Clients' records as shown; records that never got a token are not sign-ins. Pure. */
export function clientSignIns(from: {
  store: SignInStore;
  records: readonly SignInRecord[];
  entries: readonly InventoryEntry[];
  allKnown: boolean;
  isGone: (entry: InventoryEntry) => boolean;
}): readonly SignInUse[] {
  const { store, entries } = from;
  return from.records
    .filter((record) => record.hasAccessToken || record.refreshable)
    .map((record) => {
      const served = entries.filter((entry) => serves(store, record, entry));
      const url = record.serverUrl ?? addressOf(store, served);
      const isNameless = store.servesAll === true || record.nameless === true;
      return {
        signIn: {
          ref: `${record.owner}/${record.key}`,
          owner: record.owner,
          server: isNameless ? (served[0]?.name ?? record.serverName) : record.serverName,
          url: url === null ? null : maskUrl(url),
          issuer: record.issuer,
          expiresAt: record.expiresAt,
          refreshable: record.refreshable,
          entries: served.map((entry) => entry.ref),
        },
        identity: url === null ? null : `${record.variant ?? ''} ${withoutSlash(url)}`,
        outdated: record.outdated ?? null,
        allKnown: from.allKnown,
        forgetsProjects: store.forgetsProjects === true,
        gone: served.length > 0 && served.every(from.isGone),
        refused: null,
      };
    });
}

/** Whether a record is used by an entry: of its own client, of one whose files that client reads, or of any. */
function serves(store: SignInStore, record: SignInRecord, entry: InventoryEntry): boolean {
  const { client } = entry.location;
  const reads =
    store.servesAll === true || isStoreOf(store, client) || store.readsFilesOf?.includes(client) === true;
  return reads && store.matches(record, entry);
}

/** mcp-remote keeps no address: it stands in the entry that starts it. */
function addressOf(store: SignInStore, served: readonly InventoryEntry[]): string | null {
  const [entry] = served;
  if (entry === undefined) return null;
  return store.servesAll === true ? (mcpRemoteUse(entry)?.url ?? null) : entry.url;
}

/** Our own credentials as shown. Pure. */
export function ownSignIns(
  credentials: readonly CredentialSummary[],
  entries: readonly InventoryEntry[],
  context: {
    allKnown: boolean;
    factOf: (entry: InventoryEntry) => AuthFact | null;
    isGone: (entry: InventoryEntry) => boolean;
  },
): readonly SignInUse[] {
  return credentials.map((credential) => {
    const served = entries.filter(
      (entry) => entry.url !== null && sameResource(entry.url, credential.resource),
    );
    return {
      signIn: {
        ref: `mcp-tray/${credential.resource}|${credential.issuer}`,
        owner: 'mcp-tray',
        server: served[0]?.name ?? hostOf(credential.resource),
        url: maskUrl(credential.resource),
        issuer: credential.issuer,
        expiresAt: credential.expiresAt,
        refreshable: credential.refreshable,
        entries: served.map((entry) => entry.ref),
      },
      identity: null,
      outdated: null,
      allKnown: context.allKnown,
      forgetsProjects: false,
      gone: served.length > 0 && served.every(context.isGone),
      refused: refusalOf(served.map(context.factOf)),
    };
  });
}

function refusalOf(facts: readonly (AuthFact | null)[]): SignInUse['refused'] {
  const states = facts.map((fact) => fact?.state);
  return (['rejected', 'wrong-audience'] as const).find((state) => states.includes(state)) ?? null;
}

/** A resource covers an address on the same origin at or below its path (RFC 8707 resource of RFC 9728). */
function sameResource(url: string, resource: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(resource)) return false;
  const address = new URL(url);
  const covered = new URL(resource);
  const path = covered.pathname.replace(/\/+$/, '');
  return (
    address.origin === covered.origin &&
    (address.pathname === path || address.pathname.startsWith(`${path}/`))
  );
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
