import type { Result } from '../../../shared/errors.ts';
import type { KeychainView } from '../../../shared/snapshot.ts';

/**
 * Key–value store over the OS keychain. Values are secret: they never appear in errors or logs. Failures are
 * KeychainUnavailable, KeychainLocked or KeychainDenied; a locked store never answers "no such item".
 */
export interface SecretStore {
  /**
   * Write–read–delete canary; cheap enough to run at start and after an unlock. `waits`: a person asked for it,
   * so there is time for the system's own password dialog (a minute instead of ten seconds).
   */
  check(options?: { readonly waits: boolean }): Promise<KeychainView>;
  get(account: string): Promise<Result<string | null>>;
  set(account: string, value: string): Promise<Result<null>>;
  /** True when there was something to delete. */
  delete(account: string): Promise<Result<boolean>>;
  accounts(): Promise<Result<readonly string[]>>;
}
