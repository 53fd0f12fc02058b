import { isReference, maskArgs, maskNamed, maskUrl, redactText } from '../../../shared/redact.ts';
import type { NewServer } from '../../../shared/actions.ts';
import type { RawEntry } from '../clients/types.ts';
import { isList, isObject } from '../formats/intent.ts';
import type { ConfigValue } from '../formats/types.ts';

type Described = Pick<RawEntry, 'url' | 'args' | 'env' | 'headers'>;

/** Shorter values ("on", "1") would blot out innocent text, and hide nothing. */
const SHORTEST = 5;

/**
 * The values of servers that must not be shown. In a diff an argument stands on its own line, far from the
 * `--api-key` before it that gives it away; here both are known.
 */
export function secretValues(servers: readonly (Described | NewServer)[]): readonly string[] {
  const found = servers.flatMap(({ url, args, env, headers }) => {
    const shown = maskArgs(args ?? []);
    return [
      ...(args ?? []).filter((arg, index) => arg !== shown[index]),
      ...[...Object.entries(env), ...Object.entries(headers)].flatMap(([name, value]) =>
        maskNamed(name, value).secret ? [value, value.replace(/^(Bearer|Basic|token)\s+/i, '')] : [],
      ),
      ...querySecrets(url),
    ];
  });
  const long = found.filter((value) => value.length >= SHORTEST && !isReference(value));
  return [...new Set(long)].toSorted((a, b) => b.length - a.length);
}

/** The same for text of any client's spelling, also of an entry that is in no file any more. */
export function secretsIn(value: ConfigValue): readonly string[] {
  if (isList(value)) {
    const words = value.filter((item) => typeof item === 'string');
    return [...secretValues([{ url: null, args: words, env: {}, headers: {} }]), ...value.flatMap(secretsIn)];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === 'string'
      ? secretValues([{ url: item, args: null, env: { [name]: item }, headers: {} }])
      : secretsIn(item),
  );
}

/** The diff as it may be shown and logged. */
export function maskDiff(diff: string, secrets: readonly string[]): string {
  const mask = maskNamed('token', 'x').value;
  let masked = diff;
  for (const secret of secrets) {
    const written = JSON.stringify(secret).slice(1, -1);
    masked = masked.replaceAll(written, mask).replaceAll(secret, mask);
  }
  return redactText(masked);
}

function querySecrets(url: string | null): readonly string[] {
  if (url === null || maskUrl(url) === url) return [];
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return query.split('&').flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1);
    return maskUrl(`?${pair}`) === `?${pair}` ? [] : [value];
  });
}
