/** Names and shapes everyone shares. `Client` is an AI application; the MCP SDK's class is `McpClient`. */
import type { SettingView } from './entry-settings.ts';

/** Public, stable id of a client ("codex"). A plain string: shared code never compares it. */
export type ClientId = string;

/** Where a client looks: all projects of a person, one project privately, one project shared, or an admin. */
export type ConfigScope = 'user' | 'local' | 'project' | 'managed';

export type ConfigFormat = 'json' | 'jsonc' | 'toml' | 'yaml';

export type Transport = 'stdio' | 'http' | 'sse' | 'ws' | 'unknown';

/** How an entry is switched off: by the client's own flag, by being parked with us, or not at all. */
export type Enablement = 'native' | 'parked' | 'unsupported';

/** Stable address of an entry, e.g. `codex:user:kfuse` or `claude-code:local:/home/me/app:kfuse`. */
export type ServerRef = string;

/** Address of a sign-in, e.g. `codex/kfuse|5c9c208b10cab795`. */
export type SignInRef = string;

/** `unread`: it is there, and is read only after a click, because the system may ask the person then. */
export type ConfigFileState = 'ok' | 'missing' | 'invalid' | 'unreadable' | 'unread';

export interface ConfigProblem {
  readonly message: string;
  readonly next: string;
  /** 1-based; null when the problem has no place (no permission, a folder). */
  readonly line: number | null;
  readonly column: number | null;
}

export const CONNECTION_STATES = [
  'unknown',
  'checking',
  'connected',
  'needs-auth',
  'unreachable',
  'tls-error',
  'not-mcp',
  'http-error',
  'process-error',
  'skipped',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export const AUTH_STATES = [
  'unknown',
  /** Local program: the MCP spec leaves sign-in to its environment (authorization, "stdio SHOULD NOT"). */
  'not-applicable',
  'not-needed',
  'optional',
  'needed',
  /** A client's own usable record: valid, or expired but refreshable by that client. */
  'client-managed',
  'signed-in',
  'expires-soon',
  /** Our access token has run out and we hold a refresh token: the next use renews it. */
  'renewable',
  'renewing',
  /** Renewing failed for a reason that passes (network, 5xx, 429); tokens are kept. */
  'renewal-failed',
  'expired',
  'rejected',
  'insufficient-scope',
  /** 403 of another kind: signing in again does not help. */
  'not-permitted',
  'wrong-audience',
  'registration-rejected',
  'registration-unavailable',
  /** A fixed header or token in the config file. */
  'static',
  /** The config names an environment variable that is set / not set here. */
  'env-present',
  'env-missing',
  'keychain-unavailable',
  /** The server signs people in by tools of its own, in each session. */
  'server-session',
] as const;
export type AuthState = (typeof AUTH_STATES)[number];

export type ProtocolEra = 'modern' | 'legacy' | 'legacy-sse';

/** Connection: one of the two facts about a server, with its evidence and time. */
export interface ConnectionFact {
  readonly state: ConnectionState;
  /** While `checking`: what the last check found. Shapes follow it, so that nothing flickers meanwhile. */
  readonly before?: ConnectionState;
  /** Plain words: "142 ms · MCP 2026-07-28" or "connection refused". Never secret, never a raw URL query. */
  readonly evidence: string | null;
  /** Epoch milliseconds, or null when never checked. */
  readonly checkedAt: number | null;
  readonly era: ProtocolEra | null;
  readonly latencyMs: number | null;
  readonly toolCount: number | null;
  /** What to do about it, when there is something to do. */
  readonly next: string | null;
}

/** Auth: the other fact. `owner` is a client id or 'mcp-tray'; null when no sign-in record backs it. */
export interface AuthFact {
  readonly state: AuthState;
  readonly owner: string | null;
  /** Epoch milliseconds of the access token's end. */
  readonly expiresAt: number | null;
  readonly refreshable: boolean | null;
  readonly evidence: string | null;
  readonly checkedAt: number | null;
  readonly next: string | null;
}

/** What the window may offer for an entry. Absent capability = hidden control, never a dead button. */
export interface EntryCapabilities {
  readonly disable: boolean;
  readonly enable: boolean;
  readonly remove: boolean;
  /** Change its fields in place. */
  readonly edit: boolean;
  readonly rename: boolean;
  /** Set the same server up elsewhere. */
  readonly copy: boolean;
  readonly check: boolean;
  /** The client's own login command can be run for this entry. */
  readonly clientSignIn: boolean;
  /** Its client signs in to it by itself, and no command can be run for that: only steps can be told. */
  readonly handSignIn: boolean;
  /** Our own OAuth flow applies (an http address). */
  readonly ownSignIn: boolean;
  readonly clientSignOut: boolean;
  readonly ownSignOut: boolean;
  /** The server signs people in by tools of its own, inside one session. */
  readonly sessionSignIn: boolean;
}

export interface SafeValue {
  readonly name: string;
  /** Masked when secret. */
  readonly value: string;
  readonly secret: boolean;
}

/** Something worth telling about an entry as it stands. Codes are stable: `lint --json` shows them. */
export interface EntryWarning {
  readonly code: WarningCode;
  /** `high`: others can read a secret; `medium`: they may come to; `low`: it will not work, or not as meant. */
  readonly severity: 'high' | 'medium' | 'low';
  /** What is the case; never quotes a secret. */
  readonly text: string;
  readonly next: string;
  /** The `secrets` it is about, by place. */
  readonly places: readonly string[];
  /** What MCP Tray can do about it: replace those secrets, or keep other people out of the file. */
  readonly fixes: readonly ('secrets' | 'permissions')[];
}

export type WarningCode =
  | 'secret-on-command-line'
  | 'user-token-on-command-line'
  | 'wrong-token'
  | 'secret-in-shared-file'
  | 'secret-in-readable-file'
  | 'secret-in-address'
  | 'fixed-authorization'
  | 'placeholder'
  | 'name-twice';

/**
 * How a secret leaves its file: the client refers to a variable, or asks the person and keeps the answer itself;
 * or only off the command line, into the entry's variables.
 */
export type SecretWay = 'ask' | 'reference' | 'move';

/** A secret in plain text in an entry; the value itself never leaves the core. */
export interface PlainSecret {
  /** Address in the entry: `env.API_KEY`, `headers.Authorization`, `args.2`, `url.api_key`. */
  readonly place: string;
  /** "API_KEY", "the header Authorization", "the argument --api-key". */
  readonly label: string;
  /** The best first; none where client and program offer no other place. */
  readonly ways: readonly SecretWay[];
  /** What the variable may be called. */
  readonly variable: string;
  /** The name cannot be chosen. */
  readonly nameIsFixed: boolean;
  /** How the entry refers to it then ("${API_KEY}"); null where only the name is written. */
  readonly reference: string | null;
  /** Whether the program is known to take the secret from its environment; false: its documentation tells. */
  readonly certain: boolean;
}

/** One named server as written in one file. All text is already masked; nothing here is secret. */
export interface ServerEntry {
  readonly ref: ServerRef;
  readonly client: ClientId;
  readonly scope: ConfigScope;
  readonly project: string | null;
  readonly file: string;
  /** 1-based line of the entry's name; null while parked. */
  readonly line: number | null;
  readonly name: string;
  readonly transport: Transport;
  readonly url: string | null;
  readonly command: string | null;
  readonly args: readonly string[] | null;
  readonly env: readonly SafeValue[];
  readonly headers: readonly SafeValue[];
  /** Name of the variable that holds its bearer token, where a client has such a field. */
  readonly bearerTokenEnvVar: string | null;
  /** Its client takes whole header values from variables named in a field of their own. */
  readonly headersFromVariables: boolean;
  /** Its client has a field for that name. */
  readonly bearerField: boolean;
  /** What else can be set for it in its client's file, with the client's own keys. */
  readonly settings: readonly SettingView[];
  /** Kinds of server it can be made in its file, its own left out. */
  readonly otherKinds: readonly ('stdio' | 'http' | 'sse')[];
  readonly enabled: boolean;
  readonly enablement: Enablement;
  /** Why and where it is off, in words, when `enabled` is false ("in this project", "parked by MCP Tray"). */
  readonly disabledBy: string | null;
  /** Set where a client asks the person first (Claude Code's `.mcp.json`, Codex project trust). */
  readonly approval: 'approved' | 'pending' | 'rejected' | null;
  /** Why the client does not load this entry, and what to do instead. */
  readonly ignoredByClient: { readonly reason: string; readonly next: string } | null;
  /** Ref of the entry that wins over this one in a closer scope. */
  readonly shadowedBy: ServerRef | null;
  /** What brought the entry along and keeps it ("the plugin x"): it cannot be edited or removed here. */
  readonly suppliedBy: string | null;
  /** The entry itself is malformed (wrong type, no command and no url). */
  readonly problem: string | null;
  /** Things worth telling: plaintext secrets in shared files, header overrides sign-in … The gravest first. */
  readonly warnings: readonly EntryWarning[];
  /** Secrets in plain text, whether there is a warning about them or not. */
  readonly secrets: readonly PlainSecret[];
  readonly connection: ConnectionFact;
  readonly auth: AuthFact;
  readonly can: EntryCapabilities;
  /** Groups entries that reach the same server: canonical URL, or command line. Never secret. */
  readonly serverKey: string;
}

/** A token record: ours or a client's. Metadata only. */
export interface SignIn {
  readonly ref: SignInRef;
  /** Client id, or 'mcp-tray'. */
  readonly owner: string;
  readonly server: string;
  readonly url: string | null;
  readonly issuer: string | null;
  readonly expiresAt: number | null;
  readonly refreshable: boolean;
  readonly entries: readonly ServerRef[];
  /** Why this record is of no use any more, in words; null when it is fine. */
  readonly stale: string | null;
}

export const UNKNOWN_CONNECTION: ConnectionFact = {
  state: 'unknown',
  evidence: null,
  checkedAt: null,
  era: null,
  latencyMs: null,
  toolCount: null,
  next: null,
};

export const UNKNOWN_AUTH: AuthFact = {
  state: 'unknown',
  owner: null,
  expiresAt: null,
  refreshable: null,
  evidence: null,
  checkedAt: null,
  next: null,
};
