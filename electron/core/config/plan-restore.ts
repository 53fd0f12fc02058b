import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyEdits, invertEdits } from '../formats/edits.ts';
import { restoreMember } from '../formats/restore.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import { modeFor } from './change-plan.ts';
import { editableDocument, touchedValues } from './file-change.ts';
import type { FileChange } from './file-change.ts';
import { hashText } from './file-hash.ts';
import type { ClientReading } from './inventory.ts';
import type { ParkedRecord } from './parking.ts';
import { emptyDocument } from './working-files.ts';

/**
 * Puts a parked entry back: byte for byte when its file was left alone since, else with its own bytes at its
 * old place in the file as it is now. EntryExists when the name was given away meanwhile.
 */
export async function planRestore(reading: ClientReading, record: ParkedRecord): Promise<Result<FileChange>> {
  const file = reading.file(record.file);
  if (file === null) {
    return fail('Unsupported', `${reading.adapter.name} no longer reads ${record.file}.`, {
      next: 'Add the server again; its parked text is shown in its details.',
    });
  }
  const current = editableDocument(file);
  if (!current.ok) return current;
  const document = current.value;
  if (document === null || file.hash === null) return recreate(reading, record);
  if (document.get(record.path) !== undefined) {
    return fail('EntryExists', `${record.file} has another server named ${record.entry.name} now.`);
  }
  const before = { text: document.text, hash: await file.hash() };
  const frame = { path: record.file, format: record.format, mode: 0o600, before };
  const after = { value: record.value };
  const exact = before.hash === record.afterHash ? applyEdits(document.text, record.inverse) : null;
  if (exact !== null && (await hashText(exact)) === record.beforeHash) {
    const inverse = invertEdits(document.text, record.inverse);
    const touched = [{ path: record.path, before: null, after, captured: null }];
    return ok({ ...frame, after: { text: exact }, inverse, touched });
  }
  const restored = restoreMember(document, record.captured);
  if (!restored.ok) return restored;
  const touched = touchedValues(document, restored.value.document, [record.path]);
  const { text, inverse } = restored.value;
  return ok({ ...frame, after: { text }, inverse, touched });
}

/**
 * The whole file went away meanwhile; the person asks for this entry, so it begins a new one. Only the captured
 * text of YAML tells whether it stood in a list.
 */
function recreate(reading: ClientReading, record: ParkedRecord): Result<FileChange> {
  const { file: path, format, captured } = record;
  const empty = emptyDocument(format);
  const restored =
    captured.lines === undefined
      ? verifiedEdit(empty, [{ op: 'set', path: record.path, value: record.value }])
      : restoreMember(empty, captured);
  if (!restored.ok) return restored;
  const { document, text } = restored.value;
  const touched = touchedValues(empty, document, [record.path]);
  const mode = modeFor(reading.files)(path);
  return ok({ path, format, mode, before: null, after: { text }, inverse: [], touched });
}
