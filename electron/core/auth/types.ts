import type { SignOutReceipt } from '../../../shared/actions.ts';
import type { AuthFact } from '../../../shared/domain.ts';
import type { Result } from '../../../shared/errors.ts';

/** Metadata of one of our own credentials; token text stays inside the engine and the keychain. */
export interface CredentialSummary {
  /** Canonical resource URL (RFC 8707). */
  readonly resource: string;
  readonly issuer: string;
  readonly expiresAt: number | null;
  readonly refreshable: boolean;
  readonly oauthScopes: readonly string[];
}

/** Our own OAuth 2.1 client (`auth.md`, MCP 2026-07-28 authorization). One per core. */
export interface AuthEngine {
  /** From the keychain and memory only, never the network. Null when we hold nothing for this server. */
  fact(serverUrl: string): Promise<Result<AuthFact | null>>;
  /** All we hold. */
  list(): Promise<Result<readonly CredentialSummary[]>>;
  /**
   * A usable access token, renewed first when it has run out (single flight per credential). Null when we
   * hold nothing. A network failure while renewing keeps the tokens and is an error here, never a login.
   */
  accessToken(serverUrl: string): Promise<Result<string | null>>;
  /**
   * Discovery → registration → system browser → loopback callback → keychain. `onPhase` gets plain words
   * ("Waiting for your browser…"). Aborting the signal ends it with AuthCancelled and closes the listener.
   * Old tokens stay until new ones are stored.
   */
  signIn(
    serverUrl: string,
    options: { signal: AbortSignal; onPhase: (phase: string) => void; scope?: string },
  ): Promise<Result<null>>;
  /** Revokes where the issuer offers RFC 7009, deletes from the keychain, and says in words how it went. */
  signOut(serverUrl: string): Promise<Result<SignOutReceipt>>;
  /** Records that the server rejected our token just now (401 invalid_token, 403 insufficient_scope). */
  noteRejection(serverUrl: string, kind: 'invalid-token' | 'insufficient-scope', scope: string | null): void;
}
