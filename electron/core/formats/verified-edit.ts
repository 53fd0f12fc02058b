import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyEdits, invertEdits, normalizeEdits } from './edits.ts';
import { applyOps, isList, isObject, valueAt } from './intent.ts';
import { jsonPartsOf } from './json-document.ts';
import { opened, sameValue } from './json-span.ts';
import { readerFor } from './registry.ts';
import { BOM, bodyStart } from './text-lines.ts';
import { exactScalar, exactTomlValue } from './toml-document.ts';
import type { ConfigDocument, ConfigValue, EditOp, TextEdit } from './types.ts';
import { yamlTreeOf } from './yaml-document.ts';
import { exactYamlScalar, exactYamlValue, opsByName } from './yaml-value.ts';

/** A change that was carried out in memory and read back. Only these may be written to disk. */
export interface VerifiedEdit {
  readonly text: string;
  readonly edits: readonly TextEdit[];
  /** Turns `text` back into the text before, byte for byte. */
  readonly inverse: readonly TextEdit[];
  readonly document: ConfigDocument;
}

/**
 * Carries the ops out on the document's text, reads the result back and compares: it must mean exactly what
 * the ops mean, with every other path unchanged, and keep byte order mark, line endings and the end of the
 * file. Errors: those of `FormatReader.edit`, and EditVerificationFailed.
 */
export function verifiedEdit(document: ConfigDocument, ops: readonly EditOp[]): Result<VerifiedEdit> {
  const edits = readerFor(document.format).edit(document, ops);
  if (!edits.ok) return edits;
  const exact = EXACT[document.format];
  const meant = document.format === 'yaml' ? opsByName(yamlTreeOf(document), ops) : ops;
  return verify(document, edits.value, exact ? meant.map((op) => exactOp(op, exact)) : meant);
}

/**
 * Checks edits that were made for `ops`, however they were made. Values for TOML and YAML are spelled exactly. Text put
 * back byte for byte may bring its own line endings.
 */
export function verify(
  document: ConfigDocument,
  madeEdits: readonly TextEdit[],
  ops: readonly EditOp[],
  { foreignEndings = false }: { readonly foreignEndings?: boolean } = {},
): Result<VerifiedEdit> {
  const edits = normalizeEdits(madeEdits);
  const text = applyEdits(document.text, edits);
  const parsed = readerFor(document.format).parse(text);
  if ('problem' in parsed || !keepsFileShape(document.text, text, edits)) return refused();
  if (!foreignEndings && !keepsEndings(document.text, edits)) return refused();
  const expected = withoutEmptyParents(applyOps(comparable(document, ops), ops, opened), document, ops);
  const actual = withoutEmptyParents(comparable(parsed.document, ops), document, ops);
  if (!sameValue(expected, actual)) return refused();
  return ok({ text, edits, inverse: invertEdits(document.text, edits), document: parsed.document });
}

function refused() {
  return fail(
    'EditVerificationFailed',
    'The change would have altered something else in the file, so nothing was written.',
    { next: 'Make this change in an editor, and please report it.' },
  );
}

function comparable(document: ConfigDocument, ops: readonly EditOp[]): ConfigValue {
  if (document.format === 'yaml') return exactYamlValue(yamlTreeOf(document), ops);
  return document.format === 'toml' ? exactTomlValue(document) : jsonPartsOf(document).value;
}

type ExactScalar = (value: ConfigValue) => ConfigValue;

/** How formats whose values are compared as they are spelled spell the scalars of an op. */
const EXACT: Partial<Record<ConfigDocument['format'], ExactScalar>> = {
  toml: exactScalar,
  yaml: exactYamlScalar,
};

function exactOp(op: EditOp, exact: ExactScalar): EditOp {
  return op.op === 'remove' || op.op === 'rename' ? op : { ...op, value: mapScalars(op.value, exact) };
}

function mapScalars(value: ConfigValue, exact: ExactScalar): ConfigValue {
  if (isList(value)) return value.map((item) => mapScalars(item, exact));
  if (!isObject(value)) return exact(value);
  const result = Object.create(null) as Record<string, ConfigValue>;
  for (const [key, item] of Object.entries(value)) result[key] = mapScalars(item, exact);
  return result;
}

/**
 * TOML's implied tables (`mcp_servers` of `[mcp_servers.x]`) and arrays of tables go when their last member
 * goes. Taken out on both sides of the comparison.
 */
function withoutEmptyParents(
  value: ConfigValue,
  document: ConfigDocument,
  ops: readonly EditOp[],
): ConfigValue {
  if (document.format !== 'toml') return value;
  let result = value;
  for (const { path } of ops.filter(({ op }) => op === 'remove')) {
    for (let depth = path.length - 1; depth > 0; depth -= 1) {
      const parentPath = path.slice(0, depth);
      const parent = valueAt(result, parentPath);
      const isEmpty = typeof parent === 'object' && parent !== null && Object.keys(parent).length === 0;
      if (!isEmpty || typeof parentPath.at(-1) === 'number') break;
      result = applyOps(result, [{ op: 'remove', path: parentPath }]);
    }
  }
  return result;
}

/** Byte order mark, and whether the last line is ended, unless nothing was left of the old text. */
function keepsFileShape(before: string, after: string, edits: readonly TextEdit[]): boolean {
  if (before.startsWith(BOM) !== after.startsWith(BOM)) return false;
  if (before.endsWith('\n') === after.endsWith('\n')) return true;
  const kept = edits.map((edit) => ({ ...edit, insert: '' }));
  return isBlankFile(applyEdits(before, kept));
}

/** New text brings no line ending that the file does not use. */
function keepsEndings(before: string, edits: readonly TextEdit[]): boolean {
  if (isBlankFile(before)) return true;
  return edits.every(({ insert }) => endingsOf(insert).every((ending) => usesEnding(before, ending)));
}

function isBlankFile(text: string): boolean {
  return !/\S/.test(text.slice(bodyStart(text)));
}

function endingsOf(text: string): readonly ('\n' | '\r\n')[] {
  const endings: ('\n' | '\r\n')[] = [];
  if (text.includes('\r\n')) endings.push('\r\n');
  if (/(^|[^\r])\n/.test(text)) endings.push('\n');
  return endings;
}

/** A text without any line ending may be given LF. */
function usesEnding(text: string, ending: '\n' | '\r\n'): boolean {
  const first = text.indexOf('\n');
  if (first < 0) return ending === '\n';
  const firstEnding = text[first - 1] === '\r' ? '\r\n' : '\n';
  return firstEnding === ending || endingsOf(text).includes(ending);
}
