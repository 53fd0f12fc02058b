import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import type { Draft } from './draft.ts';
import { draftsFromValue, parseJson } from './from-json.ts';
import type { Passage } from './from-cli.ts';

const MOST_TABLES = 200;
const HEADER =
  /^[ \t>]{0,20}\[mcp_servers(?:\.(?:[\w-]{1,200}|"[^"\n]{1,200}"|'[^'\n]{1,200}'))?[^[\]\n]{0,300}\][ \t]*(?:#.*)?$/;

/** `[mcp_servers.name]` tables, each with its sub-tables; a text may show the same one twice. */
export function draftsFromToml(text: string): {
  drafts: readonly Draft[];
  passages: readonly Passage[];
  broken: readonly string[];
} {
  const drafts: Draft[] = [];
  const passages: Passage[] = [];
  const broken: string[] = [];
  for (const { start, end } of tables(text)) {
    const source = text.slice(start, end);
    const found = parse(source);
    if (found === null) broken.push(source.split('\n')[0]?.trim().slice(0, 80) ?? '');
    else drafts.push(...found.map(asCodex));
    passages.push({ start, end });
  }
  return { drafts, passages, broken };
}

function asCodex(draft: Draft): Draft {
  const target = { client: 'codex', scope: 'user', project: null, bridge: false } as const;
  return { ...draft, source: 'TOML', targets: [target] };
}

/** From a main header over its key lines and sub-tables to the first line that is neither. */
function tables(text: string): readonly Passage[] {
  const found: { start: number; end: number }[] = [];
  let current: { start: number; end: number; prefix: string } | null = null;
  let brackets = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = Math.min(text.length, at + line.length + 1);
    const bare = line.replace(/\r$/, '');
    const isHeader = brackets === 0 && bare.length < 600 && HEADER.test(bare);
    const isSub =
      isHeader && current !== null && current.prefix !== '' && bare.trim().startsWith(`${current.prefix}.`);
    if (isHeader && !isSub) {
      if (found.length >= MOST_TABLES) break;
      current = { start: at, end, prefix: prefixOf(bare) };
      found.push(current);
    } else if (current !== null && (isSub || brackets > 0 || isTomlLine(bare))) {
      brackets = Math.max(0, brackets + balance(bare));
      if (isSub || bare.trim() !== '') current.end = end;
    } else {
      current = null;
      brackets = 0;
    }
    at = end;
  }
  return found;
}

function prefixOf(header: string): string {
  const name = /\[(mcp_servers\.(?:[\w-]+|"[^"]*"|'[^']*'))/.exec(header.trim())?.[1];
  return name === undefined ? '' : `[${name}`;
}

function isTomlLine(line: string): boolean {
  return (
    line.trim() === '' ||
    /^\s{0,40}#/.test(line) ||
    /^\s{0,40}(?:[\w.-]{1,200}|"[^"\n]{1,200}")\s{0,20}=/.test(line)
  );
}

/** Opened minus closed brackets outside strings and comments. */
function balance(line: string): number {
  const code = line
    .slice(0, 4000)
    .replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '')
    .replace(/#.*$/, '');
  return code.replace(/[^[{]/g, '').length - code.replace(/[^\]}]/g, '').length;
}

function parse(source: string): readonly Draft[] | null {
  try {
    const value: unknown = getStaticTOMLValue(parseTOML(source.replace(/^[ \t]*>[ \t]?/gm, '')));
    return draftsFromValue(parseJson(JSON.stringify(value)), null);
  } catch {
    // The parser throws on text that is no TOML; the caller says so.
    return null;
  }
}
