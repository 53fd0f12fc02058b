import type { ChangeAction } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { adapterFor } from '../clients/registry.ts';
import type { Inventory, InventoryEntry } from '../config/inventory.ts';
import { maskDiff, secretValues } from '../config/mask-diff.ts';
import { placesIn } from '../findings/entry-findings.ts';
import { secretFix } from '../findings/secret-fix.ts';
import { isObject } from '../formats/intent.ts';
import { dedent } from '../status/dedent.ts';

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

/**
 * The text of an entry as it is stored, to be shown: in a list the argument after `--api-key` is told from others by
 * what the entry says, not by the text.
 */
export function maskedSource(
  inventory: Pick<Inventory, 'clientFiles' | 'sourceOf'>,
  entry: InventoryEntry,
): string {
  const adapter = adapterFor(entry.location.client);
  const document = inventory.clientFiles(entry.location.client)?.document(entry.location.path) ?? null;
  const places = adapter === null ? [] : placesIn(entry, adapter, entry.parked ? null : document);
  const secrets = [...secretValues([entry]), ...places.map(({ secret }) => secret)];
  const longestFirst = [...new Set(secrets)].toSorted((a, b) => b.length - a.length);
  return maskDiff(dedent(inventory.sourceOf(entry) ?? ''), longestFirst);
}
