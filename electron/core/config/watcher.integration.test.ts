import { appendFile, mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';
import { createWatcher } from './watcher.ts';
import type { Watcher } from './watcher.ts';

let home: TestHome;
let watcher: Watcher;
let reported: string[];

beforeEach(async () => {
  home = await createTestHome();
  reported = [];
});
afterEach(async () => {
  await watcher.close();
  await home.remove();
});

async function start(...paths: readonly string[]): Promise<void> {
  watcher = createWatcher({ paths, onChange: (changed) => reported.push(...changed) });
  await watcher.ready();
}

/** Does something and waits for the watcher to tell of the path; false when the event was lost. */
async function told(path: string, act: () => Promise<unknown>): Promise<boolean> {
  reported = [];
  await act();
  for (let wait = 0; wait < 500 && !reported.includes(path); wait += 1) await sleep(10);
  return reported.includes(path);
}

const replaceBy = async (path: string, text: string): Promise<void> => {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
};

test('tells of writes in place, of replacing, deleting and creating again, time after time', async () => {
  const path = await home.write('a.json', '1');
  await start(path);
  for (let round = 0; round < 3; round += 1) {
    expect(await told(path, () => appendFile(path, 'x'))).toBe(true);
    expect(await told(path, () => replaceBy(path, `round ${round}`))).toBe(true);
    expect(await told(path, () => unlink(path))).toBe(true);
    expect(await told(path, () => writeFile(path, 'again'))).toBe(true);
  }
});

test('tells of a file that appears in folders that were not there', async () => {
  const path = home.path('.config', 'app', 'deep', 'a.json');
  await start(path);
  expect(await told(path, () => home.write('.config/app/deep/a.json', '1'))).toBe(true);
  expect(await told(path, () => replaceBy(path, '2'))).toBe(true);
  expect(await told(path, () => rm(home.path('.config'), { recursive: true }))).toBe(true);
  expect(await told(path, () => home.write('.config/app/deep/a.json', '3'))).toBe(true);
});

test('tells of changes behind a link, and of the link pointing elsewhere', async () => {
  const first = await home.write('dotfiles/first.json', '1');
  const second = await home.write('elsewhere/second.json', '2');
  const path = home.path('a.json');
  await symlink(first, path);
  await start(path);
  expect(await told(path, () => replaceBy(first, '1b'))).toBe(true);
  expect(await told(path, () => replaceBy(first, '1c'))).toBe(true);
  expect(
    await told(path, async () => {
      await symlink(second, `${path}.new`);
      await rename(`${path}.new`, path);
    }),
  ).toBe(true);
  expect(await told(path, () => replaceBy(second, '2b'))).toBe(true);
  expect(await told(path, () => appendFile(second, '2c'))).toBe(true);
});

test('tells of changes in a folder that is a link', async () => {
  await home.write('dotfiles/codex/config.toml', '1');
  await symlink(home.path('dotfiles', 'codex'), home.path('.codex'));
  const path = home.path('.codex', 'config.toml');
  await start(path);
  expect(await told(path, () => replaceBy(home.path('dotfiles', 'codex', 'config.toml'), '2'))).toBe(true);
  expect(await told(path, () => appendFile(path, '3'))).toBe(true);
});

test('tells of what comes and goes in a folder, also when the folder itself does', async () => {
  const folder = home.path('.continue', 'mcpServers');
  await start(folder);
  const write = (name: string) => () => home.write(`.continue/mcpServers/${name}`, 'x');
  for (let round = 0; round < 3; round += 1) {
    expect(await told(folder, write('a.yaml'))).toBe(true);
    expect(await told(folder, write('b.yaml'))).toBe(true);
    expect(await told(folder, () => rename(join(folder, 'b.yaml'), join(folder, 'c.yaml')))).toBe(true);
    expect(await told(folder, () => unlink(join(folder, 'a.yaml')))).toBe(true);
    expect(await told(folder, () => mkdir(join(folder, 'sub')))).toBe(true);
    const parent = home.path('.continue');
    expect(await told(folder, () => rename(parent, `${parent}.old`))).toBe(true);
    expect(await told(folder, () => rename(`${parent}.old`, parent))).toBe(true);
    expect(await told(folder, write('d.yaml'))).toBe(true);
    expect(await told(folder, () => rm(parent, { recursive: true }))).toBe(true);
  }
});

test('tells of what comes into a folder that was deleted and made again at once', async () => {
  const folder = home.path('.continue', 'mcpServers');
  await home.write('.continue/mcpServers/a.yaml', 'x');
  await start(folder);
  for (let round = 0; round < 5; round += 1) {
    const again = async () => {
      await rm(folder, { recursive: true });
      await home.write('.continue/mcpServers/b.yaml', 'x');
    };
    expect(await told(folder, again)).toBe(true);
    await sleep(300);
    expect(await told(folder, () => home.write('.continue/mcpServers/c.yaml', 'x'))).toBe(true);
  }
});

test('stays silent about writes to what is in a folder', async () => {
  await home.write('folder/a.yaml', '1');
  const path = await home.write('z.json', '1');
  const folder = home.path('folder');
  await start(folder, path);
  await told(path, async () => {
    await home.write('folder/a.yaml', '2');
    await replaceBy(path, '2');
  });
  expect(reported).not.toContain(folder);
});

test('stays silent about other files, and reports a burst of writes once or twice, not each', async () => {
  const path = await home.write('a.json', '1');
  await start(path);
  await home.write('b.json', '1');
  await home.write('sub/a.json', '1');
  expect(
    await told(path, async () => {
      for (let write = 0; write < 20; write += 1) await appendFile(path, 'x');
    }),
  ).toBe(true);
  expect(new Set(reported)).toEqual(new Set([path]));
  expect(reported.length).toBeLessThan(5);
});

test('follows the files it is given later, and forgets the others', async () => {
  const first = await home.write('one/a.json', '1');
  const second = join(home.root, 'other', 'b.json');
  await start(first);
  await mkdir(join(home.root, 'other'));
  watcher.update([second]);
  await watcher.ready();
  expect(await told(second, () => writeFile(second, '1'))).toBe(true);
  await appendFile(first, 'x');
  expect(await told(second, () => appendFile(second, '2'))).toBe(true);
  expect(reported).not.toContain(first);
});

test('finds what changed while no event came, when asked to look', async () => {
  const path = await home.write('a.json', '1');
  await start(path);
  await watcher.check();
  expect(reported).toEqual([]);
  expect(
    await told(path, async () => {
      await replaceBy(path, '2');
      await watcher.check();
    }),
  ).toBe(true);
});
