import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scratchHome } from './test-support/cli-process.ts';
import type { ScratchHome } from './test-support/cli-process.ts';
import { CLAUDE_FILE, CODEX_FILE, CODEX_TEXT } from './test-support/scratch-clients.ts';

const PROJECTS = 40;
const servers = (name: string) => ({ mcpServers: { [name]: { command: 'true' } } });
const COUNTER = pathToFileURL(resolve(import.meta.dirname, 'test-support/count-reads.mjs')).href;

let scratch: ScratchHome;
beforeEach(async () => {
  scratch = await scratchHome({ NODE_OPTIONS: `--import=${COUNTER}` });
});
afterEach(() => scratch.remove());

test('list reads each file of the clients once, and looks for none that a project does not have', async () => {
  const folders = Array.from({ length: PROJECTS }, (_, index) => join(scratch.home, 'work', `app-${index}`));
  const projects = Object.fromEntries(folders.map((folder, index) => [folder, servers(`local-${index}`)]));
  const claude = await scratch.write(CLAUDE_FILE, JSON.stringify({ ...servers('own'), projects }));
  const codex = await scratch.write(CODEX_FILE, CODEX_TEXT);
  for (const folder of folders) await mkdir(folder, { recursive: true });
  const shared = await scratch.write('work/app-3/.mcp.json', JSON.stringify(servers('shared')));
  const listed = await scratch.run(['list', '--json']);
  expect(listed.exitCode).toBe(0);
  const { entries } = JSON.parse(listed.out) as { entries: { name: string }[] };
  expect(entries.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['own', 'local-39', 'shared', 'kfuse']),
  );
  const opened = JSON.parse(listed.err) as Record<string, number>;
  const inProjects = Object.keys(opened).filter((path) => path.startsWith(join(scratch.home, 'work')));
  expect(inProjects).toEqual([shared]);
  expect([opened[claude], opened[codex], opened[shared]]).toEqual([1, 1, 1]);
  expect(
    Object.entries(opened).filter(([path, times]) => path.startsWith(scratch.home) && times > 1),
  ).toEqual([]);
});
