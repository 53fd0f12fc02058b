/**
 * `npm run bench [part …]` (after `npm run build`): what MCP Tray costs beside a floor measured in the same run, and
 * whether that keeps the budget. Nothing here fails a build: a busy machine makes everything slower, most of all what
 * waits for several threads.
 */
import { blocking, externalEdit, probing } from './core.ts';
import { idle, thousandEntries } from './page.ts';
import { commands, peers } from './processes.ts';

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  big: () => commands('200 projects, 45 MB ~/.claude.json', { projects: 200, megabytes: 45 }),
  small: () => commands('5 projects, 1 MB ~/.claude.json', { projects: 5, megabytes: 1 }),
  peers,
  blocking,
  edit: externalEdit,
  probing,
  page: thousandEntries,
  idle,
};

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const part = PARTS[name];
  if (part === undefined) {
    throw new Error(`There is no part "${name}". Parts: ${Object.keys(PARTS).join(', ')}.`);
  }
  await part();
}
