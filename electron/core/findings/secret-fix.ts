import type { SecretWay } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { EditSubject, EntryDescription } from '../clients/edit-entry.ts';
import { isList, isRecord } from '../clients/shared-parts.ts';
import { fillsIn } from '../clients/variable-syntax.ts';
import type { ReferencePlace } from '../clients/variable-syntax.ts';
import { valueAt } from '../formats/intent.ts';
import type { ConfigDocument, EditOp, KeyPath } from '../formats/types.ts';
import { argumentMove } from './argument-move.ts';
import type { SecretPlace } from './secret-places.ts';

export interface FixSubject extends EditSubject {
  readonly document: ConfigDocument;
}

/** How one secret leaves its place. Ops count from the root of the file. */
export interface SecretFix {
  readonly ops: readonly EditOp[];
  /** What the entry must say afterwards. */
  readonly wanted: EntryDescription;
  /** The variable that has to be set outside the file, and its value; null where none has to. Raw. */
  readonly variable: { readonly name: string; readonly value: string } | null;
  /** The variable must have this name, because the client or the program has it so. */
  readonly nameIsFixed: boolean;
  /** As it is written in the file now; null where only the name of the variable stands there. */
  readonly reference: string | null;
  /** False where only the program's documentation can tell whether it takes its secret from this variable. */
  readonly certain: boolean;
}

const WAYS: readonly SecretWay[] = ['ask', 'reference', 'move'];

/** Ways that the client and the program allow for this place, the best first. */
export function secretWays(subject: FixSubject, place: SecretPlace, name: string): readonly SecretWay[] {
  return WAYS.filter((way) => secretFix(subject, place, way, name).ok);
}

/** Unsupported, with what to do instead, where the client has no such way. */
export function secretFix(
  subject: FixSubject,
  place: SecretPlace,
  way: SecretWay,
  name: string,
): Result<SecretFix> {
  const { entry, fields } = subject;
  if (way === 'move' && place.kind !== 'argument') return none(subject, 'Only an argument can be moved.');
  switch (place.kind) {
    case 'env':
      return inEnv(subject, way, { name: place.name, variable: name, value: place.secret });
    case 'header':
      return inHeader(subject, place, way, name);
    case 'argument':
      return offCommandLine(subject, place, way, name);
    case 'url': {
      const done = inText(subject, place, way, name, { at: fields.url, where: 'url' });
      return done.ok ? ok({ ...done.value.fix, wanted: { ...entry, url: done.value.text } }) : done;
    }
    case 'other': {
      const done = inText(subject, place, way, name, { at: place.path, where: 'other' });
      return done.ok ? ok(done.value.fix) : done;
    }
  }
}

/** Its own spelling for the value of a variable, or a question of its own; null where it has none for this place. */
function spelled(
  { entry, fields, document }: FixSubject,
  way: SecretWay,
  name: string,
  where: ReferencePlace,
): { readonly text: string; readonly ops: readonly EditOp[] } | null {
  if (way === 'reference') {
    const { variables } = fields;
    return variables !== null && fillsIn(variables, where) ? { text: variables.spell(name), ops: [] } : null;
  }
  if (way !== 'ask' || fields.asks === undefined) return null;
  const { at, question, spell } = fields.asks;
  const listed = document.get(at);
  if (listed !== undefined && !isList(listed)) return null;
  const known = new Set((listed ?? []).map((item) => (isRecord(item) ? item['id'] : undefined)));
  const base = name.toLowerCase().replaceAll('_', '-');
  let id = base;
  for (let number = 2; known.has(id); number += 1) id = `${base}-${number}`;
  return {
    text: spell(id),
    ops: [{ op: 'append', path: at, value: question(id, `${name} (${entry.name})`) }],
  };
}

function inEnv(
  subject: FixSubject,
  way: SecretWay,
  what: { readonly name: string; readonly variable: string; readonly value: string },
): Result<SecretFix> {
  const { entry, fields, stored, clientName } = subject;
  const { env: at } = fields;
  if (at === null) return none(subject, `${clientName} gives its programs no variables.`);
  const { name, value } = what;
  const path = [...entry.path, ...at, name];
  if (way === 'move') {
    const set: EditOp = { op: 'set', path, value };
    return ok(fixOf([set], { ...entry, env: { ...entry.env, [name]: value } }, null));
  }
  if (way === 'reference' && fields.passes !== undefined) {
    const { [name]: _gone, ...env } = entry.env;
    const listed = valueAt(stored, fields.passes);
    const passed =
      isList(listed) && listed.some((item) => item === name || (isRecord(item) && item['name'] === name));
    const ops: EditOp[] = [];
    if (valueAt(stored, [...at, name]) !== undefined) ops.push({ op: 'remove', path });
    if (!passed) ops.push({ op: 'append', path: [...entry.path, ...fields.passes], value: name });
    return ok(fixOf(ops, { ...entry, env }, { name, value }, { nameIsFixed: true }));
  }
  const text = spelled(subject, way, what.variable, 'env');
  if (text === null) return noSyntax(subject);
  const ops: EditOp[] = [{ op: 'set', path, value: text.text }, ...text.ops];
  const variable = way === 'ask' ? null : { name: what.variable, value };
  return ok(
    fixOf(ops, { ...entry, env: { ...entry.env, [name]: text.text } }, variable, { reference: text.text }),
  );
}

function inHeader(subject: FixSubject, place: SecretPlace, way: SecretWay, name: string): Result<SecretFix> {
  const { entry, fields, stored } = subject;
  if (fields.headers === null) return noSyntax(subject);
  const at = [...fields.headers, place.name];
  if (valueAt(stored, at) === undefined) return none(subject, 'This header stands elsewhere.');
  const path = [...entry.path, ...at];
  const { [place.name]: _gone, ...headers } = entry.headers;
  const remove: EditOp = { op: 'remove', path };
  const isBearer = /^bearer\s+$/i.test(place.before) && place.name.toLowerCase() === 'authorization';
  if (way === 'reference' && fields.bearerTokenEnvVar !== null && isBearer) {
    const set: EditOp = { op: 'set', path: [...entry.path, ...fields.bearerTokenEnvVar], value: name };
    const wanted = { ...entry, headers, bearerTokenEnvVar: name };
    return ok(fixOf([remove, set], wanted, { name, value: place.secret }));
  }
  if (way === 'reference' && fields.envHeaders !== null) {
    const set: EditOp = { op: 'set', path: [...entry.path, ...fields.envHeaders, place.name], value: name };
    const wanted = { ...entry, headers, envHeaders: { ...entry.envHeaders, [place.name]: name } };
    return ok(fixOf([remove, set], wanted, { name, value: place.before + place.secret }));
  }
  const done = inText(subject, place, way, name, { at, where: 'headers' });
  if (!done.ok) return done;
  return ok({
    ...done.value.fix,
    wanted: { ...entry, headers: { ...entry.headers, [place.name]: done.value.text } },
  });
}

/** The secret alone is replaced; the text around it stays. */
function inText(
  subject: FixSubject,
  place: SecretPlace,
  way: SecretWay,
  name: string,
  target: { readonly at: KeyPath | null; readonly where: ReferencePlace },
): Result<{ readonly fix: SecretFix; readonly text: string }> {
  const { entry } = subject;
  const reference = spelled(subject, way, name, target.where);
  if (target.at === null || reference === null) return noSyntax(subject);
  const text = place.before + reference.text + place.after;
  const ops: EditOp[] = [{ op: 'set', path: [...entry.path, ...target.at], value: text }, ...reference.ops];
  const variable = way === 'ask' ? null : { name, value: place.secret };
  return ok({ fix: fixOf(ops, entry, variable, { reference: reference.text }), text });
}

function offCommandLine(
  subject: FixSubject,
  place: SecretPlace,
  way: SecretWay,
  name: string,
): Result<SecretFix> {
  const { entry, fields, stored, clientName } = subject;
  const move = argumentMove(entry, place, name);
  if (move === null || fields.args === null) {
    return none(subject, 'Only the program’s documentation can tell how it takes this otherwise.');
  }
  if (
    move.programFills &&
    fields.variables?.spell(name) === `\${${name}}` &&
    fillsIn(fields.variables, 'args')
  ) {
    return none(subject, `${clientName} would fill the variable in, and it would stand there again.`);
  }
  if (!isList(valueAt(stored, fields.args))) return noSyntax(subject);
  const variable = move.fixedName ?? name;
  const taken = Object.hasOwn(entry.env, variable) && entry.env[variable] !== move.value;
  if (taken) return none(subject, `${variable} stands in its environment already.`);
  const put = inEnv(subject, way, { name: variable, variable: move.fixedName ?? name, value: move.value });
  if (!put.ok) return put;
  const first = fields.argsFrom;
  const at = [...entry.path, ...fields.args];
  const ops: EditOp[] = [];
  for (const [index, arg] of [...move.args.entries()].toReversed()) {
    if (arg === entry.args?.[index]) continue;
    const path = [...at, index + first];
    ops.push(arg === null ? { op: 'remove', path } : { op: 'set', path, value: arg });
  }
  return ok({
    ...put.value,
    ops: [...ops, ...put.value.ops],
    wanted: { ...put.value.wanted, args: move.args.filter((arg) => arg !== null) },
    nameIsFixed: move.fixedName !== null || put.value.nameIsFixed,
    certain: move.certain,
  });
}

function fixOf(
  ops: readonly EditOp[],
  wanted: EntryDescription,
  variable: SecretFix['variable'],
  more: { readonly nameIsFixed?: boolean; readonly reference?: string } = {},
): SecretFix {
  const { nameIsFixed = false, reference = null } = more;
  return { ops, wanted, variable, nameIsFixed, reference, certain: true };
}

function noSyntax(subject: FixSubject): Extract<Result<never>, { ok: false }> {
  return none(subject, `${subject.clientName} fills no variables in there.`);
}

function none({ entry }: FixSubject, why: string): Extract<Result<never>, { ok: false }> {
  return fail('Unsupported', `A secret of ${entry.name} cannot be replaced: ${why}`, {
    next: 'Keep its file to yourself (lint --fix, or “Keep this file private”), or move the server to your own settings.',
  });
}
