import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { EditOp } from '../formats/types.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import type { ChangePlan, PlanContext } from './change-plan.ts';
import { redoTitle } from './change-titles.ts';
import { editableDocument, pathsOf, touchedValues } from './file-change.ts';
import type { FileChange } from './file-change.ts';
import type { FileRecord } from './history.ts';
import { stepsAgain } from './reapply.ts';
import { clientOfRef } from './refs.ts';
import { emptyDocument } from './working-files.ts';

/**
 * Makes a change again that another program has taken back, in the files as they are now. A change that is still
 * in force leaves nothing to write. EntryNotFound for an unknown id; UndoStale when it was undone here, or when
 * the place holds something else by now.
 */
export async function planRedo(context: PlanContext, id: string): Promise<Result<ChangePlan>> {
  const record = context.history.records().find((one) => one.id === id);
  if (record === undefined) {
    return fail('EntryNotFound', `There is no change "${id}".`, {
      next: 'Run "mcp-tray history" to see them.',
    });
  }
  if (record.undone) {
    return fail('UndoStale', `"${record.title}" was undone here.`, { next: 'Undo that undo instead.' });
  }
  const files: FileChange[] = [];
  for (const one of record.files) {
    const change = await fileAgain(context, one);
    if (!change.ok) return change;
    if (change.value !== null) files.push(change.value);
  }
  const clients = new Set(record.refs.map((ref) => clientOfRef(ref)));
  const parked = new Set(context.parking.list().map((one) => one.id));
  return ok({
    kind: record.kind,
    title: redoTitle(record.title),
    refs: record.refs,
    files,
    parking:
      files.length === 0
        ? []
        : record.parking.filter(({ kind, record: one }) => kind === 'park' || parked.has(one.id)),
    notes: [],
    refused: [],
    reloads: context.adapters.flatMap(({ id: client, reload }) =>
      clients.has(client) && reload !== null ? [reload] : [],
    ),
    undoes: record.undoes,
    // An undo stays what it is: what it undid is undone by the new one.
    ...(record.kind === 'undo' ? {} : { replaces: record.id }),
  });
}

/** Null when this file has the change already. */
async function fileAgain(context: PlanContext, record: FileRecord): Promise<Result<FileChange | null>> {
  const { path, format, mode } = record;
  const file = await context.inventory.readFile(path, format);
  const current = editableDocument(file);
  if (!current.ok) return current;
  if (current.value === null && record.afterHash === null) return ok(null);
  const original = current.value ?? emptyDocument(format);
  const ops: EditOp[] = [];
  for (const value of record.touched) {
    const steps = stepsAgain((at) => original.get(at), value);
    if (steps === null) return fail('UndoStale', `${path}: this place was changed otherwise since.`);
    ops.push(...steps);
  }
  if (ops.length === 0) return ok(null);
  const edited = verifiedEdit(original, ops);
  if (!edited.ok) return edited;
  const before = file.hash === null ? null : { text: original.text, hash: await file.hash() };
  return ok({
    path,
    format,
    mode,
    before,
    after: { text: edited.value.text },
    inverse: before === null ? [] : edited.value.inverse,
    touched: touchedValues(original, edited.value.document, pathsOf(ops)),
  });
}
