import { watch } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { terminalPorts } from '../electron/browser/ports.ts';
import type { Core } from '../electron/core/core.ts';
import { createCore } from '../electron/core/create-core.ts';
import { readHostEnv } from '../electron/core/host-env.ts';
import { createBenchHome } from './home.ts';
import { percentile, report } from './measure.ts';

const THREAD = resolve(import.meta.dirname, '../electron/core/config/big-file-thread.ts');
const REF = 'claude-code:user:kfuse';

function coreIn(home: string): Core {
  const env = readHostEnv('0.0.0', { HOME: home, PATH: '/usr/bin:/bin' });
  const ports = terminalPorts(env, { kind: 'browser', onOpen: () => {} });
  return createCore(env, ports, { bigFileProgram: THREAD });
}

/** The longest stretch that this thread worked without a turn of its loop, in CPU time: others' load is not ours. */
function meter(): () => number {
  let last = process.threadCpuUsage();
  let longest = 0;
  let timer = setImmediate(tick);
  function tick(): void {
    const now = process.threadCpuUsage();
    longest = Math.max(longest, (now.user + now.system - last.user - last.system) / 1000);
    last = now;
    timer = setImmediate(tick);
  }
  return () => {
    clearImmediate(timer);
    return longest;
  };
}

async function done<T>(
  work: Promise<{ ok: true; value: T } | { ok: false; error: { message: string } }>,
): Promise<T> {
  const result = await work;
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

/** How long the thread of a host stands still over a 45 MB file: the first round warms up, the next ones count. */
export async function blocking(): Promise<void> {
  const { home, remove } = await createBenchHome({ projects: 200, megabytes: 45 });
  const core = coreIn(home);
  await core.load();
  const loads: number[] = [];
  const changes: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const claude = join(home, '.claude.json');
    await writeFile(
      claude,
      (await readFile(claude, 'utf8')).replace(/"numStartups": \d+/, `"numStartups": ${round}`),
    );
    const load = meter();
    await core.refresh();
    loads.push(load());
    const change = meter();
    const action = { kind: 'remove', ref: REF } as const;
    const { base } = await done(core.handlers['change:preview']({ action }));
    const { id } = await done(core.handlers['change:apply']({ action, base }));
    await done(core.handlers['change:apply']({ action: { kind: 'undo', id }, base: null }));
    changes.push(change());
  }
  await core.stop();
  await remove();
  for (const [job, times] of [
    ['reading it again', loads],
    ['preview, remove, undo', changes],
  ] as const) {
    const ours = percentile(times.slice(1), 0.5);
    report({
      job: `main thread, 45 MB, ${job}`,
      ours,
      floor: 0,
      floorName: 'CPU time in one turn',
      budget: { more: 16 },
    });
  }
}

/** From an edit by another program (of a file small enough to be read at once) to the snapshot, beside what a bare watcher takes to notice. */
export async function externalEdit(): Promise<void> {
  const { home, remove } = await createBenchHome({ projects: 200, megabytes: 0.2 });
  const core = coreIn(home);
  await core.start({ monitor: false });
  const claude = join(home, '.claude.json');
  const text = await readFile(claude, 'utf8');
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const url = `http://127.0.0.1:41999/mcp/${round}`;
    const noticed = Promise.withResolvers<number>();
    const shown = Promise.withResolvers<number>();
    const started = performance.now();
    const watcher = watch(home, () => noticed.resolve(performance.now() - started));
    const off = core.onChange(({ entries }) => {
      const isShown = entries.some((entry) => entry.ref === REF && entry.url === url);
      if (isShown) shown.resolve(performance.now() - started);
    });
    await writeFile(claude, text.replace('http://127.0.0.1:41999/mcp', url));
    floor.push(await noticed.promise);
    ours.push(await shown.promise);
    watcher.close();
    off();
    await sleep(300);
  }
  await core.stop();
  await remove();
  report({
    job: 'external edit to snapshot, p95 of 20, 200 projects',
    ours: percentile(ours, 0.95),
    floor: percentile(floor, 0.95),
    floorName: 'bare fs.watch callback',
    budget: { more: 150 },
  });
}

function answerTo(body: string): string {
  const { id, method } = JSON.parse(body || '{}') as { id?: number; method?: string };
  if (id === undefined) return '';
  if (method !== 'initialize') {
    return JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
  }
  const serverInfo = { name: 'slow', version: '1' };
  const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo };
  return JSON.stringify({ jsonrpc: '2.0', id, result });
}

/** 100 servers that take 200 ms each; the floor is what 12 at a time come to. */
export async function probing(): Promise<void> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const answer = answerTo(body);
      response.setHeader('content-type', 'application/json');
      // Greeting takes its time; a question that such servers do not know is turned down at once.
      setTimeout(
        () => response.writeHead(answer === '' ? 202 : 200).end(answer),
        body.includes('"initialize"') ? 200 : 0,
      );
    });
  });
  // Each at an address of its own: of one origin only four are asked at a time.
  const bound = (host: string) => new Promise<void>((ready) => server.listen(0, host, ready));
  await bound('0.0.0.0');
  const { port } = server.address() as AddressInfo;
  const { home, remove } = await createBenchHome({ projects: 1, megabytes: 0.1 });
  const servers = Array.from({ length: 100 }, (_, at) => [
    `s${at}`,
    { type: 'http', url: `http://127.0.0.${at + 1}:${port}/mcp` },
  ]);
  await writeFile(join(home, '.claude.json'), JSON.stringify({ mcpServers: Object.fromEntries(servers) }));
  const core = coreIn(home);
  await core.load();
  const refs = core
    .snapshot()
    .entries.filter((entry) => entry.url?.includes(`:${port}/`))
    .map(({ ref }) => ref);
  const times: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const started = performance.now();
    await done(core.handlers['server:check']({ refs, startPrograms: false }));
    times.push(performance.now() - started);
  }
  await core.stop();
  server.closeAllConnections();
  server.close();
  await remove();
  const floor = 200 * Math.ceil(refs.length / 12);
  const row = { floor, floorName: `${refs.length} servers, 12 at a time`, budget: { times: 1.3 } };
  report({ job: 'check 100 servers of 200 ms, first time', ours: times[0] ?? 0, ...row });
  report({ job: 'check 100 servers of 200 ms, again', ours: Math.min(...times.slice(1)), ...row });
}
