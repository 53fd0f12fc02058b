import type { ChangeAction, EntryChanges, NewServer } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { edited } from '../clients/change-kind.ts';
import type { Kind } from '../clients/change-kind.ts';
import { editEntry, newText } from '../clients/edit-entry.ts';
import type { EntryDescription, EntryEdit } from '../clients/edit-entry.ts';
import { settingOps } from '../clients/edit-settings.ts';
import type { ConfigRecord } from '../clients/shared-parts.ts';
import type { EntryFields, RawEntry } from '../clients/types.ts';
import { behindCmd } from '../clients/windows-command.ts';
import { deepEqual, isObject } from '../formats/intent.ts';
import { warningTexts } from '../findings/warnings.ts';
import { applyPlan, findEntry, modeFor } from './change-plan.ts';
import type { ChangePlan, FoundEntry, PlanContext } from './change-plan.ts';
import { changeTitle } from './change-titles.ts';
import { notChangeable, overlayOf, spoiledEntry, withoutSecrets } from './changed-entry.ts';
import { changeKind, kindAsked } from './kind-change.ts';
import type { InventoryEntry } from './entries.ts';
import { fieldsBehindCmd } from './windows-server.ts';
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
  const worked = workOut({ found: found.value, fields, stored }, changes);
  if (!worked.ok) return { ok: false, error: withoutSecrets(worked.error, entry) };
  const { ops, wanted, kind, notes } = worked.value;
  if (ops.length === 0) return ok(planOf(found.value, [], [`${entry.name} says so already.`]));
  const unsafe =
    kind === null
      ? unsafeServer(asServer(entry, wanted), asServer(entry, { ...entry, ...entry.behindCmd }))
      : null;
  if (unsafe !== null) return unsafe;
  const working = createWorkingFiles();
  const placed = ops.map((op) => ({ ...op, path: [...entry.path, ...op.path] }));
  const applied = applyPlan(working, reading, {
    edits: [{ path, format, ops: placed, create: false }],
    notes: [],
  });
  if (!applied.ok) return applied;
  const after = overlayOf(reading, working);
  const spoiled = spoiledEntry(adapter, files, after);
  if (spoiled !== null) return spoiled;
  const again = adapter
    .entries(after)
    .find((one) => one.location.path === path && JSON.stringify(one.path) === JSON.stringify(entry.path));
  const asMeant =
    again !== undefined &&
    (kind === null ? saysSo(again, entry, wanted) : again.problem === null && again.transport === kind);
  if (again === undefined || !asMeant) {
    return fail(
      'Unsupported',
      `${adapter.name} would not read all of this change: ${entry.name} takes values from another place too.`,
      { next: 'Make this change in an editor.' },
    );
  }
  const said = [...notes, ...notesOf(found.value, again)];
  return ok(planOf(found.value, await working.changes(modeFor(files)), said));
}

interface WorkedOut extends EntryEdit {
  /** The new kind; null: it stays what it is. */
  readonly kind: Kind | null;
  readonly notes: readonly string[];
}

/** Fields first, then the kind, then settings, which may be of the new kind. */
function workOut(
  { found, fields: asWritten, stored }: { found: FoundEntry; fields: EntryFields; stored: ConfigRecord },
  changes: EntryChanges,
): Result<WorkedOut> {
  const { reading } = found;
  const { entry, fields } = plainly(found, asWritten);
  const subject = { clientName: reading.adapter.name, fields, entry, stored };
  const edit = editEntry(subject, changes);
  if (!edit.ok) return edit;
  const asked = kindAsked(entry, changes);
  const kind =
    asked === null ? null : changeKind({ entry, reading, fields, stored }, changes, edit.value, asked);
  if (kind !== null && !kind.ok) return kind;
  const ops = kind?.value.ops ?? edit.value.ops;
  const settings = settingOps(
    {
      clientName: subject.clientName,
      settings: fields.settings,
      transport: kind?.value.kind ?? entry.transport,
      stored: edited(stored, ops),
    },
    changes.settings ?? {},
    (...text) => newText(subject, ...text),
  );
  if (!settings.ok) return settings;
  return ok({
    ops: [...ops, ...settings.value],
    wanted: edit.value.wanted,
    kind: kind?.value.kind ?? null,
    notes: kind?.value.notes ?? [],
  });
}

/** What stands behind `cmd /c` is changed where it stands. */
function plainly({ entry }: FoundEntry, fields: EntryFields): { entry: RawEntry; fields: EntryFields } {
  const { behindCmd } = entry;
  if (behindCmd === null) return { entry, fields };
  return { entry: { ...entry, ...behindCmd }, fields: fieldsBehindCmd(fields) };
}

function saysSo(again: RawEntry, entry: InventoryEntry, wanted: EntryDescription): boolean {
  const { name, transport } = entry;
  const read = entry.behindCmd === null ? again : { ...again, ...behindCmd(again) };
  return sameServer(read, { name, transport, ...wanted }) && deepEqual(again.envHeaders, wanted.envHeaders);
}

/** For judging only; kinds that cannot be written are judged like web addresses. */
function asServer({ name, transport }: RawEntry, description: EntryDescription): NewServer {
  const { url, command, args, env, headers, bearerTokenEnvVar } = description;
  const kind = transport === 'stdio' || transport === 'sse' ? transport : 'http';
  return { name, transport: kind, url, command, args: [...(args ?? [])], env, headers, bearerTokenEnvVar };
}

function notesOf({ entry, reading }: FoundEntry, again: RawEntry): readonly string[] {
  const { adapter } = reading;
  const known = warningTexts(entry);
  const moved = again.url !== entry.url && adapter.login(entry) !== null;
  return [
    ...warningTexts(again).filter((warning) => !known.includes(warning)),
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
