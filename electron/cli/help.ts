import { VERBS } from './verbs.ts';
import type { Verb } from './verbs.ts';

/** The page `mcp-tray help` prints. */
export function helpText(): string {
  const names = Object.keys(VERBS);
  const width = Math.max(...names.map((name) => name.length));
  const lines = Object.entries(VERBS).map(([name, verb]) => `  ${name.padEnd(width)}  ${verb.summary}`);
  return `Every MCP server of every AI app on this computer.

Usage: mcp-tray COMMAND [--json] [--project DIR]…

${lines.join('\n')}

A REF is what "list --json" calls "ref", or a name that only one server has.
  --json         machine-readable output (docs/command-line.md)
  --project DIR  also look into this project folder; may be repeated
  --dry-run      show the exact change, write nothing
  --yes          do not ask
  --version      print the version

"mcp-tray help COMMAND" tells how to call one of them.
`;
}

/** How one verb is called. */
export function verbHelp(verb: Verb): string {
  return `${verb.summary}.\n\nUsage: mcp-tray ${verb.usage}\n`;
}
