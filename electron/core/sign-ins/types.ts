import type { Result } from '../../../shared/errors.ts';
import type { ClientAdapter, ClientLock, PlacedLock, RawEntry } from '../clients/types.ts';
import type { KeyPath } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import type { SecretAttributes } from '../secrets/secret-service.ts';
import type { ForeignKeychainItems, KeychainItemRef } from './foreign-keychain-item.ts';

/** Metadata of one token record in a client's own store. Token text is never kept in here. */
export interface SignInRecord {
  /** Client id. */
  readonly owner: string;
  /** The store's own key (`name|hash`). */
  readonly key: string;
  readonly serverName: string;
  readonly serverUrl: string | null;
  readonly issuer: string | null;
  /** Epoch milliseconds, or null when the record does not say. */
  readonly expiresAt: number | null;
  readonly hasAccessToken: boolean;
  readonly refreshable: boolean;
  /** Epoch milliseconds of the last time the server refused to serve without a token, where recorded. */
  readonly rejectedAt: number | null;
  /** Tells sign-ins to one address apart, where the client does (by the headers it sends). */
  readonly variant?: string;
  /** It stands in the system's keychain, where a locked one looks like an empty one. */
  readonly inKeychain?: true;
  /** The store keeps neither name nor address: an entry that it serves has both. */
  readonly nameless?: true;
  /** Why nothing uses it any more, where the store itself tells; a sentence. */
  readonly outdated?: string;
}

/** The secret part of one record. Made for ending a sign-in only; kept nowhere, shown nowhere. */
export interface StoredGrant {
  readonly refreshToken: string | null;
  readonly accessToken: string | null;
  readonly clientId: string | null;
  readonly clientSecret: string | null;
  readonly issuer: string | null;
  /** Where the tokens came from, for stores that do not keep the issuer. */
  readonly tokenEndpoint: string | null;
}

/** One thing to delete. `find` answers the place in the file as it is then, or null when it is gone. */
export type RemovalStep =
  | {
      /** How the file is written; one member goes, every other byte stays. */
      readonly kind: 'json' | 'yaml';
      readonly path: string;
      readonly find: (root: unknown) => KeyPath | null;
      /** A file whose flock(2) the owner takes while it writes. */
      readonly flock?: string;
      /** The lock that the owner takes while it writes. */
      readonly lock?: ClientLock;
    }
  /** `tellsOfOthers`: without it the rest could not be found again, so it goes only after all of them have. */
  | { readonly kind: 'file'; readonly path: string; readonly tellsOfOthers?: true }
  /**
   * A file that only its store can read (encrypted). `without` makes its whole text without the record, from the text it
   * has then; null when the record is gone.
   */
  | {
      readonly kind: 'sealed';
      readonly path: string;
      readonly without: (text: string) => Promise<Result<string | null>>;
      readonly lock: ClientLock;
    }
  /** A member of JSON that stands, with other things, in one item of a system keychain. */
  | {
      readonly kind: 'keychain-json';
      readonly item: KeychainItemRef;
      readonly items: ForeignKeychainItems;
      readonly find: (root: unknown) => KeyPath | null;
      readonly lock?: ClientLock;
    }
  /** One item of a system keychain. */
  | {
      readonly kind: 'keyring';
      readonly service: (env: HostEnv) => string;
      readonly account: string;
      readonly items: ForeignKeychainItems;
    }
  /** An item of the Secret Service that its owner finds by other attributes than service and account. */
  | { readonly kind: 'secret-service'; readonly attributes: SecretAttributes };

/** A record opened to be ended. Several grants when it stands in several places. */
export interface OpenedRecord {
  readonly grants: readonly StoredGrant[];
  readonly removal: readonly RemovalStep[];
  /** What the owner holds while it renews the tokens of this record: a lock, or a file under flock(2). */
  readonly renewing?: PlacedLock | { readonly flock: string };
}

/** Another program's token store. `list` reads metadata only; nothing here refreshes or starts the client. */
export interface SignInStore {
  /** Client id, or the name of a program that several clients start. */
  readonly owner: string;
  /** Its records serve entries of every client. */
  readonly servesAll?: true;
  /**
   * By client id: what of the client keeps its sign-ins here ("Kiro CLI"), where another part of it keeps its own out
   * of our sight. A server without a record may be signed in there.
   */
  readonly parts?: Readonly<Record<string, string>>;
  /** Clients whose files its own client reads servers from as well, as they stand. */
  readonly readsFilesOf?: readonly string[];
  /** The client reads servers from project folders that it keeps no list of. */
  readonly forgetsProjects?: true;
  /** Running programs of the client notice a deletion, and do not bring the record back. */
  readonly noticesDeletion?: true;
  /** It may keep records in the Secret Service, where a locked keyring looks like an empty one. */
  readonly usesKeychain?: true;
  /**
   * True where the client may keep records out of our sight (macOS keychain before the click, encrypted file): a server
   * without a record may be signed in all the same.
   */
  hides?(env: HostEnv): boolean;
  /** Whether to `open` a record may raise the system's dialog: it is asked for as rarely as can be. */
  asks?(env: HostEnv): boolean;
  /**
   * What has to be asked for once, with a click, before its records are seen here: asking may raise the system's
   * dialog. Null where nothing is kept back, or after it was asked.
   */
  closed?(env: HostEnv): { readonly place: string } | null;
  /**
   * That click. What it showed is kept until the next; errors of the keychain. `entries` are those of its client: where
   * keys follow from them, records can be asked for one by one.
   */
  look?(env: HostEnv, entries: readonly RawEntry[]): Promise<Result<null>>;
  /** The client has just changed what it keeps: what was seen may not be all any more. */
  doubt?(): void;
  /** Programs that hold records in memory and may write them back, where the client's own list is for other things. */
  readonly programs?: NonNullable<ClientAdapter['processes']>;
  /** Files whose change means "read again". */
  watchPaths(env: HostEnv): readonly string[];
  /** A missing store is an empty list; an unreadable one is a failure. */
  list(env: HostEnv): Promise<Result<readonly SignInRecord[]>>;
  /** Whether this record serves this entry, by the client's own key rule. */
  matches(record: SignInRecord, entry: RawEntry): boolean;
  /** Everything needed to end one record, read now; null when it is gone. Only `disconnect/` may ask. */
  open(env: HostEnv, key: string): Promise<Result<OpenedRecord | null>>;
}
