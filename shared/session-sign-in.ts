import type { ServerRef } from './domain.ts';
import type { AppError } from './errors.ts';
import type { SignInCode } from './snapshot.ts';

/** A code to enter, from a server that may not say how long it counts. */
export type SessionCode = Omit<SignInCode, 'expiresAt'> & { readonly expiresAt: number | null };

/** Who a server says is signed in; from outside, cleaned and cut. */
export interface SessionIdentity {
  readonly name: string | null;
  readonly email: string | null;
  readonly roles: readonly string[];
  readonly tenants: readonly string[];
}

/**
 * A sign-in that a server does by tools of its own, inside one MCP session that is held for it. It signs in nobody
 * but this session: no client, and no other session of ours.
 */
export interface SessionSignIn {
  readonly ref: ServerRef;
  readonly state: 'opening' | 'waiting' | 'signed-in' | 'ended';
  /** As it was sent to the server; null: none was. */
  readonly tenantId: string | null;
  /** While it waits for the person. */
  readonly code: SessionCode | null;
  /** Epoch milliseconds of the sign-in's end; null when the server does not say. */
  readonly expiresAt: number | null;
  readonly identity: SessionIdentity | null;
  /** When the server was last asked; epoch milliseconds. */
  readonly checkedAt: number | null;
  /** False: the server knows no sessions, so it may forget this sign-in, or not tell us from others. */
  readonly keepsSession: boolean;
  /** Why it has ended; before that, what went wrong when the server was last asked. */
  readonly error: AppError | null;
}

/**
 * The tenant in an address that names one (`https://host/acme/mcp`), and the address that serves every tenant; null
 * for others. Says something only of servers that are known to have tenants.
 */
export function tenantAddress(url: string | null): { tenantId: string; shared: string } | null {
  const parsed = url === null ? null : URL.parse(url);
  const found = /^\/([\w.~-]{1,100})\/mcp\/?$/.exec(parsed?.pathname ?? '')?.[1];
  if (parsed === null || found === undefined) return null;
  return { tenantId: found, shared: `${parsed.origin}/mcp` };
}

/** What to say to a client, for the person to paste there and to complete. */
export function sessionPrompt(tenantId: string | null): string {
  return `Authenticate me to tenant ${tenantId ?? 'YOUR-TENANT'}.`;
}

/** "Ada Lovelace (ada@example.com) · roles: admin · tenants: acme"; null when the server said nothing of use. */
export function identityWords({ name, email, roles, tenants }: SessionIdentity): string | null {
  const who = name !== null && email !== null && name !== email ? `${name} (${email})` : (name ?? email);
  const parts = [
    who,
    roles.length === 0 ? null : `roles: ${roles.join(', ')}`,
    tenants.length === 0 ? null : `tenants: ${tenants.join(', ')}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' · ');
}
