import { NOTHING } from './draft.ts';
import type { Draft } from './draft.ts';
import { draftsFromValue, parseJson } from './from-json.ts';
import { PROGRAMS, dialectOf } from './dialects.ts';
import type { AddDialect } from './dialects.ts';
import { parseAdd } from './parse-add.ts';
import { withReferences } from './references.ts';
import { tokeniseShell } from './tokenise-shell.ts';

/** Part of the text that a reader has taken; nothing else is looked for in it. */
export interface Passage {
  readonly start: number;
  readonly end: number;
}

const GAP = String.raw`(?:[ \t\u00a0]|[\\\`^][ \t]{0,9}\r?\n){1,40}`;
const PROGRAM = String.raw`(?:@anthropic-ai\/(claude)-code|@openai\/(codex)|(${PROGRAMS.join('|')}))(?:@[\w.-]{1,30}|\.exe|\.cmd)?`;
/** Options of the program itself (`codex --profile x mcp add`), which say nothing about the server. */
const OPTIONS = String.raw`(?:${GAP}-[\w-]{1,40}(?:=[^\s]{0,200}|${GAP}(?!mcp(?![\w-])|-)[^\s]{1,200})?){0,4}`;
const ADD = new RegExp(
  String.raw`(?<![\w-])${PROGRAM}${OPTIONS}${GAP}mcp${GAP}(add-json|add|install)(?![\w-])`,
  'gi',
);
const ADD_MCP = new RegExp(
  String.raw`(?<![\w-])(${PROGRAMS.join('|')})[ \t]{1,20}--add-mcp[ \t]{1,20}(?=['"{])`,
  'g',
);
const MOST_COMMANDS = 200;

/** What may stand before a command on its line: prompts, list marks, quoting marks, variables, `sudo`, `npx`. */
const BEFORE =
  /^(?:PS [^>\n]{0,100}>|[\s>*•·\-–|`$%❯›+]|\d{1,3}[.)]|(?:sudo|npx|bunx|-y|--yes)(?=\s)|[A-Z_][A-Z0-9_]{0,40}=\S{0,200}(?=\s)|(?:[\w./~-]{0,100}\/)(?=$)){0,200}$/;

/** All `… mcp add` and `--add-mcp` commands of a text. Other subcommands never make a server. */
export function draftsFromCommands(text: string): { drafts: readonly Draft[]; passages: readonly Passage[] } {
  const drafts: Draft[] = [];
  const passages: Passage[] = [];
  let count = 0;
  for (const match of text.matchAll(ADD)) {
    if ((count += 1) > MOST_COMMANDS) break;
    if (passages.some(({ start, end }) => match.index >= start && match.index < end)) continue;
    const place = placeOf(text, match.index);
    if (place === 'comment') continue;
    const start = match.index + match[0].length;
    const limit = place === 'code' ? closingMark(text, start) : text.length;
    const { words, end } = tokeniseShell(text, start, limit);
    const dialect = dialectOf(match[1] ?? match[2] ?? match[3] ?? '');
    const draft =
      match[4]?.toLowerCase() === 'add-json' ? parseAddJson(words, dialect) : parseAdd(words, dialect);
    // In running text only an address is sure to be meant; words after it are prose.
    if (draft === null || (place === 'prose' && draft.server.url === null)) continue;
    drafts.push(withReferences(draft, true));
    passages.push({ start: match.index, end });
  }
  for (const match of [...text.matchAll(ADD_MCP)].slice(0, MOST_COMMANDS)) {
    const { words, end } = tokeniseShell(text, match.index + match[0].length);
    const found = draftsFromValue(looseJson(words[0] ?? ''), null);
    const { source, target } = dialectOf(match[1] ?? '');
    const targets = target === null ? [] : [{ ...target, project: null, bridge: false }];
    drafts.push(...found.map((draft) => ({ ...draft, source, targets })));
    if (found.length > 0) passages.push({ start: match.index, end });
  }
  return { drafts, passages };
}

/** `add-json <name> '<json>' [-s scope]`. */
function parseAddJson(words: readonly string[], dialect: AddDialect): Draft | null {
  const at = words.findIndex((word) => word.trimStart().startsWith('{'));
  const json = words[at];
  if (json === undefined) return null;
  // Read the other words as those of `add`, with a program in place of the JSON.
  const frame = parseAdd([...words.slice(0, at), ...words.slice(at + 1), '--', 'json'], dialect);
  const value = looseJson(json);
  const [entry] = draftsFromValue(value, frame?.name ?? null);
  if (frame === null || entry === undefined) return null;
  return {
    ...frame,
    server: { ...NOTHING, ...entry.server },
    warnings: [...frame.warnings, ...entry.warnings],
  };
}

/** JSON whose quotes are escaped for another shell than the one its quotes are for. */
function looseJson(text: string): ReturnType<typeof parseJson> {
  return parseJson(text) ?? parseJson(text.replaceAll('\\"', '"'));
}

function placeOf(text: string, at: number): 'line' | 'code' | 'prose' | 'comment' {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const before = text.slice(Math.max(lineStart, at - 400), at);
  if (/^\s*(#(?!\s*$)|\/\/|<!--)/.test(before) || /^\s*#\s/.test(before)) return 'comment';
  if (before.endsWith('`') && !before.endsWith('``')) return 'code';
  const command = before.split(/&&|\|\||;/).at(-1) ?? '';
  return BEFORE.test(command) ? 'line' : 'prose';
}

function closingMark(text: string, start: number): number {
  const end = text.indexOf('`', start);
  return end === -1 ? text.length : end;
}
