import { newServerSchema } from '../../../shared/actions.ts';
import type { Recognition, RecognisedServer } from '../../../shared/actions.ts';
import { redactText } from '../../../shared/redact.ts';
import { draftsFromAddresses, draftsFromProgram, draftsFromProse } from './from-address.ts';
import { draftsFromLinks } from './from-link.ts';
import { draftsFromPage } from './from-page.ts';
import { lintServer } from './lint.ts';
import { mergeDrafts } from './merge.ts';
import type { NamedDraft } from './merge.ts';
import { placeholdersOf } from './placeholders.ts';

const LONGEST_TEXT = 200_000;
const MOST_SERVERS = 50;

/**
 * Finds MCP servers in pasted text: addresses, `… mcp add` commands, JSON and TOML, or a whole page of a
 * vendor's documentation with all of these in prose. Pure, never throws, and linear in the text's length
 * (200,000 characters are read). Order is that of the text's first mention by kind: commands, JSON, TOML.
 */
export function recognise(text: string): Recognition {
  const plain = normalise(text);
  const links = draftsFromLinks(plain).passages;
  const addresses = links.length > 0 ? [] : draftsFromAddresses(plain);
  const page = addresses.length > 0 ? { drafts: addresses, hints: [] } : draftsFromPage(plain);
  const drafts = [page.drafts, draftsFromProgram(plain), draftsFromProse(plain)].find(
    ({ length }) => length > 0,
  );
  const judged = mergeDrafts(drafts ?? []).map(judge);
  const servers = judged.flatMap(({ server }) => server ?? []).slice(0, MOST_SERVERS);
  const hints = [...page.hints, ...judged.flatMap(({ hint }) => hint ?? [])];
  if (judged.length > MOST_SERVERS) hints.push(`Only the first ${MOST_SERVERS} servers are shown.`);
  return { servers, hints };
}

function judge({ name, server, source, targets, warnings }: NamedDraft): {
  server?: RecognisedServer;
  hint?: string;
} {
  const parsed = newServerSchema.safeParse({ ...server, name });
  if (!parsed.success) return { hint: `“${redactText(name.slice(0, 60))}” is too long to be added.` };
  const placeholders = placeholdersOf(parsed.data);
  const verdict = lintServer(parsed.data, new Set(placeholders.map(({ field }) => field)));
  return {
    server: {
      server: parsed.data,
      source,
      targets,
      placeholders,
      problems: verdict.problems,
      warnings: [...new Set([...warnings, ...verdict.warnings])],
    },
  };
}

/** One kind of line end; none of the invisible characters and entities that pages and chat programs add. */
function normalise(text: string): string {
  return text
    .slice(0, LONGEST_TEXT)
    .replace(/\r\n?/g, '\n')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** As the source of a page has them; the marks of strings are left, which would break JSON. */
const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
