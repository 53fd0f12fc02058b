import type { SecretPlace } from './secret-places.ts';

/** Names that mean something else to every program. */
const TAKEN = new Set([
  'PATH',
  'HOME',
  'USER',
  'SHELL',
  'PWD',
  'LANG',
  'TERM',
  'TOKEN',
  'KEY',
  'PASSWORD',
  'SECRET',
]);

/**
 * What the variable for a secret may be called: as in the entry where it has a name there, else after the
 * server. `isTaken` says that a name already stands for another value.
 */
export function variableName(
  server: string,
  place: Pick<SecretPlace, 'kind' | 'name'>,
  isTaken: (name: string) => boolean,
): string {
  const own = asName(place.name);
  const said =
    place.kind === 'header' ? own.replace(/^X_/, '').replace(/^(?:PROXY_)?AUTHORIZATION$/, 'TOKEN') : own;
  const part = said === '' ? 'TOKEN' : said;
  const prefix = asName(server) || 'MCP';
  const full = part.startsWith(`${prefix}_`) ? part : `${prefix}_${part}`;
  const byItself = place.kind === 'env' || place.kind === 'argument';
  const first = byItself && !TAKEN.has(part) ? part : full;
  if (!isTaken(first)) return first;
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? full : `${full}_${number}`;
    if (name !== first && !isTaken(name)) return name;
  }
}

function asName(text: string): string {
  const name = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return /^\d/.test(name) ? `_${name}` : name;
}

/** Which names stand for more than one value, or in the environment for another one. */
export function takenNames(
  secrets: readonly { readonly server: string; readonly place: SecretPlace }[],
  vars: Readonly<Record<string, string | undefined>>,
): (name: string, value: string) => boolean {
  const values = new Map<string, Set<string>>();
  for (const { server, place } of secrets) {
    const name = variableName(server, place, () => false);
    values.set(name, (values.get(name) ?? new Set()).add(place.secret));
  }
  return (name, value) => {
    const others = values.get(name);
    const elsewhere = others !== undefined && (others.size > 1 || !others.has(value));
    return elsewhere || (vars[name] !== undefined && vars[name] !== value);
  };
}
