import type { NewServer } from '../../../shared/actions.ts';
import type { RawEntry } from '../clients/types.ts';

type Described = Pick<
  RawEntry,
  'name' | 'transport' | 'url' | 'command' | 'args' | 'env' | 'headers' | 'bearerTokenEnvVar'
>;

/** Whether an entry is the wanted server, however it is spelled; extra settings of the entry do not count. */
export function sameServer(entry: Described, server: NewServer | Described): boolean {
  return (
    entry.name === server.name &&
    entry.transport === server.transport &&
    entry.url === server.url &&
    entry.command === server.command &&
    sameList(entry.args ?? [], server.args ?? []) &&
    sameRecord(entry.env, server.env) &&
    sameRecord(entry.headers, server.headers) &&
    entry.bearerTokenEnvVar === server.bearerTokenEnvVar
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function sameRecord(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  );
}
