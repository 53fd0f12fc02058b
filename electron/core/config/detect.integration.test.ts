import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { detectClients, findBinary } from './detect.ts';
import { programVersion } from './program-version.ts';
import { parker } from './test-adapters.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

async function program(name: string, mode = 0o755): Promise<string> {
  const path = await home.write(name, '#!/bin/sh\nexit 1\n');
  await chmod(path, mode);
  return path;
}

async function link(name: string, target: string): Promise<void> {
  await mkdir(dirname(home.path(name)), { recursive: true });
  await symlink(target, home.path(name));
}

const client = (name: string) => ({ ...parker, id: name, binaries: [name] });

test('finds a program on PATH before one in the usual folders, and takes only what can be run', async () => {
  await program('first/zz-tool', 0o644);
  await mkdir(home.path('second', 'zz-tool'), { recursive: true });
  const found = await program('third/zz-tool');
  const other = await program('.local/bin/zz-tool');
  const PATH = ['first', 'second', 'third'].map((name) => home.path(name)).join(':');
  expect(findBinary({ ...home.env, vars: { PATH } }, ['zz-tool'])).toBe(found);
  expect(findBinary({ ...home.env, vars: { PATH: '' } }, ['zz-tool'])).toBe(other);
  expect(findBinary(home.env, ['zz-none'])).toBeNull();
});

test('tells versions from the package or the path, without running anything', async () => {
  const npm = await program('lib/node_modules/@zz/codex/bin/codex.js');
  await home.write('lib/node_modules/@zz/codex/package.json', '{"version": "0.169.0"}');
  await link('.local/bin/zz-codex', npm);
  await link('.local/bin/zz-claude', await program('.local/share/claude/versions/2.1.329'));
  await link('.local/bin/zz-cask', await program('Cellar/zz/1.2.3-beta.1/bin/zz'));
  await program('.nvm/versions/node/v24.1.0/bin/zz-plain');
  await home.write('package.json', '{"version": "9.9.9"}');
  const names = ['zz-codex', 'zz-claude', 'zz-cask', 'zz-plain', 'zz-none'];
  const found = await detectClients(home.env, names.map(client));
  expect(names.map((name) => found.get(name)?.version)).toEqual([
    '0.169.0',
    '2.1.329',
    '1.2.3-beta.1',
    null,
    null,
  ]);
  expect(names.map((name) => found.get(name)?.installed)).toEqual([true, true, true, true, false]);
});

test('reads an npm shim of Windows for the package behind it', async () => {
  await home.write(
    'AppData/Roaming/npm/zz.cmd',
    '@"%dp0%\\node.exe" "%dp0%\\node_modules\\@zz\\cli\\bin\\zz.js" %*\r\n',
  );
  await home.write('AppData/Roaming/npm/node_modules/@zz/cli/bin/zz.js', '');
  await home.write('AppData/Roaming/npm/node_modules/@zz/cli/package.json', '{"version": "1.2.3"}');
  expect(await programVersion(home.path('AppData', 'Roaming', 'npm', 'zz.cmd'))).toBe('1.2.3');
});

test('an app without a program is installed when one of its marks is there', async () => {
  await home.write('.parker/marker', '');
  const marked = { ...parker, markers: () => [home.path('none'), home.path('.parker')] };
  const found = await detectClients(home.env, [marked, { ...parker, id: 'other' }]);
  expect([...found]).toEqual([
    ['parker', { installed: true, version: null, binaryPath: null }],
    ['other', { installed: false, version: null, binaryPath: null }],
  ]);
});
