import type { NewServer } from '../../../shared/actions.ts';
import type { Transport } from '../../../shared/domain.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ConfigValue } from '../formats/types.ts';
import type { SettingSpec } from './entry-settings.ts';
import { fieldReader, headerNamed, isRecord, kindOf } from './shared-parts.ts';
import type { ConfigRecord, FieldReader } from './shared-parts.ts';
import type { RawEntry } from './types.ts';
import { respell } from './variable-syntax.ts';
import type { AskSyntax, VariableSyntax } from './variable-syntax.ts';

export type Wire = 'stdio' | 'http' | 'sse';

/** How one client spells a server. What is left out has the usual name: command, args, env, url, headers. */
export interface EntryShape {
  /** The key that names the kind, with every spelling that is read; left out where the client has none. */
  readonly type?: { readonly key: string; readonly reads: Readonly<Record<string, Transport>> };
  /** Keys that hold an address, the winning one first, and what each means without a type (null: not loaded). */
  readonly urls?: Readonly<Record<string, Transport | null>>;
  /** With both a command and an address, the address counts. */
  readonly addressWins?: true;
  readonly command?: string;
  /** Null: the command is a list that begins with the program and goes on with its arguments. */
  readonly args?: string | null;
  readonly env?: string;
  readonly headers?: string;
  /** The key for the name of a variable that holds the bearer token; left out where the client has none. */
  readonly bearer?: string;
  /** Null: the client replaces no references to variables. */
  readonly variables: VariableSyntax | null;
  /** A key with names of variables that a local program gets from outside the file. */
  readonly passes?: string;
  readonly asks?: AskSyntax;
  /** A kind that is missing cannot be loaded. `first` stands before the rest; `url` is the key to write. */
  readonly writes: Readonly<Partial<Record<Wire, { readonly first?: ConfigRecord; readonly url?: string }>>>;
  /** Turns an entry that nests its fields into a flat one before reading, and a flat one back before writing. */
  readonly unwrap?: (record: ConfigRecord) => ConfigRecord;
  readonly wrap?: (record: ConfigRecord) => ConfigRecord;
  /** Settings besides the server itself that its entries can have. */
  readonly settings?: readonly SettingSpec[];
  /** Keys that we do not read and that go with one kind of server only. */
  readonly only?: readonly string[];
}

export type EntryFields = Pick<
  RawEntry,
  'transport' | 'url' | 'command' | 'args' | 'env' | 'headers' | 'bearerTokenEnvVar' | 'ignored' | 'problem'
>;

const NOTHING: EntryFields = {
  transport: 'unknown',
  url: null,
  command: null,
  args: null,
  env: {},
  headers: {},
  bearerTokenEnvVar: null,
  ignored: null,
  problem: null,
};

/** One entry as its client reads it. A field of the wrong type is a problem of this entry alone. */
export function readEntry(client: string, shape: EntryShape, value: ConfigValue): EntryFields {
  if (!isRecord(value)) {
    return { ...NOTHING, problem: `The entry must be a group of settings, but is ${kindOf(value)}.` };
  }
  const read = fieldReader(shape.unwrap === undefined ? value : shape.unwrap(value));
  const type = shape.type === undefined ? null : read.text(shape.type.key);
  const { command, args } = programOf(shape, read);
  const address = addressOf(shape, read);
  const known = type === null || Object.hasOwn(shape.type?.reads ?? {}, type);
  const said = type === null ? undefined : shape.type?.reads[type];
  const remote = command === null || (shape.addressWins === true && address !== null);
  const transport = said ?? (remote ? address?.means : 'stdio') ?? 'unknown';
  const untyped = type === null && command === null && address !== null && address.means === null;
  const wrongType = known ? null : `${client} does not know the type “${type}”.`;
  return {
    transport: known ? transport : 'unknown',
    url: address?.url ?? null,
    command,
    args,
    env: read.map(shape.env ?? 'env'),
    headers: read.map(shape.headers ?? 'headers'),
    bearerTokenEnvVar: shape.bearer === undefined ? null : read.text(shape.bearer),
    problem:
      read.problems[0] ?? wrongType ?? (untyped ? null : missingPart(transport, command, address?.url)),
    ignored: untyped
      ? {
          reason: `It has an address but no ${shape.type?.key ?? 'type'}, so ${client} does not load it.`,
          next: `Add “${shape.type?.key ?? 'type'}” to the entry.`,
        }
      : null,
  };
}

function programOf(shape: EntryShape, read: FieldReader): Pick<EntryFields, 'command' | 'args'> {
  const key = shape.command ?? 'command';
  if (shape.args !== null) return { command: read.text(key), args: read.texts(shape.args ?? 'args') };
  const [command = null, ...args] = read.texts(key) ?? [];
  return { command, args: command === null ? null : args };
}

function addressOf(
  shape: EntryShape,
  read: FieldReader,
): { readonly url: string; readonly means: Transport | null } | null {
  const keys: NonNullable<EntryShape['urls']> = shape.urls ?? { url: 'http' };
  for (const [key, means] of Object.entries(keys)) {
    const url = read.text(key);
    if (url !== null) return { url, means };
  }
  return null;
}

function missingPart(transport: Transport, command: string | null, url?: string): string | null {
  if (transport === 'unknown') return 'The entry has neither a command nor an address.';
  if (transport === 'stdio') return command === null || command === '' ? 'The entry has no command.' : null;
  return url === undefined || url === '' ? 'The entry has no address.' : null;
}

/**
 * The value to write for a server. InvalidRequest when it is incomplete or says two things, Unsupported when
 * the client has no spelling for a reference to a variable. The kind must be one that the shape writes.
 */
export function writeEntry(client: string, shape: EntryShape, server: NewServer): Result<ConfigRecord> {
  const { first = {}, url: urlKey = 'url' } = shape.writes[server.transport] ?? {};
  const fields = server.transport === 'stdio' ? program(shape, server) : remote(shape, server, urlKey);
  if (!fields.ok) return fields;
  const spelled = respellAll(client, shape.variables, fields.value);
  if (!spelled.ok) return spelled;
  const flat = { ...first, ...spelled.value };
  return ok(shape.wrap === undefined ? flat : shape.wrap(flat));
}

type Fields = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string>>>>;

function program(shape: EntryShape, server: NewServer): Result<Fields> {
  const { command, args, env } = server;
  if (command === null || command === '') {
    return fail('InvalidRequest', `“${server.name}” has no command.`, { next: 'Enter the command.' });
  }
  const key = shape.command ?? 'command';
  const variables = Object.keys(env).length > 0 ? { [shape.env ?? 'env']: env } : {};
  if (shape.args === null) return ok({ [key]: [command, ...args], ...variables });
  return ok({ [key]: command, [shape.args ?? 'args']: args, ...variables });
}

function remote(shape: EntryShape, server: NewServer, urlKey: string): Result<Fields> {
  if (server.url === null || server.url === '') {
    return fail('InvalidRequest', `“${server.name}” has no address.`, { next: 'Enter the address.' });
  }
  const bearer = server.bearerTokenEnvVar === '' ? null : server.bearerTokenEnvVar;
  if (bearer !== null && headerNamed(server.headers, 'Authorization') !== undefined) {
    return fail('InvalidRequest', `“${server.name}” has both an Authorization header and a token variable.`, {
      next: 'Keep one of the two.',
    });
  }
  const token =
    bearer === null || shape.bearer !== undefined ? {} : { Authorization: `Bearer \${${bearer}}` };
  const headers = { ...server.headers, ...token };
  const some = Object.keys(headers).length > 0;
  return ok({
    [urlKey]: server.url,
    ...(some ? { [shape.headers ?? 'headers']: headers } : {}),
    ...(bearer === null || shape.bearer === undefined ? {} : { [shape.bearer]: bearer }),
  });
}

function respellAll(
  client: string,
  syntax: VariableSyntax | null,
  fields: Fields,
): Result<Readonly<Record<string, ConfigValue>>> {
  const written: Record<string, ConfigValue> = {};
  for (const [key, value] of Object.entries(fields)) {
    const one = respellValue(client, syntax, key, value);
    if (!one.ok) return one;
    written[key] = one.value;
  }
  return ok(written);
}

function respellValue(
  client: string,
  syntax: VariableSyntax | null,
  key: string,
  value: Fields[string],
): Result<ConfigValue> {
  if (typeof value === 'string') return respell(syntax, value, client, key);
  const items: [string, string][] = [];
  for (const [name, text] of Object.entries<string>(value as Readonly<Record<string, string>>)) {
    const one = respell(syntax, text, client, name);
    if (!one.ok) return one;
    items.push([name, one.value]);
  }
  return ok(isTextList(value) ? items.map(([, text]) => text) : Object.fromEntries(items));
}

function isTextList(value: Exclude<Fields[string], string>): value is readonly string[] {
  return Array.isArray(value);
}
