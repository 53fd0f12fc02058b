import type { ConnectionFact } from '../../../shared/domain.ts';

export interface HttpProbeTarget {
  readonly url: string;
  readonly transport: 'http' | 'sse';
  /** Static headers from the config, references already resolved. */
  readonly headers: Readonly<Record<string, string>>;
  readonly token: string | null;
}

/** RFC 6750 challenge as far as we use it. */
export interface AuthChallenge {
  readonly error: string | null;
  /** The server's own words; from outside. */
  readonly description: string | null;
  readonly scope: string | null;
  readonly resourceMetadata: string | null;
}

/** What a probe learned about sign-in; the caller combines it with stored records into an AuthFact. */
export type ProbeAuth =
  /** Answered without a token and publishes no metadata. */
  | { readonly kind: 'open' }
  /** Answered without a token although it publishes protected-resource metadata. */
  | { readonly kind: 'optional' }
  /** Answered with the token or static header that was sent; `signsIn`: and has tools to sign in with besides. */
  | { readonly kind: 'accepted'; readonly signsIn?: true }
  /** Answered, and has tools by which one signs in inside its own session. */
  | { readonly kind: 'session' }
  /** 401. `bare` = no metadata anywhere, so OAuth is not offered. */
  | { readonly kind: 'challenged'; readonly challenge: AuthChallenge; readonly bare: boolean }
  /** 403 insufficient_scope. */
  | { readonly kind: 'insufficient-scope'; readonly challenge: AuthChallenge }
  /** 403 of another kind. */
  | { readonly kind: 'forbidden' }
  /** The connection failed first. */
  | { readonly kind: 'unknown' };

export interface ProbeResult {
  readonly connection: ConnectionFact;
  readonly auth: ProbeAuth;
  /** How long the server asked to be left alone; absent when it did not. */
  readonly retryAfterMs?: number;
  /** Set when the host name is unknown or nothing is at the address (404, 410). */
  readonly gone?: true;
}

export interface StdioProbeTarget {
  readonly command: string;
  readonly args: readonly string[];
  /** Exactly the entry's env, added to a minimal base environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string | null;
}
