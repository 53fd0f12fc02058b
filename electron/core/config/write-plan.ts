import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientLock } from '../clients/types.ts';
import { createConfigFile, deleteConfigFile, replaceConfigFile } from './config-io.ts';
import type { AfterChange, BeforeChange, FileChange } from './file-change.ts';
import type { FileRecord } from './history.ts';

/** How far writing got: all files, or why not and which files keep their change all the same. */
export interface WriteOutcome {
  readonly written: readonly FileRecord[];
  readonly error: Extract<Result<never>, { ok: false }> | null;
}

/** What has to be minded while a file is written. */
export interface WriteRules {
  readonly lock: ClientLock | undefined;
  readonly backup: boolean;
}

type RulesOf = (path: string) => WriteRules;

const NO_RULES: RulesOf = () => ({ lock: undefined, backup: true });

/**
 * Writes the files in order. When one fails, those before it are put back, as long as nobody else wrote them
 * meanwhile; what could not be put back is named in the error and stays in `written`, so that it can be undone.
 */
export async function writeFiles(
  stateDir: string,
  changes: readonly FileChange[],
  rulesOf: RulesOf = NO_RULES,
): Promise<WriteOutcome> {
  const done: { change: FileChange; record: FileRecord }[] = [];
  for (const change of changes) {
    const result = await writeOne(stateDir, change, rulesOf);
    if (result.ok) {
      done.push({ change, record: result.value });
      continue;
    }
    const stuck: FileRecord[] = [];
    for (const { change: earlier, record } of done.toReversed()) {
      if (!(await putOneBack(stateDir, earlier, record, rulesOf))) stuck.unshift(record);
    }
    return { written: stuck, error: withState(result, done.length, stuck) };
  }
  return { written: done.map(({ record }) => record), error: null };
}

async function writeOne(stateDir: string, change: FileChange, rulesOf: RulesOf): Promise<Result<FileRecord>> {
  const { path, before, after } = change;
  const written = await write({ stateDir, path, before, after, mode: change.mode, ...rulesOf(path) });
  if (!written.ok) return written;
  return ok({
    path,
    format: change.format,
    mode: change.mode,
    beforeHash: before?.hash ?? null,
    afterHash: written.value,
    deletedText: after === null ? (before?.text ?? null) : null,
    inverse: change.inverse,
    touched: change.touched,
  });
}

async function putOneBack(
  stateDir: string,
  change: FileChange,
  record: FileRecord,
  rulesOf: RulesOf,
): Promise<boolean> {
  const { path, mode } = change;
  const before = change.after === null ? null : { hash: record.afterHash ?? '', bytes: null };
  return (await write({ stateDir, path, before, after: change.before, mode, ...rulesOf(path) })).ok;
}

/** Answers the hash of what is there now; null when the file was deleted. */
async function write(options: {
  readonly stateDir: string;
  readonly path: string;
  readonly before: Omit<BeforeChange, 'text'> | null;
  readonly after: AfterChange | null;
  readonly mode: number;
  readonly lock: ClientLock | undefined;
  readonly backup: boolean;
}): Promise<Result<string | null>> {
  const { stateDir, path, before, after, mode, lock, backup } = options;
  if (after === null) {
    if (before === null) return ok(null);
    const deleted = await deleteConfigFile({ stateDir, path, lock, expectedHash: before.hash });
    return deleted.ok ? ok(null) : deleted;
  }
  const written =
    before === null
      ? await createConfigFile({ stateDir, path, lock, text: after.text, mode })
      : await replaceConfigFile({
          stateDir,
          path,
          lock,
          backup,
          text: after.text,
          bytes: after.document?.bytes,
          hash: after.hash,
          expectedHash: before.hash,
          expectedBytes: before.bytes ?? null,
        });
  return written.ok ? ok(written.value.hash) : written;
}

function withState(
  failure: Extract<Result<never>, { ok: false }>,
  earlier: number,
  stuck: readonly FileRecord[],
): Extract<Result<never>, { ok: false }> {
  if (earlier === 0) return failure;
  const { code, message, next } = failure.error;
  const rest =
    stuck.length === 0
      ? 'The other files were put back as they were.'
      : `These files keep their part of the change, because another program wrote them meanwhile: ${stuck
          .map(({ path }) => path)
          .join(', ')}.`;
  return fail(code, `${message} ${rest}`, { next });
}

/** Hashes that a plan was made from, by path. */
export function baseOf(changes: readonly FileChange[]): Record<string, string | null> {
  return Object.fromEntries(changes.map(({ path, before }) => [path, before?.hash ?? null]));
}

/** Whether the files still are what a plan was made from. */
export function sameBase(
  base: Readonly<Record<string, string | null>>,
  now: Readonly<Record<string, string | null>>,
): boolean {
  const paths = Object.keys(now);
  return paths.length === Object.keys(base).length && paths.every((path) => base[path] === now[path]);
}
