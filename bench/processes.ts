import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realClients } from '../e2e/rig/real-clients.ts';
import { createBenchHome } from './home.ts';
import { CLI, paired, report, run, skip } from './measure.ts';

/** Whole commands on a home: the list, and a removal with its undo. */
export async function commands(name: string, shape: { projects: number; megabytes: number }): Promise<void> {
  const { home, files, remove } = await createBenchHome(shape);
  const floorScript = join(home, 'floor.mjs');
  await writeFile(floorScript, floorProgram(files));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const node = process.execPath;
  report({
    job: `list, ${name}`,
    ...paired(
      () => run(env, node, [CLI, 'list', '--json']),
      () => run(env, node, [floorScript]),
    ),
    floorName: 'bare Node reads and parses the same files',
    budget: { times: shape.megabytes > 10 ? 1.5 : 4 },
  });
  const claude = join(home, '.claude.json');
  const before = await readFile(claude, 'utf8');
  const change = ['remove', 'claude-code:user:kfuse', '--yes'];
  report({
    job: `remove and undo one entry, ${name}`,
    ...paired(
      () => run(env, node, [CLI, ...change]) + run(env, node, [CLI, 'undo']),
      () => run(env, node, [floorScript, claude]) + run(env, node, [floorScript, claude]),
      5,
    ),
    floorName: 'the same, plus write and fsync, twice',
    budget: { times: 3 },
  });
  if ((await readFile(claude, 'utf8')) !== before) throw new Error('remove and undo changed the file');
  await remove();
}

/** With an argument: parses and writes that file back as well. */
function floorProgram(files: readonly string[]): string {
  return `import { openSync, readFileSync, writeSync, fsyncSync, closeSync, renameSync } from 'node:fs';
for (const file of ${JSON.stringify(files)}) JSON.parse(readFileSync(file, 'utf8'));
const target = process.argv[2];
if (target) {
  const text = readFileSync(target, 'utf8');
  const copy = openSync(target + '.copy', 'w', 0o600);
  writeSync(copy, text);
  fsyncSync(copy);
  closeSync(copy);
  renameSync(target + '.copy', target);
}
`;
}

/** Our list of all clients beside the list of one client by its own program. */
export async function peers(): Promise<void> {
  const found = await realClients().catch((error: unknown) => String(error));
  if (typeof found === 'string') return skip('peers', found);
  const { home, remove } = await createBenchHome({ projects: 1, megabytes: 0.1 });
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  const list = () => run(env, process.execPath, [CLI, 'list', '--json']);
  for (const [name, program, args, times] of [
    ['claude mcp list', found.claude, ['mcp', 'list'], 0.5],
    ['codex mcp list', found.codex, ['mcp', 'list', '--json'], 3],
  ] as const) {
    const times5 = paired(list, () => run(env, program, args), 5);
    report({ job: `list, beside ${name}`, ...times5, floorName: name, budget: { times } });
  }
  await remove();
}
