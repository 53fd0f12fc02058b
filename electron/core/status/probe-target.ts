import type { RawEntry } from '../clients/types.ts';
import type { HttpProbeTarget, StdioProbeTarget } from '../connections/types.ts';
import { expandVariables } from './variables.ts';
import type { VariableRule } from './variables.ts';

type Vars = Readonly<Record<string, string | undefined>>;

/**
 * What to dial for an entry, as its client would: variables replaced, headers from variables filled in.
 * `missing` names variables that are not set here; their references then stay as written.
 */
export type EntryTarget =
  | {
      readonly kind: 'http';
      readonly target: Omit<HttpProbeTarget, 'token'>;
      readonly sendsAuth: boolean;
      readonly missing: readonly string[];
    }
  | { readonly kind: 'stdio'; readonly target: StdioProbeTarget; readonly missing: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

/** Pure; `expands` is the client's own rule about references to variables. */
export function entryTarget(entry: RawEntry, expands: VariableRule, vars: Vars): EntryTarget {
  const missing = new Set<string>();
  const fill = (text: string): string => {
    const expanded = expandVariables(text, vars, expands);
    for (const name of expanded.missing) missing.add(name);
    return expanded.text;
  };
  if (entry.problem !== null) return { kind: 'none', reason: entry.problem };
  if (entry.approval === 'pending' || entry.approval === 'rejected') {
    // Somebody else's file: until the person trusts it, it gets none of their variables.
    if (refersToVariables(entry, expands)) return { kind: 'none', reason: UNAPPROVED };
  }
  if (entry.transport === 'stdio' && entry.command !== null) {
    const target = {
      command: fill(entry.command),
      args: (entry.args ?? []).map(fill),
      env: mapValues(entry.env, fill),
      cwd: entry.project,
    };
    return { kind: 'stdio', target, missing: [...missing] };
  }
  if ((entry.transport === 'http' || entry.transport === 'sse') && entry.url !== null) {
    const url = fill(entry.url);
    const headers = { ...mapValues(entry.headers, fill), ...variableHeaders(entry, vars, missing) };
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) {
      return { kind: 'none', reason: 'The address is not a web address.' };
    }
    const sendsAuth = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
    return {
      kind: 'http',
      target: { url, transport: entry.transport, headers },
      sendsAuth,
      missing: [...missing],
    };
  }
  return { kind: 'none', reason: `MCP Tray cannot check the transport "${entry.transport}".` };
}

const UNAPPROVED = 'It asks for your variables and is not approved in its client yet.';

function refersToVariables(entry: RawEntry, expands: VariableRule): boolean {
  const texts = [
    entry.url ?? '',
    entry.command ?? '',
    ...(entry.args ?? []),
    ...Object.values(entry.env),
    ...Object.values(entry.headers),
  ];
  return (
    entry.bearerTokenEnvVar !== null ||
    Object.keys(entry.envHeaders).length > 0 ||
    texts.some((text) => {
      const { text: expanded, missing } = expandVariables(text, {}, expands);
      return missing.length > 0 || expanded !== text;
    })
  );
}

/** Why a target cannot be dialled from here, in words. */
export function missingReason(missing: readonly string[]): string {
  const verb = missing.length === 1 ? 'is' : 'are';
  return `${missing.join(', ')} ${verb} not set where MCP Tray runs; the client’s own environment may differ`;
}

function variableHeaders(entry: RawEntry, vars: Vars, missing: Set<string>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [header, variable] of Object.entries(entry.envHeaders)) {
    const value = vars[variable];
    if (value === undefined) missing.add(variable);
    else headers[header] = value;
  }
  if (entry.bearerTokenEnvVar !== null) {
    const value = vars[entry.bearerTokenEnvVar];
    if (value === undefined) missing.add(entry.bearerTokenEnvVar);
    else headers['Authorization'] = `Bearer ${value}`;
  }
  return headers;
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
