import type { Credential } from './credentials.ts';
import { discover } from './discovery.ts';

/**
 * Asks a server that refused our token whether it still signs people in where the token comes from
 * (authorization server migration, SEP-2352). The new issuer, or null when nothing has moved or nothing can be
 * learned: then renewing goes on as usual.
 */
export async function movedIssuer(
  server: string,
  { issuer }: Credential,
  fetch: typeof globalThis.fetch,
): Promise<string | null> {
  const found = await discover(server, { fetch });
  if (!found.ok) return null;
  const { announcedIssuers } = found.value;
  const same = found.value.issuer === issuer || announcedIssuers.includes(issuer);
  return same ? null : found.value.issuer;
}
