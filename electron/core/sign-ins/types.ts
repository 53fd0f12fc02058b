import type { Result } from '../../../shared/errors.ts';
import type { HostEnv } from '../host-env.ts';
import type { RawEntry } from '../clients/types.ts';

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
}

/** Another program's token store. Reads metadata only; never refreshes, never starts the client. */
export interface SignInStore {
  readonly owner: string;
  /** True where the client keeps its records out of our reach (macOS keychain, encrypted file). */
  hides?(env: HostEnv): boolean;
  /** Files whose change means "read again". */
  watchPaths(env: HostEnv): readonly string[];
  /** A missing store is an empty list; an unreadable one is a failure. */
  list(env: HostEnv): Promise<Result<readonly SignInRecord[]>>;
  /** Whether this record serves this entry, by the client's own key rule. */
  matches(record: SignInRecord, entry: RawEntry): boolean;
}
