import { isReference, isSecretFlag, isSecretName, looksSecret, maskNamed } from '../../../shared/redact.ts';
import { SECRET_VALUES } from '../../../shared/secret-shapes.ts';
import { findPlaceholders } from '../add/placeholders.ts';
import { isRecord } from '../clients/shared-parts.ts';
import type { EntryFields, RawEntry } from '../clients/types.ts';
import type { ConfigValue, KeyPath } from '../formats/types.ts';

/** A secret in plain text, and exactly where in its entry. Raw; never leaves the core. */
export interface SecretPlace {
  /** Address inside the entry: `env.API_KEY`, `headers.Authorization`, `args.2`, `url.api_key`, `other.oauth.clientSecret`. */
  readonly id: string;
  readonly kind: 'env' | 'header' | 'argument' | 'url' | 'other';
  /** Name of the variable, header or parameter; of an argument, the flag before it or in it, else empty. */
  readonly name: string;
  /** Of an argument. */
  readonly index: number;
  /** Of `other`, in the entry. */
  readonly path: KeyPath;
  /** The stored text is these three in a row. */
  readonly before: string;
  readonly secret: string;
  readonly after: string;
}

type Found = Pick<SecretPlace, 'before' | 'secret' | 'after'>;

/**
 * The plain secrets of an entry. `stored` is its value in the file, with `fields` where its parts stand; null for
 * an entry that is only known by what it says. References and placeholders are none.
 */
export function secretPlaces(
  entry: RawEntry,
  stored: ConfigValue | null = null,
  fields: EntryFields | null = null,
): readonly SecretPlace[] {
  const place = (kind: SecretPlace['kind'], name: string, found: Found, more: Partial<SecretPlace> = {}) => ({
    id: `${{ env: 'env', header: 'headers', argument: 'args', url: 'url', other: 'other' }[kind]}.${name}`,
    kind,
    name,
    index: -1,
    path: [],
    ...found,
    ...more,
  });
  const args = entry.args ?? [];
  return [
    ...Object.entries(entry.env).flatMap(([name, value]) =>
      isPlainSecret(name, value) ? [place('env', name, whole(value))] : [],
    ),
    ...Object.entries(entry.headers).flatMap(([name, value]) =>
      isPlainSecret(name, value) ? [place('header', name, afterScheme(value))] : [],
    ),
    ...args.flatMap((arg, index) => {
      const found = inArgument(arg, args[index - 1] ?? '');
      return found === null ? [] : [place('argument', found.name, found, { id: `args.${index}`, index })];
    }),
    ...(entry.url === null ? [] : inAddress(entry.url)).map((found) => place('url', found.name, found)),
    ...(stored === null ? [] : inOthers(stored, fields)).map(({ path, value }) =>
      place('other', String(path.at(-1)), whole(value), { id: `other.${path.join('.')}`, path }),
    ),
  ];
}

function whole(secret: string): Found {
  return { before: '', secret, after: '' };
}

function afterScheme(value: string): Found {
  const [, before = '', secret = value] = /^((?:Bearer|Basic|token|ApiKey)\s+)(.+)$/i.exec(value) ?? [];
  return { before, secret, after: '' };
}

function isPlainSecret(name: string, value: string): boolean {
  const hidden = maskNamed(name, value);
  return (hidden.secret || (hidden.value !== value && /:\/\//.test(value))) && isPlain(value);
}

/** Switches, numbers, paths to a file with the secret, references and placeholders hide nothing. */
function isPlain(text: string): boolean {
  if (looksSecret(text) && !isReference(text)) return true;
  return (
    text.length >= 3 &&
    !isReference(text) &&
    !/\$\{|\{(?:env|file):|\$\(/.test(text) &&
    !/^(?:true|false|none|null|yes|default|auto|optional|required|\d{1,5})$/i.test(text) &&
    !/^(?:~|\.{1,2})?[\\/]|^[A-Za-z]:[\\/]/.test(text) &&
    findPlaceholders(text).length === 0
  );
}

function inArgument(arg: string, previous: string): (Found & { readonly name: string }) | null {
  if (isSecretFlag(previous) && !arg.startsWith('-')) {
    return isPlain(arg) ? { name: previous, ...whole(arg) } : null;
  }
  const [, before = '', name = '', value = ''] = /^((?:--?)?([\w.-]+)=)([\s\S]+)$/.exec(arg) ?? [];
  if (value !== '' && (isSecretName(name) || looksSecret(value)) && isPlain(value)) {
    return { name: before.slice(0, -1), before, secret: value, after: '' };
  }
  const header = /^(([\w-]+):\s*(?:(?:Bearer|Basic|token|ApiKey)\s+)?)([^/\s][\s\S]*)$/i.exec(arg);
  if (header !== null && isSecretName(header[2] ?? '') && isPlain(header[3] ?? '')) {
    return { name: header[2] ?? '', before: header[1] ?? '', secret: header[3] ?? '', after: '' };
  }
  const address = inAddress(arg)[0];
  if (address !== undefined) return address;
  const digestFree = arg.replace(/sha256:[0-9a-f]{64}/gi, '');
  if (!looksSecret(digestFree) || isReference(arg)) return null;
  const [secret = arg] = arg.match(SECRET_VALUES) ?? [];
  const start = arg.indexOf(secret);
  return { name: '', before: arg.slice(0, start), secret, after: arg.slice(start + secret.length) };
}

/** User info, and parameters with a secret name or value. */
function inAddress(url: string): readonly (Found & { readonly name: string })[] {
  const found: (Found & { readonly name: string })[] = [];
  const user = /^([a-z][\w+.-]*:\/\/(?:[^/?#@:]*:)?)([^/?#]+)(@[^@]*)$/i.exec(url);
  if (user !== null && isPlain(user[2] ?? '')) {
    found.push({ name: 'password', before: user[1] ?? '', secret: user[2] ?? '', after: user[3] ?? '' });
  }
  if (!/^[a-z][\w+.-]*:\/\//i.test(url)) return found;
  for (const pair of url.matchAll(/(?<=[?&])([^=&#]+)=([^&#]+)/g)) {
    const [, name = '', value = ''] = pair;
    if (!(isSecretName(name) || looksSecret(value)) || !isPlain(value)) continue;
    const start = pair.index + name.length + 1;
    found.push({ name, before: url.slice(0, start), secret: value, after: url.slice(start + value.length) });
  }
  return found;
}

/** What a person types in; tokens beside an entry are a client's own sign-in and its own affair. */
const TYPED = /^(?:client_?secret|api_?key|password)$/i;

function inOthers(
  stored: ConfigValue,
  fields: EntryFields | null,
): readonly { readonly path: KeyPath; readonly value: string }[] {
  if (fields === null || !isRecord(stored)) return [];
  const known = [fields.command, fields.args, fields.env, fields.headers, fields.envHeaders].flatMap((path) =>
    path === null ? [] : [path.join('\n')],
  );
  const walk = (value: ConfigValue, path: KeyPath): readonly { path: KeyPath; value: string }[] => {
    if (known.includes(path.join('\n'))) return [];
    if (typeof value === 'string') {
      return TYPED.test(String(path.at(-1))) && isPlain(value) ? [{ path, value }] : [];
    }
    return isRecord(value) && path.length < 5
      ? Object.entries(value).flatMap(([key, member]) => walk(member, [...path, key]))
      : [];
  };
  return walk(stored, []);
}
