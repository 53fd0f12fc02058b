import { digest } from '../digest.ts';
import type { RawEntry } from '../clients/types.ts';

/** How an entry starts mcp-remote. */
export interface McpRemoteUse {
  readonly url: string;
  /** The version asked for (`mcp-remote@0.1.16`); null means the newest. */
  readonly version: string | null;
  /** Start of its files' names; null when a file outside the entry has a say in it (`--header-file`). */
  readonly hash: string | null;
}

/**
 * Null for an entry that does not run mcp-remote. The hash is the MD5 of the address, joined by `|` with
 * whatever else tells sign-ins apart; headers are taken as written, before `${VAR}` (0.15.1, its own code;
 * older versions know fewer options and give the same hash for the same ones).
 */
export function mcpRemoteUse({ command, args }: Pick<RawEntry, 'command' | 'args'>): McpRemoteUse | null {
  const words = [command ?? '', ...(args ?? [])];
  const at = words.findIndex((word) => PROGRAM.test(word));
  if (at < 0) return null;
  const { headers, rest } = splitHeaders(words.slice(at + 1));
  const url = rest[0];
  if (url === undefined || !URL.canParse(url)) return null;
  const version = /@(\d[^/@]*)$/.exec(words[at] ?? '')?.[1] ?? null;
  if (rest.includes('--header-file')) return { url, version, hash: null };
  const parts = [
    url,
    resourceIn(rest),
    sortedJson(authorizeParams(rest)),
    sortedJson(headers),
    metadataUrl(rest),
    endpointIn(rest),
  ].filter((part) => part !== null);
  return { url, version, hash: digest('md5', parts.join('|')) };
}

/** `mcp-remote`, `mcp-remote@latest`, or a path to it. */
const PROGRAM = /^(?:.*[\\/])?mcp-remote(?:\.cmd|\.exe)?(?:@[^\\/]+)?$/;

type Pairs = readonly (readonly [string, string])[];

function splitHeaders(words: readonly string[]): { headers: Pairs; rest: readonly string[] } {
  const headers: (readonly [string, string])[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1];
    if (word !== '--header' || next === undefined) {
      rest.push(word);
      continue;
    }
    const [, name, value] = /^([A-Za-z0-9_-]+):\s*(.*)$/.exec(next) ?? [];
    if (name !== undefined && value !== undefined) headers.push([name, value]);
    at += 1;
  }
  return { headers, rest };
}

function authorizeParams(words: readonly string[]): Pairs {
  return valuesOf(words, '--authorize-param').flatMap((raw) => {
    const at = raw.indexOf('=');
    return at < 1 ? [] : [[raw.slice(0, at).trim(), raw.slice(at + 1)] as const];
  });
}

/** A later pair of the same name replaces the earlier one. */
function sortedJson(pairs: Pairs): string | null {
  if (pairs.length === 0) return null;
  const values = new Map(pairs);
  const names = [...values.keys()].toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${JSON.stringify(values.get(name))}`).join(',')}}`;
}

function resourceIn(words: readonly string[]): string | null {
  if (words.includes('--disable-resource-parameter')) return null;
  return valuesOf(words, '--resource')[0]?.trim() || null;
}

function metadataUrl(words: readonly string[]): string | null {
  const url = valuesOf(words, '--client-metadata-url')[0]?.trim() ?? '';
  if (!URL.canParse(url)) return null;
  const { protocol, pathname } = new URL(url);
  return protocol === 'https:' && pathname !== '/' ? url : null;
}

function endpointIn(words: readonly string[]): string | null {
  const url = valuesOf(words, '--token-endpoint')[0]?.trim() ?? '';
  return URL.canParse(url) ? new URL(url).href : null;
}

function valuesOf(words: readonly string[], option: string): readonly string[] {
  return words.flatMap((word, at) => (word === option ? (words[at + 1] ?? []) : []));
}
