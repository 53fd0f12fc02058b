import type { AuthFact, ClientId, ConnectionFact, ServerEntry, SignIn } from '../../../shared/domain.ts';
import type {
  BackgroundChecks,
  ClientView,
  HistoryItem,
  KeychainView,
  OperationView,
  Snapshot,
} from '../../../shared/snapshot.ts';
import type { ClientAdapter } from '../clients/types.ts';
import type { InventoryEntry, InventoryState } from '../config/inventory.ts';
import type { SignInRound } from '../../../shared/sign-in-round.ts';
import type { CheckRecord } from '../services/checker.ts';
import { settledRound } from '../services/sign-in-plan.ts';
import { entryFindings, placesIn } from '../findings/entry-findings.ts';
import type { FileExposure } from '../findings/exposure.ts';
import { takenNames } from '../findings/variable-names.ts';
import type { ConfigDocument } from '../formats/types.ts';
import { isStoreOf, partOf } from '../sign-ins/store-of.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';
import type { CredentialSummary } from '../auth/types.ts';
import { authFact } from './auth-fact.ts';
import { entryView, isChangeable } from './entry-view.ts';
import { goneServers } from './gone-servers.ts';
import { entriesInUse } from './shared-files.ts';
import { clientSignIns, ownSignIns } from './sign-in-views.ts';
import { withStaleReasons } from './stale-reasons.ts';

/** What one client's own token store told us; `hidden` when it is kept where we do not look. */
export interface StoreReading {
  readonly store: SignInStore;
  readonly records: readonly SignInRecord[];
  readonly hidden: boolean;
}

export interface SnapshotParts {
  readonly revision: number;
  readonly now: number;
  readonly loading: boolean;
  readonly host: Snapshot['host'];
  readonly vars: Readonly<Record<string, string | undefined>>;
  readonly adapters: readonly ClientAdapter[];
  readonly installed: ReadonlyMap<string, { readonly installed: boolean; readonly version: string | null }>;
  readonly inventory: InventoryState;
  readonly stores: readonly StoreReading[];
  readonly closedStores: Snapshot['closedStores'];
  readonly credentials: readonly CredentialSummary[];
  /** Our own fact for an entry's server, or null. */
  readonly ownFact: (entry: InventoryEntry) => AuthFact | null;
  readonly check: (entry: InventoryEntry) => CheckRecord | null;
  readonly connection: (entry: InventoryEntry) => ConnectionFact;
  readonly signsInByTools: (entry: InventoryEntry) => boolean;
  /** The file an entry stands in, as last read; null while it is parked. */
  readonly document: (entry: InventoryEntry) => ConfigDocument | null;
  readonly exposure: (path: string) => FileExposure | null;
  readonly keychain: KeychainView;
  readonly background: BackgroundChecks | null;
  readonly restart: (client: ClientId) => ClientView['restart'];
  readonly history: readonly HistoryItem[];
  readonly operations: readonly OperationView[];
  readonly signInRound: SignInRound | null;
  readonly sessionSignIns: Snapshot['sessionSignIns'];
  readonly ownProblems: readonly string[];
  readonly failures: Snapshot['failures'];
}

/** Everything shown, from everything known. Pure. */
export function buildSnapshot(parts: SnapshotParts): Snapshot {
  const adapters = new Map(parts.adapters.map((adapter) => [adapter.id, adapter]));
  const isInstalled = (client: string): boolean => parts.installed.get(client)?.installed ?? false;
  const used = entriesInUse(parts.inventory.entries, isInstalled).flatMap((entry) => {
    const adapter = adapters.get(entry.location.client);
    return adapter === undefined ? [] : [{ entry, adapter }];
  });
  const secrets = used.flatMap(({ entry, adapter }) =>
    placesIn(entry, adapter, parts.document(entry)).map((place) => ({ server: entry.name, place })),
  );
  const isTaken = takenNames(secrets, parts.vars);
  const entries = used.map(({ entry, adapter }) => viewOf(entry, adapter, parts, isTaken));
  return {
    schema: 1,
    revision: parts.revision,
    takenAt: parts.now,
    loading: parts.loading,
    host: parts.host,
    clients: parts.adapters.map((adapter) => ({
      id: adapter.id,
      name: adapter.name,
      mark: adapter.mark,
      installed: isInstalled(adapter.id),
      version: parts.installed.get(adapter.id)?.version ?? null,
      scopes: adapter.scopes,
      transports: adapter.transports,
      reload: adapter.reload,
      capabilities: {
        disable: adapter.disable,
        signIn: adapter.signsIn,
        edit: adapter.fields !== undefined,
      },
      ...(adapter.fromDesktop === true ? { fromDesktop: true } : {}),
      variableSyntax: adapter.spellVariable?.('NAME') ?? null,
      restart: parts.restart(adapter.id),
    })),
    files: parts.inventory.files,
    entries,
    signIns: allSignIns(parts),
    // A keychain to look into is of no use to who has never had that client.
    closedStores: parts.closedStores.filter(
      ({ owner }) => isInstalled(owner) || used.some(({ entry }) => entry.location.client === owner),
    ),
    projects: parts.inventory.projects,
    keychain: parts.keychain,
    background: parts.background,
    history: parts.history,
    operations: parts.operations,
    signInRound: parts.signInRound === null ? null : settledRound(parts.signInRound, entries),
    sessionSignIns: parts.sessionSignIns,
    ownProblems: parts.ownProblems,
    failures: parts.failures,
  };
}

function viewOf(
  entry: InventoryEntry,
  adapter: ClientAdapter,
  parts: SnapshotParts,
  isTaken: (name: string, value: string) => boolean,
): ServerEntry {
  const reading = parts.stores.find(({ store }) => isStoreOf(store, adapter.id));
  const records = reading?.records.filter((record) => reading.store.matches(record, entry)) ?? [];
  const part = reading === undefined ? null : partOf(reading.store, adapter.id);
  const own = parts.ownFact(entry);
  const check = parts.check(entry);
  // Where no store of a client is known, it keeps its sign-ins somewhere all the same.
  const hidden =
    reading === undefined
      ? adapter.neverSignsIn !== true
      : part !== null || isHidden(reading, parts.keychain);
  const closed = parts.closedStores.find(({ owner }) => owner === reading?.store.owner);
  const auth = authFact({
    entry,
    clientName: adapter.name,
    keptBy: part ?? adapter.name,
    ...(adapter.unsigned === undefined ? {} : { unsigned: adapter.unsigned }),
    ...(adapter.keepsSignIns === undefined ? {} : { keptAt: adapter.keepsSignIns }),
    ...(closed === undefined ? {} : { closedIn: closed.place }),
    records,
    hidden,
    own,
    probe: check === null ? null : { auth: check.auth, checkedAt: check.checkedAt, sent: check.sent },
    vars: parts.vars,
    now: parts.now,
  });
  const ownCredential = own !== null && own.owner === 'mcp-tray';
  const clientRecord = records.some((record) => record.hasAccessToken || record.refreshable);
  const offered = check?.auth.kind === 'challenged' && !check.auth.bare;
  const findings = entryFindings(entry, {
    adapter,
    document: parts.document(entry),
    exposure: parts.exposure(entry.location.path),
    changeable: isChangeable(entry),
    signsIn: ownCredential || clientRecord || offered,
    isTaken,
  });
  const connection = parts.connection(entry);
  const signsInByTools = parts.signsInByTools(entry);
  return entryView(entry, adapter, {
    connection,
    auth,
    ownCredential,
    clientMaySignOut: clientRecord || hidden,
    signsInByTools,
    findings,
  });
}

function isHidden({ store, records, hidden }: StoreReading, keychain: KeychainView): boolean {
  const locked = store.usesKeychain === true && keychain.state === 'locked';
  return hidden || (locked && records.every(({ inKeychain }) => inKeychain !== true));
}

function allSignIns(parts: SnapshotParts): readonly SignIn[] {
  const { entries, files } = parts.inventory;
  const broken = files.filter(({ state }) => ['invalid', 'unreadable', 'unread'].includes(state));
  const allKnown = (owner: string | null, readsFilesOf: readonly string[] = []): boolean =>
    !parts.loading &&
    (owner === null
      ? broken.length === 0
      : parts.adapters.some(({ id }) => id === owner) &&
        broken.every(({ client }) => client !== owner && !readsFilesOf.includes(client)));
  const isGone = goneServers(entries, parts.check);
  const uses = [
    ...parts.stores.flatMap(({ store, records }) =>
      clientSignIns({
        store,
        records,
        entries,
        allKnown: allKnown(store.servesAll === true ? null : store.owner, [
          ...(store.readsFilesOf ?? []),
          ...Object.keys(store.parts ?? {}),
        ]),
        isGone,
      }),
    ),
    ...ownSignIns(parts.credentials, entries, { allKnown: allKnown(null), factOf: parts.ownFact, isGone }),
  ];
  return withStaleReasons(uses, parts.now);
}
