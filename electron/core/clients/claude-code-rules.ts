import type { ConfigValue } from '../formats/types.ts';
import { isRecord, textList } from './shared-parts.ts';

/** What a rule of `deniedMcpServers` and `allowedMcpServers` looks at. */
export interface RuleSubject {
  readonly name: string;
  readonly url: string | null;
  readonly command: string | null;
  readonly args: readonly string[] | null;
}

export type RuleKind = 'serverName' | 'serverUrl' | 'serverCommand';

/** The kind of one list item, or null for an item that Claude Code 2.1.329 drops. */
export function ruleKind(rule: ConfigValue): RuleKind | null {
  if (!isRecord(rule)) return null;
  if (typeof rule['serverName'] === 'string') return 'serverName';
  if (typeof rule['serverUrl'] === 'string') return 'serverUrl';
  return Array.isArray(rule['serverCommand']) ? 'serverCommand' : null;
}

/** Whether a rule means this server; Claude Code 2.1.329, tried with each kind. References stay unexpanded. */
export function ruleMatches(rule: ConfigValue, subject: RuleSubject): boolean {
  if (!isRecord(rule)) return false;
  const address = rule['serverUrl'];
  switch (ruleKind(rule)) {
    case 'serverName':
      return rule['serverName'] === subject.name;
    case 'serverUrl':
      return subject.url !== null && typeof address === 'string' && urlMatches(subject.url, address);
    case 'serverCommand': {
      if (subject.command === null) return false;
      const wanted = textList(rule['serverCommand']);
      const line = [subject.command, ...(subject.args ?? [])];
      return wanted.length === line.length && wanted.every((part, index) => part === line[index]);
    }
    case null:
      return false;
  }
}

/** Host without case, exact port unless the host has a wildcard and no port, path and query with `*`. */
export function urlMatches(address: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const parts = /^([^:/?#]+):\/\/([^/?#:]*|\[[^\]]*\])(?::([^/?#]*))?([^#]*)$/.exec(pattern);
  if (parts === null) return wildcard(pattern, `${url.protocol}//${url.host}${url.pathname}${url.search}`);
  const [, scheme = '', host = '', port, path = ''] = parts;
  if (scheme !== '*' && `${scheme.toLowerCase()}:` !== url.protocol) return false;
  if (!wildcard(host.toLowerCase(), url.hostname.toLowerCase())) return false;
  if (!portMatches(port, host, scheme, url.port)) return false;
  return path === '' || wildcard(path, url.pathname + url.search);
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { http: '80', https: '443' };

function portMatches(wanted: string | undefined, host: string, scheme: string, actual: string): boolean {
  if (wanted === '*') return true;
  if (wanted === undefined || wanted === '') return host.includes('*') || actual === '';
  return wanted === actual || (actual === '' && DEFAULT_PORTS[scheme.toLowerCase()] === wanted);
}

/** `*` stands for any run of characters. Linear: a pattern from a project file must not hang us. */
function wildcard(pattern: string, text: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  if (pieces.length === 1) return pattern === text;
  const last = pieces.at(-1) ?? '';
  const room = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || room < first.length) return false;
  let from = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, from);
    if (found < 0) return false;
    from = found + piece.length;
  }
  return from <= room;
}
