import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { captureBlock, restoreBlock } from './captured-block.ts';
import type { CapturedBlock } from './captured-block.ts';
import { captureSlot, restoreOnlySlot, restoreSlot } from './captured-slot.ts';
import type { CapturedSlot, NamedSequence } from './captured-slot.ts';
import { valueAt } from './intent.ts';
import { jsonPartsOf } from './json-document.ts';
import { addMember } from './json-edit.ts';
import { parseJson } from './json-parse.ts';
import { RawMember } from './json-write.ts';
import { quote } from './path-words.ts';
import { parseTomlDocument, exactTomlValue, treeOf } from './toml-document.ts';
import { inlineAround, tomlSequence } from './toml-layout.ts';
import { findToml, keyNames } from './toml-tree.ts';
import type { TomlTree } from './toml-tree.ts';
import { writeKeys } from './toml-write.ts';
import type { ConfigDocument, ConfigValue, KeyPath, TextEdit } from './types.ts';
import { verify } from './verified-edit.ts';
import type { VerifiedEdit } from './verified-edit.ts';
import { yamlTreeOf } from './yaml-document.ts';
import { captureYaml, capturedYamlValue, restoreYaml } from './yaml-restore.ts';
import type { CapturedLines } from './yaml-restore.ts';

/**
 * A named member as it was written in its file, taken before it is removed: its own bytes, the space and the
 * comment on its line that go with it, and what it stood next to. Plain data; store it as it is. The bytes
 * may be secret. A TOML table whose sub-tables are scattered is captured as one piece and comes back as one.
 */
export interface CapturedMember {
  readonly path: KeyPath;
  readonly slot: CapturedSlot | null;
  readonly block: CapturedBlock | null;
  /** Lines of a YAML file; absent where there are none, and in what older versions stored. */
  readonly lines?: CapturedLines;
}

/**
 * EntryNotFound when nothing stands at the path. ConfigTooComplex for items of lists, for names that stand
 * twice, and for TOML members spelled partly by tables and partly by dotted keys.
 */
export function captureMember(document: ConfigDocument, path: KeyPath): Result<CapturedMember> {
  const key = path.at(-1);
  if (typeof key !== 'string') {
    return fail('ConfigTooComplex', `${quote(path)} is not a named entry and cannot be set aside.`);
  }
  if (document.format === 'toml') return captureToml(treeOf(document), path);
  if (document.format === 'yaml') {
    const captured = captureYaml(yamlTreeOf(document), path);
    if (!captured.ok) return captured;
    const { slot, lines } = captured.value;
    return ok({ path, slot, block: null, ...(lines ? { lines } : {}) });
  }
  const place = jsonPartsOf(document).locator().find(path);
  if (!place) return fail('EntryNotFound', `${quote(path)} is not in the file.`);
  const names = place.container.slots.map((slot) => slot.key);
  return ok({
    path,
    slot: captureSlot(document.text, { list: place.container, names }, place.index),
    block: null,
  });
}

/**
 * Puts a captured member back, byte for byte, into its file as it is now: behind the neighbour it had, below
 * the comment it stood under, else last. Missing parents are made. The result is verified like any edit.
 * EntryExists when the name is in use; ConfigTooComplex when its surroundings are gone or unusual.
 */
export function restoreMember(document: ConfigDocument, captured: CapturedMember): Result<VerifiedEdit> {
  const { path } = captured;
  if (document.get(path) !== undefined) {
    return fail('EntryExists', `${quote(path)} is in the file already.`);
  }
  const value = capturedValue(document.format, captured);
  const edits = RESTORE[document.format](document, captured);
  if (!edits.ok) return edits;
  if (value === undefined) return unreadable(path);
  return verify(document, edits.value, [{ op: 'set', path, value }], { foreignEndings: true });
}

const RESTORE: Readonly<
  Record<ConfigDocument['format'], (document: ConfigDocument, captured: CapturedMember) => Result<TextEdit[]>>
> = {
  json: restoreJson,
  jsonc: restoreJson,
  toml: restoreToml,
  yaml: (document, { path, slot, lines }) =>
    restoreYaml(yamlTreeOf(document), path, { slot, lines: lines ?? null }),
};

function unreadable(path: KeyPath) {
  return fail('ConfigTooComplex', `The stored text of ${quote(path)} cannot be put into this file.`);
}

function restoreJson(document: ConfigDocument, { path, slot }: CapturedMember): Result<TextEdit[]> {
  if (!slot) return unreadable(path);
  const { text } = document;
  const locator = jsonPartsOf(document).locator();
  const repeated = document.duplicate(path);
  if (repeated) {
    return fail('ConfigTooComplex', `“${repeated.name}” stands twice (line ${repeated.line}).`);
  }
  const list = locator.container(path.slice(0, -1));
  if (list?.kind === 'object' && list.slots.length > 0) {
    return ok(restoreSlot(text, { list, names: list.slots.map(({ key }) => key) }, slot));
  }
  const only = list?.kind === 'object' ? restoreOnlySlot(text, list, slot) : null;
  if (only) return ok(only);
  return addMember(text, locator, path, new RawMember(slot.body));
}

function captureToml(tree: TomlTree, path: KeyPath): Result<CapturedMember> {
  const inline = inlineAround(tree, path);
  if (!findToml(tree, path)) return fail('EntryNotFound', `${quote(path)} is not in the file.`);
  if (!inline) {
    const block = captureBlock(tree, path);
    if (block) return ok({ path, slot: null, block });
  } else if (inline.rest.length === 1) {
    const named = namedInline(tree, inline.table);
    const index = named.names.indexOf(String(inline.rest[0]));
    if (index >= 0) return ok({ path, slot: captureSlot(tree.text, named, index), block: null });
  }
  return fail('ConfigTooComplex', `${quote(path)} is spelled in several places and cannot be set aside.`);
}

function namedInline(
  tree: TomlTree,
  table: NonNullable<ReturnType<typeof inlineAround>>['table'],
): NamedSequence {
  const names = table.body.map(({ key }) => {
    const [name, ...more] = keyNames(key);
    return more.length === 0 ? (name ?? null) : null;
  });
  return { list: tomlSequence(tree.text, table), names };
}

function restoreToml(document: ConfigDocument, { path, slot, block }: CapturedMember): Result<TextEdit[]> {
  const tree = treeOf(document);
  if (block) {
    const edit = restoreBlock(tree, path.slice(0, -1), block);
    return edit ? ok([edit]) : unreadable(path);
  }
  const inline = inlineAround(tree, path);
  if (!slot || inline?.rest.length !== 1) return unreadable(path);
  const named = namedInline(tree, inline.table);
  if (named.list.slots.length > 0) return ok(restoreSlot(tree.text, named, slot));
  const { list } = named;
  const only = restoreOnlySlot(tree.text, list, slot);
  return ok(only ?? [{ start: list.open + 1, end: list.close, insert: ` ${slot.body} ` }]);
}

/** What the stored text means by itself, scalars spelled exactly; undefined when it is damaged. */
function capturedValue(
  format: ConfigDocument['format'],
  { path, slot, block, lines }: CapturedMember,
): ConfigValue | undefined {
  if (format === 'yaml') return capturedYamlValue(path, { slot, lines: lines ?? null });
  if (format !== 'toml') {
    const parsed = parseJson(`{${slot?.body ?? ''}\n}`, format);
    return 'problem' in parsed ? undefined : valueAt(parsed.value, path.slice(-1));
  }
  const header = block?.section && block.section.length > 0 ? `[${writeKeys(block.section)}]\n` : '';
  const parsed = parseTomlDocument(header + (block ? block.body : (slot?.body ?? '')));
  if ('problem' in parsed) return undefined;
  return valueAt(exactTomlValue(parsed.document), block ? path : path.slice(-1));
}
