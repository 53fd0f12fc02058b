import type { SignIn } from '../../../shared/domain.ts';
import { maskUrl } from '../../../shared/redact.ts';
import type { CredentialSummary } from '../auth/types.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { SignInRecord, SignInStore } from '../sign-ins/types.ts';

/** Clients' records as shown; records that never got a token are not sign-ins. Pure. */
export function clientSignIns(
  store: SignInStore,
  records: readonly SignInRecord[],
  entries: readonly InventoryEntry[],
  now: number,
): readonly SignIn[] {
  return records
    .filter((record) => record.hasAccessToken || record.refreshable)
    .map((record) => {
      const served = entries.filter(
        (entry) => entry.location.client === store.owner && store.matches(record, entry),
      );
      return {
        ref: `${record.owner}/${record.key}`,
        owner: record.owner,
        server: record.serverName,
        url: record.serverUrl === null ? null : maskUrl(record.serverUrl),
        issuer: record.issuer,
        expiresAt: record.expiresAt,
        refreshable: record.refreshable,
        entries: served.map((entry) => entry.ref),
        stale: staleReason(served.length, record.expiresAt, record.refreshable, now),
      };
    });
}

/** Our own credentials as shown. Pure. */
export function ownSignIns(
  credentials: readonly CredentialSummary[],
  entries: readonly InventoryEntry[],
  now: number,
): readonly SignIn[] {
  return credentials.map((credential) => {
    const served = entries.filter(
      (entry) => entry.url !== null && sameResource(entry.url, credential.resource),
    );
    return {
      ref: `mcp-tray/${credential.resource}|${credential.issuer}`,
      owner: 'mcp-tray',
      server: served[0]?.name ?? hostOf(credential.resource),
      url: maskUrl(credential.resource),
      issuer: credential.issuer,
      expiresAt: credential.expiresAt,
      refreshable: credential.refreshable,
      entries: served.map((entry) => entry.ref),
      stale: staleReason(served.length, credential.expiresAt, credential.refreshable, now),
    };
  });
}

function staleReason(
  uses: number,
  expiresAt: number | null,
  refreshable: boolean,
  now: number,
): string | null {
  if (uses === 0) return 'No server uses it any more.';
  if (expiresAt !== null && expiresAt <= now && !refreshable) return 'It has ended and cannot renew itself.';
  return null;
}

/** A resource covers an address on the same origin at or below its path (RFC 8707 resource of RFC 9728). */
function sameResource(url: string, resource: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(resource)) return false;
  const address = new URL(url);
  const covered = new URL(resource);
  const path = covered.pathname.replace(/\/+$/, '');
  return (
    address.origin === covered.origin &&
    (address.pathname === path || address.pathname.startsWith(`${path}/`))
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
