import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScratchHome } from './test-support/cli-process.ts';
import { CODEX_FILE, CODEX_TEXT, homeWithClients } from './test-support/scratch-clients.ts';

let scratch: ScratchHome;
const children: ChildProcessWithoutNullStreams[] = [];

beforeEach(async () => {
  scratch = await homeWithClients();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await scratch.remove();
});

function start(...words: string[]): ChildProcessWithoutNullStreams {
  const child = scratch.spawn(words);
  children.push(child);
  return child;
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<unknown[]> {
  return child.exitCode === null && child.signalCode === null
    ? once(child, 'exit')
    : [child.exitCode, child.signalCode];
}

test('tells its version and usage errors without reading any config', async () => {
  const { version } = JSON.parse(
    await readFile(resolve(import.meta.dirname, '../../package.json'), 'utf8'),
  ) as { version: string };
  expect(await scratch.run(['--version'])).toMatchObject({ exitCode: 0, out: `${version}\n` });
  const wrong = await scratch.run(['list', '--nonsense', '--json']);
  expect(wrong.exitCode).toBe(2);
  expect(JSON.parse(wrong.err)).toMatchObject({ error: { code: 'InvalidRequest' } });
});

test('watch prints the list at once, then again after an edit by hand, and ends with Ctrl-C', async () => {
  const child = start('watch', '--json');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<{ revision: number; entries: { name: string }[] }> =>
    JSON.parse(String((await lines.next()).value)) as { revision: number; entries: { name: string }[] };
  const first = await next();
  expect(first.entries.map((entry) => entry.name)).toContain('kfuse');
  await scratch.write(CODEX_FILE, `${CODEX_TEXT}\n[mcp_servers.late]\nurl = "https://late.test/mcp"\n`);
  let later = await next();
  while (!later.entries.some((entry) => entry.name === 'late')) later = await next();
  expect(later.revision).toBeGreaterThan(first.revision);
  child.kill('SIGINT');
  expect(await ended(child)).toEqual([0, null]);
});

test('a reader that goes away ends the program quietly', async () => {
  const listing = start('list', '--json');
  listing.stdout.destroy();
  let err = '';
  listing.stderr.on('data', (data: Buffer) => (err += data.toString()));
  const [, signal] = await ended(listing);
  expect({ signal, err }).toEqual({ signal: null, err: '' });

  const watching = start('watch', '--json');
  await once(watching.stdout, 'data');
  watching.stdout.destroy();
  await scratch.write(CODEX_FILE, '# emptied\n');
  expect(await ended(watching)).toEqual([0, null]);
});

test('remove in a terminal shows the diff, asks, and takes no for an answer', async () => {
  const main = resolve(import.meta.dirname, 'main.ts');
  const answering = (answer: string): Promise<{ exitCode: number; shown: string }> =>
    new Promise((settle) => {
      let shown = '';
      const terminal = spawnTerminal(process.execPath, [main, 'remove', 'files'], {
        cwd: scratch.home,
        env: { ...scratch.vars, TERM: 'xterm' },
        cols: 120,
      });
      terminal.onData((data) => {
        const asked = shown.includes('[y/N]');
        shown += data;
        if (!asked && shown.includes('[y/N]')) terminal.write(`${answer}\r`);
      });
      terminal.onExit(({ exitCode }) => settle({ exitCode, shown }));
    });
  const file = join(scratch.home, CODEX_FILE);
  const declined = await answering('n');
  expect(declined.shown).toContain('-[mcp_servers.files]');
  expect(declined.exitCode).toBe(1);
  expect(await readFile(file, 'utf8')).toBe(CODEX_TEXT);
  const agreed = await answering('y');
  expect(agreed.exitCode).toBe(0);
  expect(await readFile(file, 'utf8')).not.toContain('mcp_servers.files');
});

test('remove asks about the sign-in first; Enter ends it, and the end of the input ends nothing', async () => {
  const main = resolve(import.meta.dirname, 'main.ts');
  const url = 'http://127.0.0.1:9/mcp';
  const settings = JSON.stringify({ mcpServers: { wiki: { httpUrl: url } } });
  const token = { tokenType: 'Bearer', accessToken: 'made-up', expiresAt: 1 };
  const tokens = JSON.stringify([{ serverName: 'wiki', mcpServerUrl: url, updatedAt: 1, token }]);
  await scratch.write('.gemini/settings.json', settings);
  const store = await scratch.write('.gemini/mcp-oauth-tokens.json', tokens);
  const answering = (keys: readonly string[]): Promise<string> =>
    new Promise((settle) => {
      const left = [...keys];
      let shown = '';
      let asked = 0;
      const terminal = spawnTerminal(process.execPath, [main, 'remove', 'wiki'], {
        cwd: scratch.home,
        env: { ...scratch.vars, TERM: 'xterm' },
        cols: 160,
      });
      terminal.onData((data) => {
        shown += data;
        const questions = shown.match(/\[(Y\/n|y\/N)\] /g)?.length ?? 0;
        for (; asked < questions; asked++) terminal.write(left.shift() ?? '');
      });
      terminal.onExit(({ exitCode }) => settle(`${exitCode} ${shown}`));
    });
  const ended = await answering(['\u0004', '\u0004']);
  expect(ended).toMatch(/^1 /);
  expect(ended).toContain('Gemini CLI keeps a sign-in for wiki. End it as well? [Y/n]');
  expect(await readFile(store, 'utf8')).toBe(tokens);
  expect(await answering(['\r', 'y\r'])).toMatch(/^0 /);
  expect(await readFile(store, 'utf8')).not.toContain('made-up');
});
