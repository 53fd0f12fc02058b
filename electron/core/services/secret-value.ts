import type { ChangeAction } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { adapterFor } from '../clients/registry.ts';
import type { Inventory, InventoryEntry } from '../config/inventory.ts';
import { placesIn } from '../findings/entry-findings.ts';
import { secretFix } from '../findings/secret-fix.ts';
import { isObject } from '../formats/intent.ts';

type Asked = Extract<ChangeAction, { kind: 'fix' }>['secrets'][number];

/** The value that has to be set outside the file when a secret leaves it in this way. EntryNotFound, Unsupported. */
export function secretValue(
  inventory: Pick<Inventory, 'clientFiles'>,
  entry: InventoryEntry,
  { place: id, way, variable }: Asked,
): Result<string> {
  const adapter = adapterFor(entry.location.client);
  const document = inventory.clientFiles(entry.location.client)?.document(entry.location.path) ?? null;
  const stored = document?.get(entry.path);
  const place =
    adapter === null ? undefined : placesIn(entry, adapter, document).find((one) => one.id === id);
  if (adapter === null || place === undefined) {
    return fail('EntryNotFound', 'There is no such secret any more.');
  }
  const fields = stored === undefined ? null : (adapter.fields?.(entry, stored) ?? null);
  if (document === null || fields === null || !isObject(stored)) return ok(place.secret);
  const fix = secretFix({ clientName: adapter.name, fields, entry, stored, document }, place, way, variable);
  return ok(fix.ok ? (fix.value.variable?.value ?? place.secret) : place.secret);
}
