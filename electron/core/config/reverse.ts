import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyEdits, composeEdits, invertEdits } from '../formats/edits.ts';
import { restoreMember } from '../formats/restore.ts';
import type { ConfigDocument, TextEdit } from '../formats/types.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import { editableDocument, touchedValues } from './file-change.ts';
import type { FileChange } from './file-change.ts';
import type { CachedFile } from './file-cache.ts';
import { hashText } from './file-hash.ts';
import type { FileRecord } from './history.ts';
import { reversalSteps } from './reversal-steps.ts';

/** Takes a change back byte for byte, possible while the file is just as the change left it; else null. */
export async function exactReversal(record: FileRecord, file: CachedFile): Promise<FileChange | null> {
  const { path, format, mode } = record;
  const touched = record.touched.map(({ path: at, before: old, after }) => ({
    path: at,
    before: after,
    after: old,
    captured: null,
  }));
  const frame = { path, format, mode, touched };
  if (record.afterHash === null) {
    if (file.state !== 'missing' || record.deletedText === null) return null;
    return { ...frame, before: null, after: { text: record.deletedText }, inverse: [] };
  }
  if (file.document === null || (await file.hash?.()) !== record.afterHash) return null;
  const before = { text: file.document.text, hash: record.afterHash, bytes: file.bytes };
  if (record.beforeHash === null) return { ...frame, before, after: null, inverse: [] };
  const text = applyEdits(before.text, record.inverse);
  if ((await hashText(text)) !== record.beforeHash) return null;
  const after = { text, hash: record.beforeHash };
  return { ...frame, before, after, inverse: invertEdits(before.text, record.inverse) };
}

/**
 * Takes a change back in a file that has moved on, as long as the values it touched are still what it made of
 * them. UndoStale when they are not, ConfigInvalid or ConfigUnreadable when the file cannot be used.
 */
export async function semanticReversal(record: FileRecord, file: CachedFile): Promise<Result<FileChange>> {
  const original = editableDocument(file);
  if (!original.ok) return original;
  if (original.value === null || file.hash === null) {
    return fail('UndoStale', `${record.path} does not exist any more.`);
  }
  let document: ConfigDocument = original.value;
  let inverse: readonly TextEdit[] = [];
  for (const value of record.touched) {
    const steps = reversalSteps(document, value);
    if (steps === null) return fail('UndoStale', `${record.path}: this place was changed again since.`);
    const done =
      steps.kind === 'ops' ? verifiedEdit(document, steps.ops) : restoreMember(document, steps.captured);
    if (!done.ok) return done;
    inverse = composeEdits(done.value.inverse, inverse);
    document = done.value.document;
  }
  const touched = touchedValues(
    original.value,
    document,
    record.touched.map(({ path }) => path),
  );
  const { path, format, mode } = record;
  const before = { text: original.value.text, hash: await file.hash() };
  return ok({ path, format, mode, before, after: { text: document.text }, inverse, touched });
}
