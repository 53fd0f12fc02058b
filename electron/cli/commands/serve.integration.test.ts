import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWith } from '../test-support/run-program.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>');
});
afterAll(() => rm(folder, { recursive: true }));

const urlsIn = (out: string): string[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { url: string }).url);

async function redeem(link: string): Promise<number> {
  const { origin, hash } = new URL(link);
  const response = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: hash.slice('#t='.length) }),
  });
  return response.status;
}

test('prints a link, another one for each line typed, and ends cleanly when interrupted', async () => {
  const ending = new AbortController();
  const statuses: number[] = [];
  let printed = '';
  const run = await runWith(['serve', '--no-open', '--json'], {
    rendererDir: folder,
    signal: ending.signal,
    onOut: (text) => (printed += text),
    onReading: (typeLine) => {
      typeLine();
      const [first = '', second = ''] = urlsIn(printed);
      void Promise.all([redeem(first), redeem(second)])
        .then((both) => statuses.push(...both))
        .finally(() => ending.abort());
    },
  });
  expect(statuses).toEqual([200, 200]);
  expect(run.exitCode).toBe(0);
  expect(run.core.stopped()).toBe(true);
  const [url = ''] = urlsIn(run.out);
  await expect(fetch(new URL(url).origin)).rejects.toThrow('fetch failed');
});

test('opens the link in the person’s browser', async () => {
  const ending = new AbortController();
  const opened = join(folder, 'opened.txt');
  const script = join(folder, 'browser.mjs');
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(opened)}, process.argv[2]);`,
  );
  const running = runWith(['serve', '--json'], {
    rendererDir: folder,
    signal: ending.signal,
    vars: { BROWSER: `${process.execPath} ${script}` },
  });
  await expect.poll(() => readFile(opened, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('#t=');
  ending.abort();
  expect(urlsIn((await running).out)).toEqual([await readFile(opened, 'utf8')]);
});

test('says what to do when the window is not built, and refuses nonsense for a port', async () => {
  const unbuilt = await runWith(['serve', '--no-open'], { rendererDir: join(folder, 'missing') });
  expect(unbuilt.exitCode).toBe(1);
  expect(unbuilt.err).toContain('npm run build');
  expect(unbuilt.core.stopped()).toBe(true);
  for (const port of ['x', '-1', '70000', '1.5']) {
    expect((await runWith(['serve', `--port=${port}`], { rendererDir: folder })).exitCode).toBe(2);
  }
});
