import { maskArgs, maskNamed, maskUrl, redactText } from '../../../shared/redact.ts';
import type { EntryChanges } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { valueAt } from '../formats/intent.ts';
import type { EditOp, KeyPath } from '../formats/types.ts';
import { isList } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import { mapOps } from './edit-map.ts';
import type { EntryFields, RawEntry } from './types.ts';
import { respell } from './variable-syntax.ts';

/** What an entry says about its server; the part of it that can be changed. */
export type EntryDescription = Pick<
  RawEntry,
  'url' | 'command' | 'args' | 'env' | 'headers' | 'bearerTokenEnvVar' | 'envHeaders'
>;

export interface EntryEdit {
  /** Relative to the entry; none where nothing differs. */
  readonly ops: readonly EditOp[];
  /** What the entry must say afterwards, in the client's spelling. */
  readonly wanted: EntryDescription;
}

const MASK = maskNamed('token', 'x').value;

export interface EditSubject {
  readonly clientName: string;
  readonly fields: EntryFields;
  readonly entry: RawEntry;
  /** The entry as it is stored. */
  readonly stored: ConfigRecord;
}

/**
 * The smallest difference that makes the changes of single fields; settings and another kind come after it. A text
 * equal to the stored one, or to it as it is shown, is no change. InvalidRequest for a field that does not fit the
 * kind of server or a value that is still masked; Unsupported for what this client has no field or spelling for.
 */
export function editEntry(subject: EditSubject, changes: EntryChanges): Result<EntryEdit> {
  const { entry, fields, stored } = subject;
  const misfit = misfitOf(entry, changes);
  if (misfit !== null) {
    return fail('InvalidRequest', misfit, { next: 'Choose the other kind of server too, or leave it out.' });
  }
  const ops: EditOp[] = [];
  let wanted: EntryDescription = entry;
  if (changes.url !== undefined) {
    const shown = entry.url === null ? null : maskUrl(entry.url);
    const url = newText(subject, 'url', entry.url, shown, changes.url);
    if (!url.ok) return url;
    ops.push(...setText(fields.url, entry.url, url.value));
    wanted = { ...wanted, url: url.value };
  }
  if (changes.command !== undefined) {
    const { command } = entry;
    const shown = command === null ? null : redactText(command);
    const text = newText(subject, 'command', command, shown, changes.command);
    if (!text.ok) return text;
    ops.push(...setText(fields.command, command, text.value));
    wanted = { ...wanted, command: text.value };
  }
  if (changes.args !== undefined) {
    const args = newArgs(subject, changes.args);
    if (!args.ok) return args;
    ops.push(...argsOps(fields, stored, entry.args ?? [], args.value));
    wanted = { ...wanted, args: args.value };
  }
  const maps = mapOps(subject, changes, (name, before, text) =>
    newText(subject, name, before, before === null ? null : maskNamed(name, before).value, text),
  );
  if (!maps.ok) return maps;
  return ok({ ops: [...ops, ...maps.value.ops], wanted: { ...wanted, ...maps.value.wanted } });
}

function misfitOf(entry: RawEntry, changes: EntryChanges): string | null {
  const { name } = entry;
  const transport = changes.transport ?? entry.transport;
  const local = changes.command !== undefined || changes.args !== undefined;
  const remote = [changes.url, changes.headers, changes.bearerTokenEnvVar].some((one) => one !== undefined);
  if (transport === 'stdio' && remote) return `“${name}” is a local program; it takes no address or headers.`;
  if (transport !== 'stdio' && local) return `“${name}” is a web address; it takes no command.`;
  if (changes.url === '') return `“${name}” needs an address.`;
  if (changes.command === '') return `“${name}” needs a command.`;
  return null;
}

/** A new value in the client's spelling; `shown` is how the person saw the one before. */
export function newText(
  { clientName, fields }: EditSubject,
  field: string,
  before: string | null,
  shown: string | null,
  text: string,
): Result<string> {
  if (before !== null && (text === before || text === shown)) return ok(before);
  if (text.includes(MASK)) {
    return fail('InvalidRequest', `The new value of “${field}” is masked in part.`, {
      next: 'Enter the whole value, or leave it as it is.',
    });
  }
  return respell(fields.variables, text, clientName, field);
}

function newArgs(subject: EditSubject, args: readonly (string | null)[]): Result<readonly string[]> {
  const before = subject.entry.args ?? [];
  const shown = maskArgs(before);
  const texts: string[] = [];
  for (const [index, arg] of args.entries()) {
    const kept = before[index] ?? null;
    if (arg === null && kept === null) {
      return fail('InvalidRequest', `There is no argument ${index + 1} to keep.`, {
        next: 'Enter its text.',
      });
    }
    const text = newText(subject, `argument ${index + 1}`, kept, shown[index] ?? null, arg ?? kept ?? '');
    if (!text.ok) return text;
    texts.push(text.value);
  }
  return ok(texts);
}

function setText(path: KeyPath | null, before: string | null, text: string): readonly EditOp[] {
  return path === null || before === text ? [] : [{ op: 'set', path, value: text }];
}

/** Item by item, so that comments in the list stay where they are. */
function argsOps(
  { args: path, argsFrom: first }: EntryFields,
  stored: ConfigRecord,
  before: readonly string[],
  after: readonly string[],
): readonly EditOp[] {
  if (
    path === null ||
    (before.length === after.length && after.every((arg, index) => arg === before[index]))
  ) {
    return [];
  }
  if (!isList(valueAt(stored, path))) return [{ op: 'set', path, value: after }];
  const surplus = before.slice(after.length).map((_arg, index) => after.length + index);
  return [
    ...after
      .slice(0, before.length)
      .flatMap((value, index): EditOp[] =>
        value === before[index] ? [] : [{ op: 'set', path: [...path, index + first], value }],
      ),
    ...surplus.toReversed().map((index): EditOp => ({ op: 'remove', path: [...path, index + first] })),
    ...after.slice(before.length).map((value): EditOp => ({ op: 'append', path, value })),
  ];
}
