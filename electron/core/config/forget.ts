import type { ForgetReceipt } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { secretPlaces } from '../findings/secret-places.ts';
import { deleteBackups } from './backups.ts';
import type { PlanContext } from './change-plan.ts';
import { writeFailure } from './file-errors.ts';
import type { TouchedValue } from './file-change.ts';
import type { ChangeRecord } from './history.ts';
import { secretsIn } from './mask-diff.ts';

/** Shorter ones are in too many texts by chance to be searched for. */
const SHORTEST = 5;

/**
 * Throws away what is kept here of the secrets that a change took out of its files. Other changes that hold the
 * same value can no longer be undone either. EntryNotFound for an unknown id.
 */
export async function forgetChange(context: PlanContext, id: string): Promise<Result<ForgetReceipt>> {
  const { history, inventory, parking, env } = context;
  const record = history.records().find((one) => one.id === id);
  if (record === undefined) return fail('EntryNotFound', `There is no change "${id}".`);
  if (record.kind !== 'fix') {
    return fail('InvalidRequest', `"${record.title}" took no secret out of a file.`, {
      next: 'Choose a change that did.',
    });
  }
  if (record.forgotten === true) return ok({ sentences: ['Nothing is kept of it any more.'] });
  const secrets = secretsOf(record);
  const holds = (text: string): boolean =>
    secrets.some((secret) => spellings(secret).some((one) => text.includes(one)));
  const concerned = new Set(
    history.records().flatMap((one) => (one.id === id || holds(JSON.stringify(one)) ? [one.id] : [])),
  );
  const updated = await history.update((records) =>
    records.map((one) => (concerned.has(one.id) ? emptied(one) : one)),
  );
  if (!updated.ok) return updated;
  const { stateDir } = env;
  let copies: number;
  try {
    copies = await deleteBackups({
      stateDir,
      holds: (bytes) => secrets.some((secret) => isIn(bytes, secret)),
    });
  } catch (error) {
    return writeFailure(stateDir, error);
  }
  const others = concerned.size - 1;
  const still = inventory
    .state()
    .entries.filter(
      (entry) => !entry.parked && secretPlaces(entry).some(({ secret }) => secrets.includes(secret)),
    );
  const parked = parking.list().filter((one) => holds(JSON.stringify(one)));
  return ok({
    sentences: [
      'The old value is gone from MCP Tray’s history; this change cannot be undone any more.',
      ...(others === 0
        ? []
        : [
            `${others} other ${others === 1 ? 'change' : 'changes'} held it too, and can no longer be undone either.`,
          ]),
      ...(copies === 0
        ? []
        : [
            `${copies} ${copies === 1 ? 'backup' : 'backups'} with it ${copies === 1 ? 'is' : 'are'} deleted.`,
          ]),
      ...(still.length === 0
        ? []
        : [`The same value still stands in ${still.map(({ ref }) => ref).join(', ')}.`]),
      ...(parked.length === 0 ? [] : ['A parked server still holds it: enable or remove that one.']),
    ],
  });
}

/** What only undoing needs; the title stays in the history. */
function emptied(record: ChangeRecord): ChangeRecord {
  const files = record.files.map((file) => ({ ...file, deletedText: null, inverse: [], touched: [] }));
  return { ...record, files, parking: [], forgotten: true };
}

function secretsOf(record: ChangeRecord): readonly string[] {
  const found = record.files.flatMap(({ touched }) => touched.flatMap(secretsOfValue));
  return [...new Set(found)].filter((secret) => secret.length >= SHORTEST);
}

/** Of a text that was changed in part, the part that went. */
function secretsOfValue({ path, before, after }: TouchedValue): readonly string[] {
  if (before === null) return [];
  const named = { [String(path.at(-1))]: before.value };
  if (typeof before.value !== 'string') return secretsIn(named);
  const gone = typeof after?.value === 'string' ? differing(before.value, after.value) : before.value;
  return [...secretsIn(named), gone, gone.replace(/^(?:Bearer|Basic|token|ApiKey)\s+/i, '')];
}

function differing(before: string, after: string): string {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return before.slice(start, before.length - end);
}

/** As it stands in a text, and escaped once and twice as JSON has it. */
function spellings(secret: string): readonly string[] {
  const once = JSON.stringify(secret).slice(1, -1);
  return [secret, once, JSON.stringify(once).slice(1, -1)];
}

function isIn(bytes: Buffer, secret: string): boolean {
  return spellings(secret).some((one) => bytes.includes(one));
}
