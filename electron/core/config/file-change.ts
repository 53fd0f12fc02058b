import type { ConfigFormat } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { deepEqual } from '../formats/intent.ts';
import { captureMember } from '../formats/restore.ts';
import type { CapturedMember } from '../formats/restore.ts';
import type { ConfigDocument, ConfigValue, EditOp, KeyPath, TextEdit } from '../formats/types.ts';
import type { CachedFile } from './file-cache.ts';

/** What a change did to one value; the means to take it back when the rest of the file has moved on. */
export interface TouchedValue {
  readonly path: KeyPath;
  /** Null where there was, or is, no such value. */
  readonly before: { readonly value: ConfigValue } | null;
  readonly after: { readonly value: ConfigValue } | null;
  /** A removed member as it was written; null also where its spelling cannot be set aside. */
  readonly captured: CapturedMember | null;
}

export interface BeforeChange {
  readonly text: string;
  readonly hash: string;
  /** What the hash is of, where it is at hand: comparing takes a tenth of the time. */
  readonly bytes?: Uint8Array | null;
}

export interface AfterChange {
  readonly text: string;
  /** The text as it was read back. */
  readonly document?: ConfigDocument;
  /** Where it is known already. */
  readonly hash?: string;
}

/** One file's part of a change, ready to be written. `before` null = is created, `after` null = is deleted. */
export interface FileChange {
  readonly path: string;
  readonly format: ConfigFormat;
  /** Permissions if the file is created. */
  readonly mode: number;
  readonly before: BeforeChange | null;
  readonly after: AfterChange | null;
  /** Turns the text after into the text before; empty when one of them does not exist. */
  readonly inverse: readonly TextEdit[];
  readonly touched: readonly TouchedValue[];
}

/** The places that ops may change; for an item taken out of a list, the list. */
export function pathsOf(ops: readonly EditOp[]): readonly KeyPath[] {
  return ops.flatMap((op) => {
    const { path } = op;
    if (op.op === 'rename') return [path, [...path.slice(0, -1), op.name]];
    return [op.op === 'remove' && typeof path.at(-1) === 'number' ? path.slice(0, -1) : path];
  });
}

/**
 * The values that changed at these places, each once: for a new value the outermost part that was not there
 * before (taking back `a.b.c` also takes back an `a` made for it).
 */
export function touchedValues(
  before: ConfigDocument,
  after: ConfigDocument,
  paths: readonly KeyPath[],
): readonly TouchedValue[] {
  const touched: TouchedValue[] = [];
  for (const path of outermost(paths.map((one) => firstAbsent(one, before)))) {
    const old = before.get(path);
    const now = after.get(path);
    if (old === undefined ? now === undefined : now !== undefined && deepEqual(old, now)) continue;
    const captured = old !== undefined && now === undefined ? captureMember(before, path) : null;
    touched.push({
      path,
      before: old === undefined ? null : { value: old },
      after: now === undefined ? null : { value: now },
      captured: captured?.ok === true ? captured.value : null,
    });
  }
  return touched;
}

function firstAbsent(path: KeyPath, document: ConfigDocument): KeyPath {
  for (let length = 1; length < path.length; length += 1) {
    const part = path.slice(0, length);
    if (!document.has(part)) return part;
  }
  return path;
}

function outermost(paths: readonly KeyPath[]): readonly KeyPath[] {
  return paths.filter((path, index) =>
    paths.every(
      (other, at) => at === index || !isWithin(path, other) || (other.length === path.length && at > index),
    ),
  );
}

function isWithin(inner: KeyPath, outer: KeyPath): boolean {
  return outer.length <= inner.length && outer.every((key, index) => key === inner[index]);
}

/** The document to edit, or why the file must be left alone. A missing file has none: null. */
export function editableDocument(file: CachedFile): Result<ConfigDocument | null> {
  if (file.state === 'missing') return ok(null);
  if (file.document !== null) return ok(file.document);
  const { problem } = file;
  const place = problem?.line == null ? '' : ` line ${problem.line}, column ${problem.column ?? 1}:`;
  const code = file.state === 'invalid' ? 'ConfigInvalid' : 'ConfigUnreadable';
  if (problem === null) return fail(code, `${file.path} cannot be used.`);
  return fail(code, `${file.path}:${place} ${problem.message}`, { next: problem.next });
}
