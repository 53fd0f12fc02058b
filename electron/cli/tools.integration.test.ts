import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScratchHome } from './test-support/cli-process.ts';
import { scratchHome } from './test-support/cli-process.ts';
import { CODEX_FILE } from './test-support/scratch-clients.ts';

const EVERYTHING = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
);

/** A server whose tools hang, refuse, or remember what they were sent. */
const ODD = `
import { createInterface } from 'node:readline';
import { appendFileSync, writeFileSync } from 'node:fs';
writeFileSync('pid', String(process.pid));
const send = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
const text = (value) => ({ content: [{ type: 'text', text: value }] });
process.stdin.on('end', () => process.exit(0));
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') send(id, { protocolVersion: '2025-11-25', capabilities: {} });
  if (method === 'tools/list') send(id, { tools: [{ name: 'hang' }, { name: 'delete_it' }, { name: 'names' }] });
  if (method !== 'tools/call') return;
  appendFileSync('calls', JSON.stringify(params) + '\\n');
  if (params.name === 'names') send(id, text('["up","go_info"]'));
  if (params.name === 'delete_it') send(id, text('{"IsSuccess":false,"ErrorMessage":"Refusing without confirm=true."}'));
});
`;

function entry(name: string, args: readonly string[]): string {
  return `[mcp_servers.${name}]\ncommand = ${JSON.stringify(process.execPath)}\nargs = ${JSON.stringify(args)}\n`;
}

let scratch: ScratchHome;
beforeEach(async () => {
  scratch = await scratchHome();
  const odd = await scratch.write('odd.mjs', ODD);
  await scratch.write(CODEX_FILE, entry('every', [EVERYTHING, 'stdio']) + entry('odd', [odd]));
});
afterEach(() => scratch.remove());

const calls = (): Promise<string> => readFile(join(scratch.home, 'calls'), 'utf8').catch(() => '');

test('lists the tools of a program only with --start', async () => {
  expect(await scratch.run(['tools', 'every'])).toMatchObject({ exitCode: 2, out: '' });
  const list = await scratch.run(['tools', 'every', '--start', '--json']);
  expect(list.exitCode).toBe(0);
  const { schema, tools } = JSON.parse(list.out) as { schema: number; tools: { name: string }[] };
  expect(schema).toBe(1);
  expect(tools.map(({ name }) => name)).toContain('echo');
  expect((await scratch.run(['tools', 'every', '--start'])).out).toContain('Echoes back the input string');
});

test('calls one tool: its text alone on stdout, time and count beside it', async () => {
  const called = await scratch.run(
    ['tools', 'odd', '--start', '--call', 'names', '--args', '-'],
    '{"a":[1]}',
  );
  expect(called).toMatchObject({ exitCode: 0, out: '["up","go_info"]\n' });
  expect(called.err).toMatch(/^2 items · \d+ ms$/m);
  expect(await calls()).toBe('{"name":"names","arguments":{"a":[1]}}\n');
});

test('what takes something away needs --yes, gets nothing added, and may still be refused', async () => {
  const words = ['tools', 'odd', '--start', '--call', 'delete_it', '--json'];
  const unasked = await scratch.run(words);
  expect(unasked.exitCode).toBe(2);
  expect(JSON.parse(unasked.err)).toMatchObject({ error: { code: 'ConfirmationNeeded' } });
  expect(await calls()).toBe('');
  const refused = await scratch.run([...words, '--yes']);
  expect(refused.exitCode).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({
    ok: false,
    text: 'Refused by the server: Refusing without confirm=true.',
    itemCount: null,
  });
  expect(await calls()).toBe('{"name":"delete_it","arguments":{}}\n');
});

test('Ctrl-C ends a call that hangs, and the program with it', async () => {
  const child = scratch.spawn(['tools', 'odd', '--start', '--call', 'hang']);
  const exited = once(child, 'exit');
  await expect.poll(calls, { timeout: 20_000 }).toContain('hang');
  const pid = Number(await readFile(join(scratch.home, 'pid'), 'utf8'));
  child.kill('SIGINT');
  expect(await exited).toEqual([130, null]);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('arguments that are no JSON object are refused before anything starts', async () => {
  for (const bad of ['[1]', '{', 'null']) {
    const { exitCode } = await scratch.run(['tools', 'odd', '--start', '--call', 'names', '--args', bad]);
    expect(exitCode).toBe(2);
  }
  expect((await scratch.run(['tools', 'odd', '--args', '{}'])).exitCode).toBe(2);
  await expect(readFile(join(scratch.home, 'pid'))).rejects.toThrow('ENOENT');
});
