/** What a test may ask of the rig. All but `issuerPath`, `sameOrigin`, `clients` and
 * `clientDocument` may be changed while it runs. */
export interface RigOptions {
  /** Seconds; 3600 unless told. */
  accessTokenTtl?: number;
  /** Path of the issuer, as Keycloak realms have it ("/realms/kcp"). */
  issuerPath?: string;
  /** The MCP origin is the authorization server, as the 2025-03-26 revision assumed. */
  sameOrigin?: boolean;
  /** Where the authorization server publishes its metadata; 'rfc8414' unless told. */
  metadataAt?: 'rfc8414' | 'oidc-insert' | 'oidc-append' | 'none';
  /** No `registration_endpoint`. */
  noDcr?: boolean;
  /** No `device_authorization_endpoint`. */
  noDeviceFlow?: boolean;
  /** Client ids that exist from the start, as RFC 7591 metadata. */
  clients?: Record<string, unknown>[];
  /** The service knows apps by metadata documents; this one is served at its `client_id`. */
  clientDocument?: { client_id: string } & Record<string, unknown>;
  /** Registration answers 403 with Keycloak's "Trusted Hosts" text. */
  dcr403?: boolean;
  /** Registration answers 400 with this RFC 7591 error code. */
  dcrError?: string;
  /** The server publishes no protected-resource metadata, neither by header nor by well-known address. */
  noPrm?: boolean;
  prm500?: boolean;
  /** Only `/.well-known/oauth-protected-resource`, and no header. */
  prmRootOnly?: boolean;
  /** The path-aware address, and no header. */
  prmNoHeader?: boolean;
  /** `resource` in the metadata, when it shall not be the server's own address. */
  prmResource?: string;
  /** The server signs people in elsewhere: these instead of the real issuer in `authorization_servers`. */
  prmIssuers?: string[];
  /** Named before the real issuer in `authorization_servers`. */
  deadIssuers?: string[];
  /** `resource_documentation` of the protected resource, as it stands in the metadata. */
  prmDocumentation?: unknown;
  /** `scopes_supported` of the protected resource; `mcp:tools` unless told. */
  prmScopes?: string[];
  /** `scope` of the 401 challenge. */
  challengeScope?: string;
  /** Other schemes stand before Bearer in WWW-Authenticate. */
  manySchemes?: boolean;
  /** The metadata names another issuer than the address it was fetched for. */
  wrongIssuer?: boolean;
  /** The metadata lacks `code_challenge_methods_supported`. */
  missingPkce?: boolean;
  plainPkceOnly?: boolean;
  /** `iss` of the callback: another issuer, or left out although advertised. */
  wrongIss?: boolean;
  missingIss?: boolean;
  /** `authorization_response_iss_parameter_supported` is not advertised. */
  issNotAdvertised?: boolean;
  /** The callback carries another `state`. */
  wrongState?: boolean;
  /** The person declines. */
  deny?: boolean;
  /** The person never finishes: the login page stays open. */
  stall?: boolean;
  /** An endpoint named in the metadata, replaced by this address. */
  endpoints?: Partial<Record<'authorization' | 'token' | 'registration' | 'revocation', string>>;
  /** Answers without a token although it publishes protected-resource metadata. */
  authOptional?: boolean;
  /** tools/call wants the scope `mcp:write`. */
  insufficientScope?: boolean;
  /** No sign-in at all. */
  open?: boolean;
  /** Every token is refused, with this description ("Token rejected due to invalid audience claim."). */
  rejectTokens?: string;
  /** Tokens are issued for this audience, whatever `resource` asked for (Keycloak's "account"). */
  tokenAudience?: string;
  noRefreshToken?: boolean;
  /** Milliseconds a used refresh token may be used again, as several services allow for lost answers. */
  reuseGrace?: number;
  /** Milliseconds between the token endpoint's work (rotation included) and its answer. */
  slowAnswer?: number;
  /** Access tokens are opaque text instead of JWTs. */
  opaque?: boolean;
  /** The server answers with this status (429, 503 …) instead of doing its work. */
  mcpStatus?: number;
  /** `error_description` of a refused registration (with `dcrError`). */
  dcrDescription?: string;
  revocationMissing?: boolean;
  /** The revocation endpoint answers with this status. */
  revocationStatus?: number;
  /** The token endpoint answers with this status (503, 429, 302) instead of doing its work. */
  tokenStatus?: number;
  /** Seconds of Retry-After beside `tokenStatus`. */
  retryAfter?: number;
  /** The token endpoint answers 400 with this (RFC 6749 section 5.2). */
  tokenError?: { readonly error: string; readonly error_description?: string };
  /** The login page sends the browser back with this error (RFC 6749 section 4.1.2.1). */
  callbackError?: string;
  /** The token endpoint answers 200 with this many bytes of JSON. */
  tokenBodyBytes?: number;
  /** Milliseconds before the authorization server answers. */
  slow?: number;
}

/** One thing the rig saw. `detail` holds no token text. */
export interface RigEvent {
  readonly kind:
    | 'registration'
    | 'registration-error'
    | 'authorize'
    | 'device'
    | 'token'
    | 'token-error'
    | 'revocation'
    | 'mcp'
    | 'mcp-refused';
  readonly at: number;
  readonly detail: Readonly<Record<string, string>>;
}

export interface RigLog {
  readonly events: RigEvent[];
  /** Everything secret that was issued or sent here, for looking where else it may have got to. */
  readonly secrets: Set<string>;
  add(kind: RigEvent['kind'], detail: Record<string, unknown>): void;
  count(kind: RigEvent['kind'], where?: Record<string, string>): number;
}

export function createRigLog(): RigLog {
  const events: RigEvent[] = [];
  return {
    events,
    secrets: new Set(),
    add(kind, detail) {
      const text = Object.entries(detail).flatMap(([name, value]) =>
        value === undefined
          ? []
          : [[name, typeof value === 'string' ? value : JSON.stringify(value)] as const],
      );
      events.push({ kind, at: Date.now(), detail: Object.fromEntries(text) });
    },
    count: (kind, where = {}) =>
      events.filter(
        (event) =>
          event.kind === kind && Object.entries(where).every(([name, value]) => event.detail[name] === value),
      ).length,
  };
}
