import type { Inventory } from './inventory.ts';
import type { Parking } from './parking.ts';

/**
 * A process that was killed between parking an entry and taking it out of its file leaves a copy. It goes before
 * it can come to light as a second entry. Only for who holds the lock of changes: nobody else is parking then.
 */
export async function forgetLeftovers(
  parking: Parking,
  inventory: Pick<Inventory, 'readFile'>,
): Promise<void> {
  for (const record of parking.list()) {
    const { document } = await inventory.readFile(record.file, record.format);
    if (document?.source(record.path) === record.source) await parking.drop(record.id);
  }
}
