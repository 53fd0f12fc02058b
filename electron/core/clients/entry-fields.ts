import { valueAt } from '../formats/intent.ts';
import type { ConfigValue, KeyPath } from '../formats/types.ts';
import { placed } from './entry-settings.ts';
import type { EntryShape } from './map-entry.ts';
import { isList, isRecord } from './shared-parts.ts';
import type { ConfigRecord } from './shared-parts.ts';
import type { EntryFields } from './types.ts';

/** The names most clients use, for one that replaces no references to variables. */
export const USUAL_FIELDS: EntryFields = {
  url: ['url'],
  command: ['command'],
  args: ['args'],
  argsFrom: 0,
  env: ['env'],
  headers: ['headers'],
  bearerTokenEnvVar: null,
  envHeaders: null,
  variables: null,
  signs: ['type'],
  kind: ['type'],
  remoteKinds: {},
  only: [],
  settings: [],
};

/**
 * Where the fields of an entry stand: nested or flat, as this entry has it, and where it has none as it would be
 * written anew. Null for an entry in a form that is read but never written.
 */
export function entryFields(
  shape: EntryShape,
  value: ConfigValue,
  signs: readonly string[],
): EntryFields | null {
  if (!isRecord(value)) return null;
  const place = placing(shape, value);
  const urlKeys = Object.keys(shape.urls ?? { url: 'http' });
  const written = shape.writes.http?.url ?? shape.writes.sse?.url ?? 'url';
  const url = urlKeys.map(place).find((path) => valueAt(value, path) !== undefined) ?? place(written);
  const command = place(shape.command ?? 'command');
  const isList = shape.args === null;
  const fields: EntryFields = {
    ...USUAL_FIELDS,
    url,
    command: isList ? [...command, 0] : command,
    args: isList ? command : place(shape.args ?? 'args'),
    argsFrom: isList ? 1 : 0,
    env: place(shape.env ?? 'env'),
    headers: place(shape.headers ?? 'headers'),
    bearerTokenEnvVar: shape.bearer === undefined ? null : place(shape.bearer),
    variables: shape.variables,
    ...(shape.passes === undefined ? {} : { passes: place(shape.passes) }),
    ...(shape.asks === undefined ? {} : { asks: shape.asks }),
    signs: [...signs, 'name', ...(shape.type === undefined ? [] : [shape.type.key])],
    kind: shape.type === undefined ? null : place(shape.type.key),
    remoteKinds: remoteKinds(shape, place),
    only: shape.only ?? [],
    settings: placed(shape.settings ?? [], place),
  };
  return isOrdinary(fields, value) ? fields : null;
}

function remoteKinds(shape: EntryShape, place: (key: string) => KeyPath): EntryFields['remoteKinds'] {
  const kinds: { -readonly [Kind in keyof EntryFields['remoteKinds']]: EntryFields['remoteKinds'][Kind] } =
    {};
  for (const kind of ['http', 'sse'] as const) {
    const way = shape.writes[kind];
    if (way === undefined) continue;
    const word = shape.type === undefined ? undefined : way.first?.[shape.type.key];
    kinds[kind] = { word: typeof word === 'string' ? word : null, url: place(way.url ?? 'url') };
  }
  return kinds;
}

function placing(shape: EntryShape, value: ConfigRecord): (key: string) => KeyPath {
  const nests = (key: string): KeyPath => pathOf(shape.wrap?.({ [key]: MARK }) ?? {}) ?? [key];
  const main = [shape.command ?? 'command', ...Object.keys(shape.urls ?? { url: 'http' })];
  const isFlat = main.some((key) => Object.hasOwn(value, key) && nests(key).length > 1);
  return (key) => (isFlat || Object.hasOwn(value, key) ? [key] : nests(key));
}

const MARK = 'mark';

function pathOf(value: ConfigRecord): KeyPath | null {
  for (const [key, member] of Object.entries(value)) {
    if (member === MARK) return [key];
    const inner = isRecord(member) ? pathOf(member) : null;
    if (inner !== null) return [key, ...inner];
  }
  return null;
}

/** Some clients also read older forms, such as a command that is a group of settings. */
function isOrdinary(
  { url, command, args, argsFrom, env, headers }: EntryFields,
  value: ConfigRecord,
): boolean {
  const at = (path: KeyPath | null) => (path === null ? undefined : valueAt(value, path));
  const isText = (path: KeyPath | null) => at(path) === undefined || typeof at(path) === 'string';
  const isTexts = (path: KeyPath | null) => at(path) === undefined || isList(at(path));
  const isMap = (path: KeyPath | null) => at(path) === undefined || isRecord(at(path));
  const program = argsFrom > 0 ? isTexts(args) : isText(command) && isTexts(args);
  return isText(url) && program && isMap(env) && isMap(headers);
}
