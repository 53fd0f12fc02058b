import type { EntryChanges } from '../../../shared/actions.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { valueAt } from '../formats/intent.ts';
import type { EditOp, KeyPath } from '../formats/types.ts';
import type { EditSubject, EntryDescription, EntryEdit } from './edit-entry.ts';
import { headerNamed, isRecord } from './shared-parts.ts';

type Texts = Readonly<Record<string, string>>;
type NewText = (name: string, before: string | null, text: string) => Result<string>;
interface MapEdit {
  readonly ops: EntryEdit['ops'];
  readonly wanted: Partial<EntryDescription>;
}

/** Variables, headers and the token's variable: named values that come and go one by one. */
export function mapOps(subject: EditSubject, changes: EntryChanges, newText: NewText): Result<MapEdit> {
  const { entry, fields, stored } = subject;
  const env = changes.env === undefined ? ok(entry.env) : newMap(entry.env, changes.env, newText);
  if (!env.ok) return env;
  const headers = newHeaders(subject, changes, newText);
  if (!headers.ok) return headers;
  const { bearerTokenEnvVar, envHeaders } = headers.value;
  if (
    bearerTokenEnvVar !== null &&
    headerNamed({ ...headers.value.headers, ...envHeaders }, 'Authorization')
  ) {
    return fail(
      'InvalidRequest',
      `“${entry.name}” would have an Authorization header and a token variable.`,
      {
        next: 'Keep one of the two.',
      },
    );
  }
  const bearer = fields.bearerTokenEnvVar;
  return ok({
    ops: [
      ...differences(stored, fields.env, entry.env, env.value),
      ...differences(stored, fields.headers, entry.headers, headers.value.headers),
      ...differences(stored, fields.envHeaders, entry.envHeaders, envHeaders),
      ...(bearer === null || bearerTokenEnvVar === entry.bearerTokenEnvVar
        ? []
        : oneDifference(stored, bearer, bearerTokenEnvVar)),
    ],
    wanted: { env: env.value, ...headers.value },
  });
}

function newMap(
  before: Texts,
  after: Readonly<Record<string, string | null>>,
  newText: NewText,
): Result<Texts> {
  const texts: [string, string][] = [];
  for (const [name, text] of Object.entries(after)) {
    const stored = Object.hasOwn(before, name) ? (before[name] ?? null) : null;
    if (name === '' || (text === null && stored === null)) {
      const what = name === '' ? 'A value has no name.' : `There is no “${name}” to keep.`;
      return fail('InvalidRequest', what, { next: 'Enter it anew.' });
    }
    const value = newText(name, stored, text ?? stored ?? '');
    if (!value.ok) return value;
    texts.push([name, value.value]);
  }
  return ok(Object.fromEntries(texts));
}

type NewHeaders = Pick<EntryDescription, 'headers' | 'envHeaders' | 'bearerTokenEnvVar'>;

/** Where a client has fields of their own for values from variables, references go there. */
function newHeaders(subject: EditSubject, changes: EntryChanges, newText: NewText): Result<NewHeaders> {
  const { entry, fields } = subject;
  const fixed = Object.create(null) as Record<string, string | null>;
  const fromVariables = Object.create(null) as Record<string, string>;
  let bearer =
    changes.bearerTokenEnvVar === undefined ? entry.bearerTokenEnvVar : changes.bearerTokenEnvVar || null;
  const asked =
    changes.headers ??
    Object.fromEntries(Object.keys({ ...entry.headers, ...entry.envHeaders }).map((name) => [name, null]));
  for (const [name, text] of Object.entries(asked)) {
    const variable = Object.hasOwn(entry.envHeaders, name) ? entry.envHeaders[name] : undefined;
    const kept = variable !== undefined && (text === null || text === `$${variable}`);
    const whole = fields.envHeaders === null ? undefined : /^\$\{([A-Za-z_]\w*)\}$/.exec(text ?? '')?.[1];
    const token =
      fields.bearerTokenEnvVar === null ? null : /^Bearer \$\{([A-Za-z_]\w*)\}$/i.exec(text ?? '');
    if (kept) fromVariables[name] = variable;
    else if (whole !== undefined) fromVariables[name] = whole;
    else if (token?.[1] !== undefined && name.toLowerCase() === 'authorization') bearer = token[1];
    else fixed[name] = text;
  }
  if (bearer !== null && fields.bearerTokenEnvVar === null) {
    fixed['Authorization'] = `Bearer \${${bearer}}`;
    bearer = null;
  }
  const headers = newMap(entry.headers, fixed, newText);
  if (!headers.ok) return headers;
  return ok({ headers: headers.value, envHeaders: fromVariables, bearerTokenEnvVar: bearer });
}

/** Names that are nowhere in the stored entry come from elsewhere and cannot be taken out of it. */
function differences(
  stored: EditSubject['stored'],
  path: KeyPath | null,
  before: Texts,
  after: Texts,
): readonly EditOp[] {
  if (path === null) return [];
  const gone = Object.keys(before).filter(
    (name) => !Object.hasOwn(after, name) && valueAt(stored, [...path, name]) !== undefined,
  );
  const changed = Object.entries(after).filter(
    ([name, text]) => !Object.hasOwn(before, name) || before[name] !== text,
  );
  const isThere = isRecord(valueAt(stored, path));
  return [
    ...gone.map((name): EditOp => ({ op: 'remove', path: [...path, name] })),
    ...(isThere || changed.length === 0
      ? changed.map(([name, value]): EditOp => ({ op: 'set', path: [...path, name], value }))
      : [{ op: 'set' as const, path, value: Object.fromEntries(changed) }]),
  ];
}

function oneDifference(
  stored: EditSubject['stored'],
  path: KeyPath,
  value: string | null,
): readonly EditOp[] {
  if (value !== null) return [{ op: 'set', path, value }];
  return valueAt(stored, path) === undefined ? [] : [{ op: 'remove', path }];
}
