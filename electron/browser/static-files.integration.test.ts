import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readStaticFile } from './static-files.ts';

let folder = '';
let root = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'static-files-'));
  root = join(folder, 'page');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(root, 'folder.js'));
  await mkdir(join(folder, 'page-other'));
  await writeFile(join(root, 'index.html'), '<!doctype html>');
  await writeFile(join(root, 'assets/app.js'), 'run()');
  await writeFile(join(root, '.hidden.js'), 'hidden');
  await writeFile(join(root, 'notes.txt'), 'not of the page');
  await writeFile(join(folder, 'outside.js'), 'outside');
  await writeFile(join(folder, 'page-other/near.js'), 'outside');
  await symlink(join(folder, 'outside.js'), join(root, 'link.js'));
  await symlink(join(folder, 'page-other'), join(root, 'linked'));
});
afterAll(() => rm(folder, { recursive: true }));

test('gives the page for / and files by their path', async () => {
  expect((await readStaticFile(root, '/'))?.body.toString()).toBe('<!doctype html>');
  expect(await readStaticFile(root, '/assets/app.js')).toMatchObject({
    type: 'text/javascript; charset=utf-8',
    etag: expect.stringMatching(/^"[\w-]{43}"$/),
  });
});

test.each([
  '/../outside.js',
  '/..%2Foutside.js',
  '/%2e%2e/outside.js',
  '/assets/../../outside.js',
  '/..\\outside.js',
  '/assets/..%5C..%5Coutside.js',
  '/../page-other/near.js',
  '/link.js',
  '/linked/near.js',
  '/.hidden.js',
  '/folder.js',
  '/notes.txt',
  '/assets',
  '/missing.js',
  '/app.js%00.html',
  '/%E0%A4%A',
  '//etc/passwd',
])('does not serve %s', async (path) => {
  expect(await readStaticFile(root, path)).toBeNull();
});
