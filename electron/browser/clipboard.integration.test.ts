import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBriefClipboard } from '../core/secrets/brief-clipboard.ts';
import { programClipboard } from './clipboard.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-tray-clipboard-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A stand-in for xclip, which needs a screen: keeps the clipboard in a file and its arguments in another. */
async function standIn(): Promise<ReturnType<typeof programClipboard>> {
  const script = `#!/bin/sh
echo "$@" >> ${folder}/arguments
case "$*" in *-o*) cat ${folder}/board ;; *) cat > ${folder}/board ;; esac
`;
  await writeFile(join(folder, 'xclip'), script);
  await chmod(join(folder, 'xclip'), 0o755);
  return programClipboard({ platform: 'linux', vars: { PATH: `${folder}:/usr/bin:/bin`, DISPLAY: ':99' } });
}

const board = (): Promise<string> => readFile(join(folder, 'board'), 'utf8');

test('a secret reaches the clipboard through stdin, and goes again by itself', async () => {
  const clipboard = createBriefClipboard(await standIn(), 200);
  expect(await clipboard.copy('hunter2')).toEqual({ ok: true, value: null });
  expect(await board()).toBe('hunter2');
  expect(await readFile(join(folder, 'arguments'), 'utf8')).not.toContain('hunter2');
  for (let tries = 0; (await board()) !== '' && tries < 100; tries += 1) await sleep(50);
  expect(await board()).toBe('');
});

test('what was copied since stays, and stopping clears at once', async () => {
  const clipboard = createBriefClipboard(await standIn());
  await clipboard.copy('hunter2');
  await writeFile(join(folder, 'board'), 'something else');
  await clipboard.clear();
  expect(await board()).toBe('something else');
  await clipboard.copy('hunter3');
  await clipboard.clear();
  expect(await board()).toBe('');
});

test('without a screen, or without a program for it, it says so', async () => {
  const none = createBriefClipboard(programClipboard({ platform: 'linux', vars: { PATH: folder } }));
  expect(await none.copy('hunter2')).toMatchObject({ ok: false, error: { code: 'NotInstalled' } });
  const missing = programClipboard({ platform: 'linux', vars: { PATH: folder, DISPLAY: ':99' } });
  expect(await missing.write('hunter2')).toBe(false);
});
