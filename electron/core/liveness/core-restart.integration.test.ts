import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ok } from '../../../shared/errors.ts';
import type { ClientView } from '../../../shared/snapshot.ts';
import { createCore } from '../create-core.ts';
import type { Core } from '../core.ts';
import { readHostEnv } from '../host-env.ts';

let home: string;
let core: Core;
let children: ChildProcess[];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-restart-'));
  children = [];
  const vars = { HOME: home, USERPROFILE: home, PATH: '/usr/bin', SystemRoot: process.env['SystemRoot'] };
  core = createCore(readHostEnv('0.0.0', vars), {
    openUrl: async () => ok(null),
    revealPath: async () => ok(null),
    chooseFolder: async () => ok(null),
    isOnline: () => true,
    now: () => Date.now(),
    fetch: () => Promise.reject(new Error('nothing is to be asked')),
    hostKind: 'desktop',
  });
});

afterEach(async () => {
  await core.stop();
  for (const child of children) await end(child);
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

async function start(program: string): Promise<ChildProcess> {
  const child = spawn(program, ['-e', 'process.stdout.write("up"); setTimeout(() => {}, 60_000);'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  await sleep(50);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const restart = (): ClientView['restart'] | undefined =>
  core.snapshot().clients.find(({ id }) => id === 'crush')?.restart;

test('a change while a client runs shows in the snapshot, until the client was started again', async () => {
  const config = join(home, '.config', 'crush', 'crush.json');
  await mkdir(dirname(config), { recursive: true });
  await writeFile(config, '{"mcp": {"one": {"type": "stdio", "command": "run-one"}}}');
  const program = join(home, process.platform === 'win32' ? 'crush.exe' : 'crush');
  await copyFile(process.execPath, program);
  const first = await start(program);
  await core.start({ monitor: false });
  expect(restart()).toBeNull();
  const action = { kind: 'remove', ref: 'crush:user:one' } as const;
  const receipt = await core.handlers['change:apply']({ action, base: null });
  expect(receipt).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(restart()).toMatchObject({ running: 1 }), { timeout: 8_000 });
  await end(first);
  await start(program);
  await core.refresh();
  await vi.waitFor(() => expect(restart()).toBeNull(), { timeout: 8_000 });
});
