import { NOTHING, isAddress, transportOf } from './draft.ts';
import type { Draft } from './draft.ts';
import { tokeniseShell } from './tokenise-shell.ts';

const SOURCE = 'a web address';
const MOST_LINES = 60;
const LAUNCHER = /^(npx|bunx|uvx|uv|pipx|docker|podman|node|deno|bun|python\d?|pnpm|npm)(\.exe|\.cmd)?$/i;

/**
 * A text that is nothing but addresses, one per line, each with or without a name before it
 * (`kfuse https://…`, `kfuse: https://…`).
 */
export function draftsFromAddresses(text: string): readonly Draft[] {
  const lines = text
    .split('\n')
    .map(strip)
    .filter((line) => line !== '');
  if (lines.length > MOST_LINES) return [];
  const drafts = lines.map(addressLine);
  return drafts.every((draft) => draft !== null) ? drafts : [];
}

/** A text that is nothing but one command that starts a server (`npx -y …`). */
export function draftsFromProgram(text: string): readonly Draft[] {
  const { words, end } = tokeniseShell(text, text.length - text.replace(/^[\s$>%❯]+/, '').length);
  const [command = '', ...args] = words;
  if (!LAUNCHER.test(command) || args.length === 0 || text.slice(end).trim() !== '') return [];
  return [
    { name: null, server: { ...NOTHING, command, args }, source: 'a command', targets: [], warnings: [] },
  ];
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
  const [, name, url] = /^([\w.-]{1,100})(?:\s{0,9}[:=]\s{0,9}|\s{1,9})(\S+)$/.exec(line) ?? [];
  return name !== undefined && url !== undefined && isAddress(url) ? draft(name, url) : null;
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
