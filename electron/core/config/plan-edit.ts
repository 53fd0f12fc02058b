import type { ChangeAction, NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { editEntry } from '../clients/edit-entry.ts';
import type { EntryDescription } from '../clients/edit-entry.ts';
import type { RawEntry } from '../clients/types.ts';
import { deepEqual, isObject } from '../formats/intent.ts';
import { entryWarnings } from '../status/warnings.ts';
import { applyPlan, findEntry, modeFor } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext } from './change-plan.ts';
import { changeTitle } from './change-titles.ts';
import { notChangeable, overlayOf, spoiledEntry, withoutSecrets } from './changed-entry.ts';
import { sameServer } from './same-server.ts';
import { unsafeServer } from './unsafe-server.ts';
import { createWorkingFiles } from './working-files.ts';

/** Changes fields of one entry in place; everything else in it stays byte for byte. */
export async function planEdit(
  context: PlanContext,
  { ref, changes }: Extract<ChangeAction, { kind: 'edit' }>,
): Promise<Result<ChangePlan>> {
  const found = await findEntry(context, ref);
  if (!found.ok) return found;
  const fixed = notChangeable(found.value);
  if (fixed !== null) return fixed;
  const { entry, reading } = found.value;
  const { adapter, files } = reading;
  if (entry.problem !== null) {
    return fail('Unsupported', `${entry.name} cannot be changed here: ${entry.problem}`, {
      next: 'Correct it in its file first.',
    });
  }
  const { path, format } = entry.location;
  const stored = files.document(path)?.get(entry.path);
  const fields = stored === undefined ? null : (adapter.fields?.(entry, stored) ?? null);
  if (fields === null || !isObject(stored)) {
    return fail('Unsupported', `${entry.name} is written in a form that only an editor can change.`);
  }
  const edit = editEntry({ clientName: adapter.name, fields, entry, stored }, changes);
  if (!edit.ok) return { ok: false, error: withoutSecrets(edit.error, entry) };
  const { ops, wanted } = edit.value;
  if (ops.length === 0) return ok(planOf(found.value, [], [`${entry.name} says so already.`]));
  const unsafe = unsafeServer(asServer(entry, wanted), asServer(entry, entry));
  if (unsafe !== null) return unsafe;
  const working = createWorkingFiles();
  const applied = applyPlan(working, reading, { edits: [{ path, format, ops, create: false }], notes: [] });
  if (!applied.ok) return applied;
  const after = overlayOf(reading, working);
  const spoiled = spoiledEntry(adapter, files, after);
  if (spoiled !== null) return spoiled;
  const again = adapter
    .entries(after)
    .find((one) => one.location.path === path && JSON.stringify(one.path) === JSON.stringify(entry.path));
  if (again === undefined || !saysSo(again, entry, wanted)) {
    return fail(
      'Unsupported',
      `${adapter.name} would not read all of this change: ${entry.name} takes values from another place too.`,
      { next: 'Make this change in an editor.' },
    );
  }
  return ok(planOf(found.value, await working.changes(modeFor(files)), notesOf(found.value, again)));
}

function saysSo(again: RawEntry, entry: RawEntry, wanted: EntryDescription): boolean {
  const { name, transport } = entry;
  return sameServer(again, { name, transport, ...wanted }) && deepEqual(again.envHeaders, wanted.envHeaders);
}

/** For judging only; kinds that cannot be written are judged like web addresses. */
function asServer({ name, transport }: RawEntry, description: EntryDescription): NewServer {
  const { url, command, args, env, headers, bearerTokenEnvVar } = description;
  const kind = transport === 'stdio' || transport === 'sse' ? transport : 'http';
  return { name, transport: kind, url, command, args: [...(args ?? [])], env, headers, bearerTokenEnvVar };
}

function notesOf({ entry, reading }: FoundEntry, again: RawEntry): readonly string[] {
  const { adapter } = reading;
  const known = entryWarnings(entry);
  const moved = again.url !== entry.url && adapter.login(entry) !== null;
  return [
    ...entryWarnings(again).filter((warning) => !known.includes(warning)),
    ...(moved ? [`A sign-in belongs to its address: ${adapter.name} will ask you to sign in again.`] : []),
  ];
}

function planOf(
  { entry, reading }: FoundEntry,
  files: ChangePlan['files'],
  notes: readonly string[],
): ChangePlan {
  const { adapter } = reading;
  return {
    kind: 'edit',
    title: changeTitle('edit', [entry.name], [adapter.name]),
    refs: [entry.ref],
    files,
    parking: [],
    notes,
    refused: [],
    reloads: adapter.reload === null ? [] : [adapter.reload],
    undoes: null,
  };
}
