import { redactText } from '../../../shared/redact.ts';
import type { Draft } from './draft.ts';
import { findObjects } from './find-objects.ts';
import { draftsFromCommands } from './from-cli.ts';
import type { Passage } from './from-cli.ts';
import { draftsFromValue, parseJson } from './from-json.ts';
import { draftsFromLinks } from './from-link.ts';
import { draftsFromToml } from './from-toml.ts';
import { draftsFromYaml } from './from-yaml.ts';
import { withReferences } from './references.ts';

const MOST_HINTS = 10;

/** All passages of a page that describe servers, whatever stands around them. */
export function draftsFromPage(text: string): { drafts: readonly Draft[]; hints: readonly string[] } {
  const commands = draftsFromCommands(text);
  const toml = draftsFromToml(text);
  const yaml = draftsFromYaml(text);
  const links = draftsFromLinks(text);
  const taken = [commands, toml, yaml, links].flatMap(({ passages }) => passages);
  const json = fromObjects(text, taken);
  const hints = [
    ...slashCommands(text),
    ...toml.broken.map((header) => `The TOML under ${redactText(header)} has a mistake, so it was left out.`),
    ...json.hints,
    ...(links.unread > 0 && links.drafts.length === 0
      ? ['The install link holds no server that can be read; paste the address or command it stands for.']
      : []),
  ];
  return {
    drafts: [
      ...commands.drafts,
      ...[...json.drafts, ...toml.drafts, ...yaml.drafts, ...links.drafts].map((draft) =>
        withReferences(draft, false),
      ),
    ],
    hints: [...new Set(hints)].slice(0, MOST_HINTS),
  };
}

function fromObjects(
  text: string,
  taken: readonly Passage[],
): { drafts: readonly Draft[]; hints: readonly string[] } {
  const drafts: Draft[] = [];
  const hints: string[] = [];
  for (const { start, end, name } of findObjects(text)) {
    if (taken.some((passage) => start < passage.end && end > passage.start)) continue;
    const source = text.slice(start, end);
    const value = parseJson(source);
    if (value !== null) {
      drafts.push(...draftsFromValue(value, name));
    } else if (
      hints.length < MOST_HINTS &&
      /"(mcpServers|mcp_servers|command|servers)"\s{0,10}:/.test(source)
    ) {
      hints.push(`The JSON that starts at line ${lineOf(text, start)} has a mistake, so it was left out.`);
    }
  }
  return { drafts, hints };
}

/** Commands typed inside Claude Code: recognised, so that nobody wonders, but they are no servers. */
function slashCommands(text: string): readonly string[] {
  const lines = text.matchAll(
    /^[ \t>`$*-]{0,12}(\/(?:plugin[ \t]{1,9}\S[^\n`]{0,150}|[\w-]{1,60}:[\w-]{1,60}))[ \t`]{0,9}$/gm,
  );
  const found = [...lines].slice(0, MOST_HINTS).map(([, command = '']) => `“${redactText(command.trim())}”`);
  const all = [...new Set(found)];
  if (all.length === 0) return [];
  const [subject, object] = all.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [
    `${inWords(all)} ${subject} typed inside Claude Code; run ${object} there, or add the server here by its address.`,
  ];
}

function inWords(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split('\n').length;
}
