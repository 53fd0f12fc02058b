import type { EntryWarning, PlainSecret } from '../../../shared/domain.ts';
import type { ClientAdapter, RawEntry } from '../clients/types.ts';
import { isObject } from '../formats/intent.ts';
import type { ConfigDocument } from '../formats/types.ts';
import type { FileExposure } from './exposure.ts';
import { secretFix, secretWays } from './secret-fix.ts';
import { secretPlaces } from './secret-places.ts';
import type { SecretPlace } from './secret-places.ts';
import { variableName } from './variable-names.ts';
import { labelOf, warningsOf } from './warnings.ts';

export interface FindingFacts {
  readonly adapter: ClientAdapter;
  /** The file as parsed; null for an entry that stands in none. */
  readonly document: ConfigDocument | null;
  readonly exposure: FileExposure | null;
  /** The entry may be changed here. */
  readonly changeable: boolean;
  /** A client or MCP Tray is, or could be, signed in to this server by OAuth. */
  readonly signsIn: boolean;
  /** A variable that stands for another value already. */
  readonly isTaken: (name: string, value: string) => boolean;
}

export interface Findings {
  readonly warnings: readonly EntryWarning[];
  readonly secrets: readonly PlainSecret[];
}

/** Entries and documents are made anew when a file is read; until then each snapshot asks for the same again. */
const known = new WeakMap<RawEntry, { document: ConfigDocument | null; places: readonly SecretPlace[] }>();

/** The entry's plain secrets, with where its fields stand. */
export function placesIn(
  entry: RawEntry,
  adapter: ClientAdapter,
  document: ConfigDocument | null,
): readonly SecretPlace[] {
  const last = known.get(entry);
  if (last?.document === document) return last.places;
  const stored = document?.get(entry.path);
  const fields = stored === undefined ? null : (adapter.fields?.(entry, stored) ?? null);
  const places = secretPlaces(entry, stored ?? null, fields);
  known.set(entry, { document, places });
  return places;
}

/** All that is worth telling about an entry, with what can be done about it. Pure; never quotes a secret. */
export function entryFindings(entry: RawEntry, facts: FindingFacts): Findings {
  const places = placesIn(entry, facts.adapter, facts.document);
  const secrets = places.map((place) => described(entry, place, facts));
  const fixable = new Set(secrets.filter(({ ways }) => ways.length > 0).map(({ place }) => place));
  const warnings = warningsOf(entry, facts.document === null ? [] : places, facts).map(
    (warning): EntryWarning => {
      const fixes: EntryWarning['fixes'][number][] = [];
      if (warning.places.some((place) => fixable.has(place))) fixes.push('secrets');
      const closable = warning.code === 'secret-in-readable-file' && facts.exposure?.mode !== null;
      if (closable && !entry.readOnly) fixes.push('permissions');
      return { ...warning, fixes };
    },
  );
  return { warnings, secrets };
}

function described(entry: RawEntry, place: SecretPlace, facts: FindingFacts): PlainSecret {
  const { adapter, document, changeable } = facts;
  const variable = variableName(entry.name, place, (name) => facts.isTaken(name, place.secret));
  const frame = { place: place.id, label: labelOf(place) };
  const stored = document?.get(entry.path);
  const fields = stored === undefined ? null : (adapter.fields?.(entry, stored) ?? null);
  if (!changeable || document === null || fields === null || stored === undefined || !isObject(stored)) {
    return { ...frame, ways: [], variable, nameIsFixed: false, reference: null, certain: false };
  }
  const subject = { clientName: adapter.name, fields, entry, stored, document };
  const ways = secretWays(subject, place, variable);
  const [way] = ways;
  const fix = way === undefined ? null : secretFix(subject, place, way, variable);
  const done = fix?.ok === true ? fix.value : null;
  return {
    ...frame,
    ways,
    variable: done?.variable?.name ?? variable,
    nameIsFixed: done?.nameIsFixed ?? false,
    reference: done?.reference ?? null,
    certain: done?.certain ?? false,
  };
}
