import type { InventoryEntry } from '../config/inventory.ts';

/**
 * Several clients may read one file: both editions of an editor the same workspace file, for one. While a client
 * on this computer reads a file, its entries are not shown again for clients that are not on it. Parked entries
 * stay, for nobody else has them.
 */
export function entriesInUse(
  entries: readonly InventoryEntry[],
  isInstalled: (client: string) => boolean,
): readonly InventoryEntry[] {
  const inUse = new Set(
    entries.filter(({ location }) => isInstalled(location.client)).map(({ location }) => location.path),
  );
  return entries.filter(
    ({ location, parked }) => parked || isInstalled(location.client) || !inUse.has(location.path),
  );
}
