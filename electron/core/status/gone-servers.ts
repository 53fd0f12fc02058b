import { isLoopbackHost } from '../add/loopback-host.ts';
import type { InventoryEntry } from '../config/inventory.ts';
import type { CheckRecord } from '../services/checker.ts';

/** A check of another server counts as "the network was there" this long before and after. */
const SAME_TIME_MS = 10 * 60_000;

/**
 * Says of an entry whether its server is gone for good, as far as evidence goes: at the last check its name was
 * unknown or nothing was at its address (404, 410). An unknown name is also what a computer without a network
 * sees, so there another host, not on this computer, must have answered at about the same time. Pure.
 */
export function goneServers(
  entries: readonly InventoryEntry[],
  checkOf: (entry: InventoryEntry) => CheckRecord | null,
): (entry: InventoryEntry) => boolean {
  const answered = entries.flatMap((entry) => {
    const check = checkOf(entry);
    return check !== null && hasAnswered(entry, check) ? [check.checkedAt] : [];
  });
  return (entry) => {
    const check = checkOf(entry);
    if (check?.gone !== true) return false;
    if (check.connection.state !== 'unreachable') return true;
    return answered.some((at) => Math.abs(at - check.checkedAt) <= SAME_TIME_MS);
  };
}

function hasAnswered({ url }: InventoryEntry, { connection }: CheckRecord): boolean {
  if (url === null || !URL.canParse(url) || isLoopbackHost(new URL(url).hostname)) return false;
  return ['connected', 'needs-auth', 'http-error', 'not-mcp'].includes(connection.state);
}
