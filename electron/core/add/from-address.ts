import { NOTHING, assignment, isAddress, transportOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { withReferences } from './references.ts';
import { tokeniseShell } from './tokenise-shell.ts';

const SOURCE = 'a web address';
const MOST_LINES = 60;
const LAUNCHER = /^(npx|bunx|uvx|uv|pipx|docker|podman|node|deno|bun|python\d?|pnpm|npm|cmd)(\.exe|\.cmd)?$/i;

/** "Endpoint: https://…" says what it is, not what it is called. */
const LABEL = /^(?:address|endpoint|host|link|mcp|server|uri|url|website)$/i;
const PATH = /^(?:~|\.{1,2})?[\\/][^\\/]|^[A-Za-z]:[\\/]/;
/** A path that is more likely one of a document than of a program. */
const DOCUMENT = /\.(?:jsonc?|toml|ya?ml|md|txt|html?|log|lock)$/i;
const MEANT = /mcp|bridge|server/i;

/**
 * A text that is nothing but addresses, one per line, each with or without a name before it
 * (`kfuse https://…`, `kfuse: https://…`).
 */
export function draftsFromAddresses(text: string): readonly Draft[] {
  const [first = '', ...others] = text
    .split('\n')
    .map(strip)
    .filter((line) => line !== '');
  // The heading of a table of names and addresses.
  const lines = /^name[,;\t](?:url|address|endpoint)$/i.test(first) ? others : [first, ...others];
  if (lines.length > MOST_LINES) return [];
  const drafts = lines.map(addressLine);
  return drafts.every((draft) => draft !== null) ? drafts : [];
}

/**
 * A text that is nothing but one command that starts a server: `npx -y …`, or a program by its path, with or without
 * variables before it (`TOKEN=… /opt/bridge`).
 */
export function draftsFromProgram(text: string): readonly Draft[] {
  const { words, end } = tokeniseShell(text, text.length - text.replace(/^[\s$>%❯]+/, '').length);
  if (text.slice(end).trim() !== '') return [];
  const bare = words[0] === 'env' || words[0] === 'export' ? words.slice(1) : words;
  const from = bare.findIndex((word) => assignment(word) === null);
  const [command = '', ...args] = from === -1 ? [] : bare.slice(from);
  const env = Object.fromEntries(bare.slice(0, from).flatMap((word) => [assignment(word) ?? []]));
  const known = LAUNCHER.test(command) && args.length > 0;
  const byPath =
    PATH.test(command) && !DOCUMENT.test(command) && (from > 0 || args.length > 0 || MEANT.test(command));
  if (!known && !byPath) return [];
  const draft = {
    name: null,
    server: { ...NOTHING, command, args, env },
    source: 'a command',
    targets: [],
    warnings: [],
  };
  return [withReferences(draft, true)];
}

/** Addresses in prose that are surely meant for a client: their path ends in /mcp or /sse. */
export function draftsFromProse(text: string): readonly Draft[] {
  const found = new Set<string>();
  for (const [url] of text.matchAll(/https?:\/\/[^\s"'`|)\]}]{1,2000}/gi)) {
    const bare = url.replace(/[.,;:!?*]{1,8}$/, '');
    if (/\/(mcp|sse)\/?$/.test(bare)) found.add(bare);
    if (found.size >= 10) break;
  }
  return [...found].map((url) => draft(null, url));
}

function strip(line: string): string {
  return line
    .trim()
    .replace(/^(?:[-*•]|\d{1,3}[.)])\s+/, '')
    .replace(/^[`"'<](.*)[`"'>]$/, '$1')
    .trim();
}

function addressLine(line: string): Draft | null {
  if (line.length > 4200) return null;
  // "mcp.example.org/mcp" and "localhost:3000/mcp": the scheme is what people leave out.
  if (/^(localhost|[\w-]{1,63}(\.[\w-]{1,63}){1,8})(:\d{1,5})?\/\S*$/.test(line)) {
    const scheme = /^(localhost|127\.)/.test(line) ? 'http' : 'https';
    return { ...draft(null, `${scheme}://${line}`), warnings: [`Read as ${scheme}://.`] };
  }
  if (/^\S+$/.test(line) && isAddress(line)) return draft(null, line);
  const [, name, url] =
    /^([\w.-]{1,100})(?:\s{0,9}[:=]\s{0,9}|\s{1,9})(\S+)$/.exec(line) ??
    // A row of a table: other columns after the address are none of ours.
    /^"?([\w.-]{1,100})"?\s{0,9}[,;]\s{0,9}"?([^\s,;"]+)"?(?:\s{0,9}[,;].*)?$/.exec(line) ??
    [];
  if (name === undefined || url === undefined || !isAddress(url)) return null;
  return draft(LABEL.test(name) ? null : name, url);
}

function draft(name: string | null, url: string): Draft {
  return {
    name,
    server: { ...NOTHING, transport: transportOf(url), url },
    source: SOURCE,
    targets: [],
    warnings: [],
  };
}
