import { execFile } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { createExposureReader } from './exposure.ts';
import type { FileExposure } from './exposure.ts';

const run = promisify(execFile);
let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
  // The folder for temporary files keeps others out; the home itself is what counts here.
  await chmod(home.root, 0o755);
  await chmod(home.home, 0o755);
});
afterEach(() => home.remove());

async function exposureOf(path: string, shared = true): Promise<FileExposure | null> {
  const reader = createExposureReader({ platform: 'linux', home: home.home });
  await reader.look([{ path, shared }]);
  return reader.of(path);
}

describe('who may read a file', () => {
  test('everyone, as long as every folder on the way lets them through', async () => {
    const path = await home.write('tool/mcp.json', '{}');
    expect(await exposureOf(path, false)).toMatchObject({ mode: 0o600, readableBy: 'owner' });
    await chmod(path, 0o644);
    expect(await exposureOf(path, false)).toMatchObject({ mode: 0o644, readableBy: 'everyone' });
    await chmod(home.path('tool'), 0o700);
    expect(await exposureOf(path, false)).toMatchObject({ readableBy: 'owner' });
  });

  test('through a link, the file behind it', async () => {
    const target = await home.write('dotfiles/mcp.json', '{}', 0o644);
    await symlink(target, home.path('mcp.json'));
    expect(await exposureOf(home.path('mcp.json'), false)).toMatchObject({ readableBy: 'everyone' });
  });

  test('a file that is gone is unknown', async () => {
    expect(await exposureOf(home.path('nothing.json'))).toBeNull();
  });
});

const git = (...args: readonly string[]) =>
  run('git', ['-C', home.path('app'), '-c', 'user.name=me', '-c', 'user.email=me@a.test', ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: home.home },
  });

async function repository(): Promise<void> {
  await mkdir(home.path('app'), { recursive: true });
  await git('init', '-q');
}

describe('what git does with a file', () => {
  test('nothing outside of a repository; then open, tracked, ignored', async () => {
    const path = await home.write('app/.mcp.json', '{}');
    expect((await exposureOf(path))?.git).toBe('none');
    await repository();
    expect((await exposureOf(path))?.git).toBe('open');
    await writeFile(home.path('app/.gitignore'), '.mcp.json\n');
    expect((await exposureOf(path))?.git).toBe('ignored');
    await git('add', '-f', '.mcp.json');
    expect((await exposureOf(path))?.git).toBe('tracked');
  });

  test('in a linked work tree, and with an index of the newest version', async () => {
    await repository();
    await home.write('app/.cursor/mcp.json', '{}');
    await home.write('app/README.md', '');
    await git('add', '.');
    await git('commit', '-qm', 'first');
    await git('worktree', 'add', '-q', home.path('other'), '-b', 'other');
    expect((await exposureOf(home.path('other/.cursor/mcp.json')))?.git).toBe('tracked');
    expect((await exposureOf(await home.write('other/.mcp.json', '{}')))?.git).toBe('open');
    await git('update-index', '--index-version', '4');
    expect((await exposureOf(home.path('app/.cursor/mcp.json')))?.git).toBe('tracked');
    // Its name alone is compared there: rather a warning too many.
    expect((await exposureOf(await home.write('app/.vscode/mcp.json', '{}')))?.git).toBe('tracked');
  });

  test('rules of ignore files, as git itself reads them', async () => {
    await repository();
    const path = '.cursor/mcp.json';
    await home.write(`app/${path}`, '{}');
    for (const [rules, inner] of [
      ['*.json', ''],
      ['*.json\n!mcp.json', ''],
      ['.cursor/', ''],
      ['/.cursor', ''],
      ['cursor', ''],
      ['.cursor/\n!.cursor/mcp.json', ''],
      ['.cursor/*\n!.cursor/mcp.json', ''],
      ['**/mcp.json', ''],
      ['.cursor/**', ''],
      ['mcp.json/', ''],
      ['m?p.json', ''],
      ['[a-m]cp.json', ''],
      ['[!a-m]cp.json', ''],
      ['# mcp.json\n', ''],
      ['/mcp.json', ''],
      ['', 'mcp.json'],
      ['', '/mcp.json'],
      ['*', '!mcp.json'],
      ['mcp.json', '!*.json'],
      ['\\mcp.json   ', ''],
      ['a/**/mcp.json', ''],
      ['.*/mcp.json', ''],
    ] as const) {
      await writeFile(home.path('app/.gitignore'), rules);
      await writeFile(home.path('app/.cursor/.gitignore'), inner);
      const ignored = await git('check-ignore', '-q', path).then(
        () => true,
        () => false,
      );
      const found = (await exposureOf(home.path(`app/${path}`)))?.git;
      expect([rules, inner, found]).toEqual([rules, inner, ignored ? 'ignored' : 'open']);
    }
  });
});
