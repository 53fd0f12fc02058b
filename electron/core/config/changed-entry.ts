import { fail } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { NewServer } from '../../../shared/actions.ts';
import type { ClientAdapter, ClientFiles, RawEntry } from '../clients/types.ts';
import { readOnlyEntry } from './change-plan.ts';
import type { FoundEntry } from './change-plan.ts';
import type { ClientReading } from './inventory.ts';
import { maskDiff, secretValues } from './mask-diff.ts';
import type { WorkingFiles } from './working-files.ts';

type Failure = Extract<Result<never>, { ok: false }>;

/** The client's files as they would be. */
export function overlayOf(reading: ClientReading, working: WorkingFiles): ClientFiles {
  const { files } = reading;
  return { ...files, document: (path) => working.document(path) ?? files.document(path) };
}

/** Why an entry's own text is not ours to change, or null. */
export function notChangeable({ entry, reading, record }: FoundEntry): Failure | null {
  if (entry.readOnly) return readOnlyEntry(entry, reading.adapter);
  if (record === null) return null;
  return fail('Unsupported', `${entry.name} is parked: it is in no file of ${reading.adapter.name} now.`, {
    next: 'Enable it first.',
  });
}

/** An entry besides `changed` that a change would spoil: some clients mix entries of one name from several files. */
export function spoiledEntry(
  adapter: ClientAdapter,
  before: ClientFiles,
  after: ClientFiles,
): Failure | null {
  const fine = new Set(
    adapter.entries(before).flatMap((one) => (one.problem === null ? [placeOf(one)] : [])),
  );
  const spoiled = adapter.entries(after).find((one) => one.problem !== null && fine.has(placeOf(one)));
  if (spoiled === undefined) return null;
  return fail('Unsupported', `${adapter.name} could not use ${spoiled.name} any more. ${spoiled.problem}`, {
    next: 'Make this change in an editor.',
  });
}

function placeOf({ location, path }: RawEntry): string {
  return JSON.stringify([location.path, path]);
}

/** Adapters quote values in their sentences; these were not typed by the person just now. */
export function withoutSecrets(error: AppError, server: NewServer | RawEntry): AppError {
  const secrets = secretValues([server]);
  return { ...error, message: maskDiff(error.message, secrets) };
}
