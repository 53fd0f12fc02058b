import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Finished, ScratchHome } from './test-support/cli-process.ts';
import { CODEX_FILE, homeWithClients } from './test-support/scratch-clients.ts';

const SECRET = 'hunter2-abcd';
const CURSOR = '.cursor/mcp.json';
const TEXT = `{"mcpServers": {
  "x": {"url": "https://x.test/mcp", "headers": {"X-Api-Key": "${SECRET}"}},
  "y": {"command": "run", "args": ["--api-key", "${SECRET}-2", "z"]}
}}
`;

let scratch: ScratchHome;
let file: string;
beforeEach(async () => {
  scratch = await homeWithClients();
  await chmod(scratch.home, 0o755);
  await chmod(join(scratch.home, CODEX_FILE), 0o600);
  file = await scratch.write(CURSOR, TEXT);
  await chmod(file, 0o644);
});
afterEach(() => scratch.remove());

async function run(...words: string[]): Promise<Finished> {
  const finished = await scratch.run(words);
  expect(finished.out + finished.err).not.toContain(SECRET);
  return finished;
}

const codesOf = ({ out }: Finished): readonly string[] =>
  (JSON.parse(out) as { warnings: { code: string }[] }).warnings.map(({ code }) => code);

test('finds, shows, takes out, undoes and forgets, and never prints the value', async () => {
  expect(codesOf(await run('lint', '--json'))).toEqual([
    'secret-in-readable-file',
    'secret-on-command-line',
    'secret-in-readable-file',
  ]);
  const told = await run('lint', 'cursor:user:x');
  expect(told.exitCode).toBe(1);
  expect(told.out).toContain('every account on this computer can read');
  expect(told.out).toContain('mcp-tray lint cursor:user:x --fix');

  const shown = await run('lint', 'cursor:user:x', '--fix', '--dry-run');
  expect(shown.out).toContain('${env:X_API_KEY}');
  expect(await readFile(file, 'utf8')).toBe(TEXT);
  expect((await run('lint', 'cursor:user:x', '--fix')).exitCode).toBe(2);

  const fixed = await run('lint', 'cursor:user:x', '--fix', '--yes');
  expect(fixed.exitCode).toBe(0);
  expect(fixed.err).toContain("X_API_KEY='<the old value>'");
  expect(await readFile(file, 'utf8')).toBe(TEXT.replace(`"${SECRET}"`, '"${env:X_API_KEY}"'));
  const { history } = JSON.parse((await run('history', '--json')).out) as {
    history: { id: string; kind: string; canForget: boolean }[];
  };
  expect(history[0]).toMatchObject({ kind: 'fix', canForget: true });
  await run('undo');
  expect(await readFile(file, 'utf8')).toBe(TEXT);

  await run('lint', 'cursor:user:x', '--fix', '--yes');
  const state = join(scratch.home, '.local/state/mcp-tray/history.json');
  expect(await readFile(state, 'utf8')).toContain(`"${SECRET}"`);
  expect((await run('forget', history[0]?.id ?? '')).exitCode).toBe(2);
  const forgot = await run('forget', history[0]?.id ?? '', '--yes', '--json');
  expect(JSON.parse(forgot.out)).toMatchObject({ schema: 1, id: history[0]?.id });
  expect(await readFile(state, 'utf8')).not.toContain(`"${SECRET}"`);
  expect((await run('undo', history[0]?.id ?? '')).exitCode).not.toBe(0);
});

test('without names it changes only what is sure to work, and closes the files that still hold a secret', async () => {
  const fixed = await run('lint', '--fix', '--yes');
  expect(fixed.exitCode).toBe(0);
  const text = await readFile(file, 'utf8');
  expect(text).toContain('${env:X_API_KEY}');
  expect(text).toContain(`"--api-key", "${SECRET}-2"`);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(codesOf(await run('lint', '--json'))).toEqual(['secret-on-command-line']);
  await run('undo');
  expect((await stat(file)).mode & 0o777).toBe(0o644);

  await run('lint', 'cursor:user:y', '--fix', '--yes');
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    mcpServers: { y: { args: ['z'], env: { API_KEY: '${env:API_KEY}' } } },
  });
});
