import type { Transport } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import { settingFits } from '../../../shared/entry-settings.ts';
import type { Result } from '../../../shared/errors.ts';
import { applyOps, deepEqual, valueAt } from '../formats/intent.ts';
import type { ConfigValue, EditOp, KeyPath } from '../formats/types.ts';
import { isRecord } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { ClientAdapter, EntryFields } from './types.ts';

export type Kind = 'stdio' | 'http' | 'sse';

export interface KindEdit {
  /** Relative to the entry. */
  readonly ops: readonly EditOp[];
  /** Keys that go because they do not fit the new kind. */
  readonly gone: readonly string[];
}

/**
 * Turns a program into an address or back: what only the old kind has is taken out, `written` put in, everything
 * else stays. A left-over key of the other kind would keep some clients from starting (Codex).
 */
export function otherSide(
  fields: EntryFields,
  stored: ConfigRecord,
  written: ConfigRecord,
  kind: Kind,
): KindEdit {
  const bound = boundKeys(fields, kind);
  const ops: EditOp[] = [];
  const gone: string[] = [];
  for (const key of Object.keys(stored)) {
    if (!bound.has(key) || Object.hasOwn(written, key)) continue;
    ops.push({ op: 'remove', path: [key] });
    gone.push(key);
  }
  for (const [key, value] of Object.entries(written)) {
    const is = Object.hasOwn(stored, key) ? stored[key] : undefined;
    if (!bound.has(key) || (is !== undefined && deepEqual(is, value))) continue;
    ops.push({ op: 'set', path: [key], value });
  }
  return { ops, gone };
}

/** Keys of the entry that say what server it is, of either kind, and settings that the new kind has not. */
function boundKeys(fields: EntryFields, kind: Kind): ReadonlySet<string> {
  const { url, command, args, env, headers, bearerTokenEnvVar, envHeaders, remoteKinds, settings } = fields;
  const paths = [
    fields.kind,
    url,
    command,
    args,
    env,
    headers,
    bearerTokenEnvVar,
    envHeaders,
    ...Object.values(remoteKinds).map((one) => one.url),
    ...settings.filter((one) => !settingFits(one.goesWith, kind)).map(({ path }) => path),
  ];
  const first = paths.flatMap((path) => (typeof path?.[0] === 'string' ? [path[0]] : []));
  return new Set([...first, ...fields.only]);
}

/**
 * Turns an address of one kind into the other; `ops` are the other changes of the same edit, and come first.
 * Unsupported where the client makes no difference.
 */
export function otherAddress(
  adapter: Pick<ClientAdapter, 'name'>,
  fields: EntryFields,
  stored: ConfigRecord,
  ops: readonly EditOp[],
  kind: 'http' | 'sse',
): Result<KindEdit> {
  const way = fields.remoteKinds[kind];
  if (way === undefined) return ok({ ops, gone: [] });
  const edited = applyOps(stored, ops);
  const more = [...moved(edited, fields.url, way.url), ...worded(edited, fields.kind, way.word)];
  if (more.length > 0) return ok({ ops: [...ops, ...more], gone: [] });
  return fail('Unsupported', `${adapter.name} finds out by itself which of the two kinds an address is.`, {
    next: 'Leave the kind as it is.',
  });
}

function moved(edited: ConfigValue, from: KeyPath | null, to: KeyPath): readonly EditOp[] {
  const name = to.at(-1);
  if (from === null || typeof name !== 'string' || from.at(-1) === name) return [];
  return valueAt(edited, from) === undefined ? [] : [{ op: 'rename', path: from, name }];
}

function worded(edited: ConfigValue, at: KeyPath | null, word: string | null): readonly EditOp[] {
  const is = at === null ? undefined : valueAt(edited, at);
  if (at === null || is === (word ?? undefined)) return [];
  return word === null ? [{ op: 'remove', path: at }] : [{ op: 'set', path: at, value: word }];
}

/**
 * Kinds that an entry can be changed to, its own left out. Where a client makes no difference between the two kinds
 * of addresses, only streamable HTTP counts.
 */
export function otherKinds(
  adapter: Pick<ClientAdapter, 'transports' | 'written'>,
  fields: EntryFields,
  transport: Transport,
): readonly Kind[] {
  const { http, sse } = fields.remoteKinds;
  const same = http !== undefined && sse !== undefined && http.word === sse.word && isSame(http.url, sse.url);
  return adapter.transports.filter((kind) => {
    if (kind === transport || adapter.written === undefined) return false;
    return !same || (kind !== 'sse' && !(kind === 'http' && transport === 'sse'));
  });
}

function isSame(one: KeyPath, other: KeyPath): boolean {
  return one.length === other.length && one.every((key, index) => key === other[index]);
}

/** The entry with edits made; for those that come after. */
export function edited(stored: ConfigRecord, ops: readonly EditOp[]): ConfigRecord {
  const value = applyOps(stored, ops);
  return isRecord(value) ? value : stored;
}
