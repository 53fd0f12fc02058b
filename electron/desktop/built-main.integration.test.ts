import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const bundle = join(root, 'out/main/desktop.js');
const loader = import.meta.resolve('./electron-double-loader.ts');
interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

let home: string;
let child: ChildProcess;
let calls: Call[];
let output: string;

/** The last menu the tray was given, as text. */
function menu(): string {
  return JSON.stringify(calls.findLast((call) => call.name === 'tray.setContextMenu')?.args ?? []);
}

function named(name: string): readonly unknown[] | undefined {
  return calls.find((call) => call.name === name)?.args;
}

/** Waits for an assertion to hold; when it never does, the program's own output is part of the failure. */
async function eventually(assertion: () => void): Promise<void> {
  try {
    await vi.waitFor(assertion, { timeout: 20_000, interval: 50 });
  } catch (problem) {
    throw new Error(`the program wrote: ${output}`, { cause: problem });
  }
}

beforeAll(() => {
  if (!existsSync(bundle)) {
    throw new Error(`${bundle} is missing. Run "npm run build" first; this test starts what was built.`);
  }
});

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-built-'));
  await mkdir(join(home, '.codex'));
  await writeFile(
    join(home, '.codex/config.toml'),
    '[mcp_servers.kfuse]\nurl = "http://127.0.0.1:1/mcp"\n\n[mcp_servers.files]\ncommand = "no-such-program"\n',
  );
  calls = [];
  output = '';
  child = fork(bundle, [], {
    cwd: home,
    execArgv: ['--import', loader],
    env: { HOME: home, USERPROFILE: home, PATH: process.env['PATH'] ?? '', XDG_RUNTIME_DIR: home },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.on('message', (message) => calls.push(message as Call));
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
});

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('the built main bundle', () => {
  it('comes up to a tray with the real entries and a window on app://mcp-tray/, follows the file, and ends', async () => {
    await eventually(() => expect(named('window.loadURL')).toEqual(['app://mcp-tray/']));
    await eventually(() => expect(menu()).toMatch(/kfuse.*files|files.*kfuse/));

    const order = calls.map((call) => call.name);
    expect(order.slice(0, 3)).toEqual(['app.setPath', 'app.requestSingleInstanceLock', 'app.enableSandbox']);
    expect(named('protocol.handle')?.[0]).toBe('app');
    expect(named('BrowserWindow')?.[0]).toMatchObject({
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        preload: join(root, 'out/preload/preload.cjs'),
      },
    });
    expect(String(named('Tray')?.[0])).toSatisfy(existsSync);

    await appendFile(
      join(home, '.codex/config.toml'),
      '\n[mcp_servers.added-by-hand]\ncommand = "another-one"\n',
    );
    await eventually(() => expect(menu()).toContain('added-by-hand'));

    child.send({ click: '^Quit$' });
    await eventually(() => expect(child.exitCode).toBe(0));
    expect(calls.map((call) => call.name)).toContain('app.ended');
    expect(calls.filter((call) => call.name === 'no such row')).toEqual([]);
  });
});
