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

/** What every sign-in takes. Aborting the signal ends it with AuthCancelled and leaves nothing running. */
export interface SignInOptions {
  readonly signal: AbortSignal;
  /** Gets plain words: "Waiting for your browser…". */
  readonly onPhase: (phase: string) => void;
  /** Instead of what the server asks for (RFC 6749 section 3.3). */
  readonly scope?: string;
}

export interface BrowserOptions extends SignInOptions {
  /** The service asks who is there even when its cookie already says so ("use another account"). */
  readonly anotherAccount?: boolean;
}

/** What to show while the service waits for the person (RFC 8628 section 3.2). Nothing of it is secret to them. */
export interface DeviceCode {
  readonly userCode: string;
  /** Safe to open. */
  readonly verificationUri: string;
  /** The same page with the code filled in, where the service offers it. */
  readonly verificationUriComplete: string | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Seconds between two questions to the service. */
  readonly interval: number;
}

export interface DeviceOptions extends SignInOptions {
  /** Called once, before the waiting begins. Nothing is opened by itself. */
  readonly onCode: (code: DeviceCode) => void;
  /** A client id for this flow alone; else the one entered for the issuer, else a registration. */
  readonly clientId?: string;
  /** Of that client id. */
  readonly clientSecret?: string;
  /** Passed on as it is, e.g. `tenant:acme`. */
  readonly acrValues?: string;
}

/** A client id that a person was given by whoever runs the service. */
export interface GivenClient {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** PKCS 8 PEM, for `private_key_jwt`. */
  readonly privateKey?: { readonly pem: string; readonly algorithm: 'ES256' | 'RS256' };
}

/** Our own OAuth 2.1 client (`docs/auth.md`, MCP 2026-07-28 authorization). One per core. */
export interface AuthEngine {
  /** From the keychain and memory only, never the network. Null when we hold nothing for this server. */
  fact(serverUrl: string): Promise<Result<AuthFact | null>>;
  /** All we hold. */
  list(): Promise<Result<readonly CredentialSummary[]>>;
  /**
   * A usable access token, renewed first when it has run out or soon will (single flight per credential). Null
   * when we hold nothing. A network failure while renewing keeps the tokens and is an error only when the
   * token no longer works, never a login.
   */
  accessToken(serverUrl: string): Promise<Result<string | null>>;
  /**
   * Discovery → registration → system browser → loopback callback → keychain. Old tokens stay until new ones
   * are stored.
   */
  signIn(serverUrl: string, options: BrowserOptions): Promise<Result<null>>;
  /**
   * After 403 insufficient_scope: a sign-in that asks for what was asked for before and for `challengedScope`
   * (of the challenge). At most two per operation and hour, then InsufficientScope.
   */
  stepUp(
    serverUrl: string,
    challengedScope: string | null,
    options: SignInOptions & { readonly operation: string },
  ): Promise<Result<null>>;
  /** The device flow (RFC 8628). Errors: Unsupported (not offered), AuthTimeout, AuthDenied, AuthCancelled … */
  signInWithCode(serverUrl: string, options: DeviceOptions): Promise<Result<null>>;
  /** Client credentials: the app itself signs in, with what it was given; it renews by asking again. */
  signInAsApp(serverUrl: string, given: GivenClient, options: SignInOptions): Promise<Result<null>>;
  /**
   * Keeps a client id for the sign-in service of this server, in the keychain and with its issuer; `null`
   * forgets it. Asks the server for its issuer; errors as in a sign-in's discovery, and the keychain's.
   */
  setRegistration(serverUrl: string, given: GivenClient | null): Promise<Result<null>>;
  /** Revokes where the issuer offers RFC 7009, deletes from the keychain, and says in words how it went. */
  signOut(serverUrl: string): Promise<Result<SignOutReceipt>>;
  /**
   * Records that the server rejected our token just now (401 invalid_token, 403 insufficient_scope). With
   * `refusedToken`, an answer that comes late is not held against a token that was renewed meanwhile.
   */
  noteRejection(
    serverUrl: string,
    kind: 'invalid-token' | 'insufficient-scope',
    scope: string | null,
    refusedToken?: string,
  ): void;
}
