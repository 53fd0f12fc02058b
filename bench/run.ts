/**
 * `npm run bench` (after `npm run build`): what MCP Tray costs, as ratios against a floor measured beside it
 * in the same run. Medians; nothing here fails a build.
 */
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBenchHome } from './home.ts';

const CLI = join(import.meta.dirname, '..', 'out', 'main', 'cli.js');
const RUNS = 7;

interface Row {
  readonly job: string;
  readonly ours: number;
  readonly floor: number;
  readonly floorName: string;
  readonly budget: number;
}

const rows: Row[] = [];
await measureHome('list, 200 projects, 45 MB ~/.claude.json', { projects: 200, megabytes: 45 }, 1.5);
await measureHome('list, 5 projects, 1 MB ~/.claude.json', { projects: 5, megabytes: 1 }, 4);
report();

async function measureHome(job: string, shape: { projects: number; megabytes: number }, budget: number) {
  const { home, files, remove } = await createBenchHome(shape);
  const floorScript = join(home, 'floor.mjs');
  await writeFile(floorScript, floorProgram(files));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home };
  rows.push({
    job,
    ours: median(() => run(env, [CLI, 'list', '--json'])),
    floor: median(() => run(env, [floorScript])),
    floorName: 'bare Node reads and parses the same files',
    budget,
  });
  const claude = join(home, '.claude.json');
  const before = await readFile(claude, 'utf8');
  rows.push({
    job: job.replace('list', 'remove and undo one entry'),
    ours: median(
      () => run(env, [CLI, 'remove', 'claude-code:user:kfuse', '--yes']) + run(env, [CLI, 'undo']),
    ),
    floor: 2 * median(() => run(env, [floorScript, claude])),
    floorName: 'the same, plus write and fsync, twice',
    budget: 3,
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

/** Milliseconds of one whole process. */
function run(env: Record<string, string>, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

function median(once: () => number): number {
  once();
  const times = Array.from({ length: RUNS }, once).toSorted((a, b) => a - b);
  return times[Math.floor(RUNS / 2)] ?? 0;
}

function report(): void {
  for (const { job, ours, floor, floorName, budget } of rows) {
    const ratio = ours / floor;
    const verdict = ratio <= budget ? 'within' : 'over';
    console.log(
      `${job}\n  ${ours.toFixed(0)} ms = ${ratio.toFixed(2)} × ${floor.toFixed(0)} ms (${floorName})`,
    );
    console.log(`  ${verdict} the budget of ${budget} ×`);
  }
}
