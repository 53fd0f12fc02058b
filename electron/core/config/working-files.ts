import type { ConfigFormat } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { FileEdit } from '../clients/types.ts';
import { readerFor } from '../formats/registry.ts';
import type { ConfigDocument, EditOp } from '../formats/types.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import type { VerifiedEdit } from '../formats/verified-edit.ts';
import { editableDocument, pathsOf, touchedValues } from './file-change.ts';
import type { FileChange } from './file-change.ts';
import type { CachedFile } from './file-cache.ts';

interface WorkingFile {
  readonly base: CachedFile;
  /** Of the file as it is, or the empty one of a file to be created. */
  readonly original: ConfigDocument;
  readonly ops: readonly EditOp[];
  readonly edited: VerifiedEdit;
}

/** Files with edits applied in memory, so that a later part of one change sees the earlier parts. */
export interface WorkingFiles {
  /** The document with all edits so far; undefined for a file that was not edited. */
  document(path: string): ConfigDocument | undefined;
  /** Adds edits that belong together: all of them are taken, or none. */
  apply(edits: readonly { readonly edit: FileEdit; readonly file: CachedFile }[]): Result<null>;
  /** Everything that would be written; files whose text ends up the same are left out. */
  changes(modeOf: (path: string) => number): Promise<readonly FileChange[]>;
}

export function createWorkingFiles(): WorkingFiles {
  let files: ReadonlyMap<string, WorkingFile> = new Map();

  return {
    document: (path) => files.get(path)?.edited.document,
    apply(edits) {
      const next = new Map(files);
      for (const { edit, file } of edits) {
        const started = next.get(edit.path);
        const original = started === undefined ? originalDocument(file, edit) : ok(started.original);
        if (!original.ok) return original;
        const ops = [...(started?.ops ?? []), ...edit.ops];
        const edited = verifiedEdit(original.value, ops);
        if (!edited.ok) return named(edit.path, edited);
        next.set(edit.path, { base: file, original: original.value, ops, edited: edited.value });
      }
      files = next;
      return ok(null);
    },
    async changes(modeOf) {
      const changes: FileChange[] = [];
      for (const [path, { base, original, ops, edited }] of files) {
        if (edited.text === original.text) continue;
        const touched = touchedValues(original, edited.document, pathsOf(ops));
        changes.push({
          path,
          format: base.format,
          mode: modeOf(path),
          before:
            base.hash === null ? null : { text: original.text, hash: await base.hash(), bytes: base.bytes },
          after: { text: edited.text, document: edited.document },
          inverse: base.hash === null ? [] : edited.inverse,
          touched,
        });
      }
      return changes;
    },
  };
}

/** An empty document, as a file that does not exist yet would be read. */
export function emptyDocument(format: ConfigFormat): ConfigDocument {
  const parsed = readerFor(format).parse('');
  if ('problem' in parsed) throw new Error(`an empty ${format} file must be a document`);
  return parsed.document;
}

function originalDocument(file: CachedFile, edit: FileEdit): Result<ConfigDocument> {
  const document = editableDocument(file);
  if (!document.ok) return document;
  if (document.value !== null) return ok(document.value);
  return edit.create
    ? ok(emptyDocument(edit.format))
    : fail('EntryNotFound', `${edit.path} does not exist any more.`, { next: 'Look at the list again.' });
}

/** Editors do not know the file they work on; people need its name. */
function named<T>(
  path: string,
  result: Extract<Result<T>, { ok: false }>,
): Extract<Result<T>, { ok: false }> {
  const { code, message, next, detail } = result.error;
  if (message.includes(path)) return result;
  return fail(code, `${path}: ${message}`, detail === undefined ? { next } : { next, detail });
}
