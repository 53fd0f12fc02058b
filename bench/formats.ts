/**
 * What reading and editing a 45 MB `~/.claude.json` costs, as a multiple of one bare `JSON.parse` of it in the
 * same run. Budgets: design, "Speed budgets". Run with `node bench/formats.ts`.
 */
import { readerFor } from '../electron/core/formats/registry.ts';
import { verifiedEdit } from '../electron/core/formats/verified-edit.ts';
import type { ConfigDocument, KeyPath } from '../electron/core/formats/types.ts';

const PROJECTS = 200;
const ROUNDS = 11;

function stressText(line: string): string {
  const projects: Record<string, unknown> = {};
  for (let index = 0; index < PROJECTS; index += 1) {
    const history = Array.from({ length: 100 }, (_, item) => ({
      display: line.repeat(Math.ceil(2150 / line.length)) + item,
      pastedContents: {},
    }));
    const mcpServers = { [`server-${index}`]: { type: 'http', url: `https://${index}.invalid/mcp` } };
    projects[`/home/user/project-${index}`] = {
      allowedTools: [],
      history,
      mcpServers,
      lastCost: index / 7,
    };
  }
  const mcpServers = { first: { command: 'npx', args: ['-y', 'a'] }, second: { type: 'http', url: 'u' } };
  return JSON.stringify({ numStartups: 1, mcpServers, projects }, null, 2);
}

function paths(): KeyPath[] {
  const local = Array.from({ length: PROJECTS }, (_, index) => [
    'projects',
    `/home/user/project-${index}`,
    'mcpServers',
    `server-${index}`,
  ]);
  return [['mcpServers', 'first'], ...local];
}

function parsed(text: string): ConfigDocument {
  const result = readerFor('json').parse(text);
  if ('problem' in result) throw new Error(result.problem.message);
  return result.document;
}

interface Job {
  readonly prepare: () => ConfigDocument | null;
  readonly run: (prepared: ConfigDocument | null) => unknown;
}

/** Median milliseconds of each job; they take turns, so that a busy moment hits all of them alike. */
function measure(jobs: readonly Job[]): number[] {
  const times: number[][] = jobs.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, job] of jobs.entries()) {
      const prepared = job.prepare();
      const start = performance.now();
      job.run(prepared);
      times[index]?.push(performance.now() - start);
    }
  }
  return times.map((own) => own.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0);
}

const SHAPES = {
  'long prose': 'A long prompt about nothing in particular, as people write them. \n',
  'pasted code': 'const path = "C:\\\\x"; // "quoted" \\n and more of it\n',
};

console.log(`Node ${process.version}, ${PROJECTS} projects, median of ${ROUNDS}`);
console.log('text         |   MB | JSON.parse | parse + get + positions | verified edit of a parsed file');
for (const [name, line] of Object.entries(SHAPES)) {
  const text = stressText(line);
  const [floor = 1, read = 0, edit = 0] = measure([
    { prepare: () => null, run: () => JSON.parse(text) },
    {
      prepare: () => null,
      run: () => {
        const document = parsed(text);
        document.get(['mcpServers']);
        return paths().map((path) => [document.get(path), document.position(path)]);
      },
    },
    {
      prepare: () => parsed(text),
      run: (document) => {
        const op = { op: 'set', path: ['mcpServers', 'third'], value: { url: 'u' } } as const;
        if (!document || !verifiedEdit(document, [op]).ok) throw new Error('the edit was refused');
      },
    },
  ]);
  const ratio = (value: number) => `${value.toFixed(0)} ms = ${(value / floor).toFixed(2)} ×`;
  console.log(
    `${name.padEnd(12)} | ${(text.length / 1e6).toFixed(1).padStart(4)} | ${floor.toFixed(0)} ms | ${ratio(read)} | ${ratio(edit)}`,
  );
}
