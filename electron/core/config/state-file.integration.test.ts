import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createStateFile } from './state-file.ts';
import { createTestHome, runChild } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const listOf = (name = 'list') =>
  createStateFile({ stateDir: home.stateDir, name, item: async () => z.number() });

test('keeps a private list that the next process finds', async () => {
  expect(await listOf().read()).toEqual([]);
  expect(await listOf().update((items) => [...items, 1])).toEqual({ ok: true, value: [1] });
  expect(await listOf().read()).toEqual([1]);
  expect((await stat(listOf().path)).mode & 0o777).toBe(0o600);
  expect((await stat(home.stateDir)).mode & 0o777).toBe(0o700);
});

test('processes that add at once lose nothing', async () => {
  const code = `
    const { createStateFile } = await import(here + '/state-file.ts');
    const { z } = await import(args[2]);
    const file = createStateFile({ stateDir: args[0], name: 'list', item: async () => z.number() });
    for (let index = 0; index < 25; index += 1) {
      const result = await file.update((items) => [...items, Number(args[1]) + index]);
      if (!result.ok) throw new Error(result.error.message);
    }`;
  const zod = import.meta.resolve('zod');
  const runs = await Promise.all(
    ['0', '100'].map((first) => runChild({ code, args: [home.stateDir, first, zod] })),
  );
  expect(runs.map(({ errors }) => errors)).toEqual(['', '']);
  expect(new Set(await listOf().read()).size).toBe(50);
});

test('what can be understood of a damaged list stays, and the damaged file is kept when it is next written', async () => {
  await mkdir(home.stateDir);
  for (const [text, left] of [
    ['{"schema":1,"items":[1,"two",3]}', [1, 3]],
    ['{"schema":1,"items":[1', []],
    ['null', []],
  ] as const) {
    await writeFile(listOf().path, text);
    const list = listOf();
    expect(await list.read()).toEqual(left);
    expect(list.problems()).toHaveLength(1);
    expect(await list.update((items) => [...items, 9])).toEqual({ ok: true, value: [...left, 9] });
    const kept = (await readdir(home.stateDir)).filter((name) => name.includes('broken')).toSorted();
    expect(await readFile(join(home.stateDir, kept.at(-1) ?? ''), 'utf8')).toBe(text);
  }
});

test('a list that cannot be written fails in words and stays as it is', async () => {
  await listOf().update(() => [1]);
  await chmod(home.root, 0o755);
  await chmod(home.stateDir, 0o555);
  await chmod(listOf().path, 0o444);
  const code = `
    const { createStateFile } = await import(here + '/state-file.ts');
    const { z } = await import(args[1]);
    const file = createStateFile({ stateDir: args[0], name: 'list', item: async () => z.number() });
    dropRights();
    console.log(JSON.stringify(await file.update((items) => [...items, 2])));`;
  const child = await runChild({ code, args: [home.stateDir, import.meta.resolve('zod')] });
  expect(JSON.parse(child.output)).toMatchObject({ ok: false, error: { code: 'ConfigReadOnly' } });
  await chmod(home.stateDir, 0o700);
  expect(await listOf().read()).toEqual([1]);
});
