import { parseDocument } from 'yaml';
import type { Draft } from './draft.ts';
import type { Passage } from './from-cli.ts';
import { draftsFromValue, parseJson } from './from-json.ts';

/** Blocks of YAML under which clients keep servers: Continue, LibreChat, fast-agent, Goose. */
const HEADER = /^(?: {0,8})(mcpServers|mcp_servers|servers|extensions):[ \t]*(?:#.*)?$/;
const MOST_BLOCKS = 50;
const LONGEST_BLOCK = 20_000;

/** Servers in blocks of YAML, each from its header over the lines that belong under it. */
export function draftsFromYaml(text: string): { drafts: readonly Draft[]; passages: readonly Passage[] } {
  const drafts: Draft[] = [];
  const passages: Passage[] = [];
  for (const { start, end, key } of blocks(text)) {
    const found = draftsFromValue(valueOf(text.slice(start, end)), null).filter(
      // `servers:` and `extensions:` are words of many other files: only what is surely a server counts there.
      ({ server }) => key.startsWith('mcp') || server.command !== null || /^https?:/i.test(server.url ?? ''),
    );
    if (found.length === 0) continue;
    drafts.push(...found.map((draft) => ({ ...draft, source: 'YAML' })));
    passages.push({ start, end });
  }
  return { drafts, passages };
}

function blocks(text: string): readonly (Passage & { readonly key: string })[] {
  const found: { start: number; end: number; key: string }[] = [];
  let open: { start: number; end: number; key: string; indent: number } | null = null;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = Math.min(text.length, at + line.length + 1);
    const indent = line.search(/\S/);
    const inside =
      open !== null &&
      (indent === -1 || indent > open.indent || (indent === open.indent && /^\s*- /.test(line)));
    if (open !== null && inside && end - open.start <= LONGEST_BLOCK) {
      if (indent !== -1) open.end = end;
    } else {
      const [, key] = HEADER.exec(line) ?? [];
      open = key === undefined || found.length >= MOST_BLOCKS ? null : { start: at, end, key, indent };
      if (open !== null) found.push(open);
    }
    at = end;
  }
  return found;
}

function valueOf(source: string): ReturnType<typeof parseJson> {
  const indent = source.search(/\S/);
  const flush = source
    .split('\n')
    .map((line) => line.slice(Math.min(indent, Math.max(0, line.search(/\S|$/)))))
    .join('\n');
  try {
    const document = parseDocument(flush, { stringKeys: true });
    return document.errors.length > 0
      ? null
      : parseJson(JSON.stringify(document.toJS({ maxAliasCount: 10 })));
  } catch {
    // Aliases without end, or keys that are no texts: no client's file.
    return null;
  }
}
