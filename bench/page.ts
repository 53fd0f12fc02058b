import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { findChromium } from '../scripts/machine.ts';
import { createBenchHome } from './home.ts';
import { CLI, percentile, report, skip } from './measure.ts';

async function serve(home: string) {
  const env = { PATH: '/usr/bin:/bin', HOME: home };
  const host = spawn(process.execPath, [CLI, 'serve', '--no-open', '--json'], {
    env,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  return { host, url };
}

async function stop(host: ReturnType<typeof spawn>): Promise<void> {
  host.kill('SIGTERM');
  await once(host, 'exit');
}

/** In the page: milliseconds from each change of the filter to the end of the frame that shows it. */
const TYPING = `(async () => {
  const times = [];
  const input = document.querySelector('input[type=search], [role=searchbox]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  for (const text of ['s', 'se', 'ser', 'serv', 'server-7', 'server-77', 'server-7', 'server-', '']) {
    const begun = performance.now();
    set.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await new Promise((frame) => requestAnimationFrame(() => setTimeout(frame)));
    times.push(performance.now() - begun);
  }
  return times;
})()`;

/** Milliseconds from the navigation to the first row (or the empty page's heading), and per keystroke of a filter. */
async function lookAt(
  browser: Browser,
  entries: number,
): Promise<{ paint: number; keystrokes: readonly number[] }> {
  const { home, remove } = await createBenchHome({ projects: 1, megabytes: 0.1 });
  const servers = Array.from({ length: entries }, (_, at) => [
    `server-${at}`,
    { command: 'true', args: [String(at)] },
  ]);
  await writeFile(join(home, '.claude.json'), JSON.stringify({ mcpServers: Object.fromEntries(servers) }));
  const { host, url } = await serve(home);
  await sleep(1_500);
  const page = await (await browser.newContext()).newPage();
  const started = performance.now();
  await page.goto(url);
  await page.getByRole('rowheader').first().waitFor();
  const paint = performance.now() - started;
  const keystrokes = await page.evaluate<number[]>(TYPING);
  await page.close();
  await stop(host);
  await remove();
  return { paint, keystrokes };
}

export async function thousandEntries(): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) return skip('1,000 entries', 'no Chromium browser is installed');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const rounds = { many: [] as number[], few: [] as number[], keys: [] as number[] };
    for (let round = 0; round < 4; round += 1) {
      const many = await lookAt(browser, 1_000);
      rounds.many.push(many.paint);
      rounds.keys.push(percentile(many.keystrokes, 0.95));
      rounds.few.push((await lookAt(browser, 1)).paint);
    }
    const [ours, floor] = [Math.min(...rounds.many), Math.min(...rounds.few)];
    report({
      job: '1,000 entries, first row',
      ours,
      floor,
      floorName: 'a page with one entry',
      budget: { more: 300 },
    });
    const keys = Math.min(...rounds.keys);
    report({
      job: '1,000 entries, slowest keystroke',
      ours: keys,
      floor: 0,
      floorName: 'one frame included',
      budget: { more: 50 },
    });
  } finally {
    await browser.close();
  }
}

/** A host that nobody looks at, beside bare Node that watches the same home. */
export async function idle(): Promise<void> {
  if (process.platform !== 'linux') return skip('idle', 'reads /proc');
  const { home, remove } = await createBenchHome({ projects: 5, megabytes: 1 });
  const { host } = await serve(home);
  const watching = `import('${import.meta.resolve('chokidar')}').then((c) => c.watch('${home}', { depth: 1 }))`;
  const bare = spawn(process.execPath, ['-e', watching], { stdio: 'ignore' });
  await sleep(25_000);
  const [before, bareBefore] = [await usage(host.pid), await usage(bare.pid)];
  await sleep(20_000);
  const [after, bareAfter] = [await usage(host.pid), await usage(bare.pid)];
  await stop(host);
  await stop(bare);
  await remove();
  const floorName = 'bare Node and chokidar';
  report({
    job: 'idle host, memory',
    ours: after.rss,
    floor: bareAfter.rss,
    floorName,
    unit: 'MB',
    budget: { times: 1.5 },
  });
  report({
    job: 'idle host, CPU in 20 s',
    ours: after.cpu - before.cpu,
    floor: bareAfter.cpu - bareBefore.cpu,
    floorName,
    budget: { more: 50 },
  });
}

/** CPU milliseconds so far (clock ticks of 10 ms) and resident megabytes, from proc(5). */
async function usage(pid: number | undefined): Promise<{ cpu: number; rss: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) * 10,
    rss: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000,
  };
}
