import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../scripts');
let root: string;

async function put(file: string, text: string): Promise<void> {
  const path = join(root, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A checkout in miniature: the real start script, and stand-ins that tell how they were called. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'mcp-tray-start-'));
  await mkdir(join(root, 'scripts'));
  for (const file of ['start.ts', 'start-plan.ts']) {
    await copyFile(join(scripts, file), join(root, 'scripts', file));
  }
  await put('package.json', '{"type":"module"}');
  await put(
    'node_modules/electron-vite/bin/electron-vite.js',
    `import { mkdirSync, writeFileSync } from 'node:fs';
     console.log('built');
     for (const part of ['main', 'preload', 'renderer']) mkdirSync('out/' + part, { recursive: true });
     const cli = "process.on('SIGTERM', () => process.exit(9)); console.log('cli ' + process.argv.slice(2).join(' ')); " +
       "if (process.argv.includes('--wait')) setInterval(() => {}, 1000); else process.exitCode = 7;";
     for (const file of ['main/desktop.js', 'preload/preload.cjs', 'renderer/index.html']) writeFileSync('out/' + file, '');
     writeFileSync('out/main/cli.js', cli);`,
  );
  await put('node_modules/electron/package.json', '{"type":"commonjs"}');
  await put('node_modules/electron/install.js', `console.error('TypeError: fetch failed'); process.exit(1);`);
});

afterEach(() => rm(root, { recursive: true, force: true }));

function start(args: readonly string[], vars: Record<string, string> = {}) {
  const env = { PATH: process.env['PATH'] ?? '', ...vars };
  const child = spawn(process.execPath, [join(root, 'scripts/start.ts'), ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 30_000,
  });
  const output = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output.text += String(chunk);
    });
  }
  return { child, output, ended: once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]> };
}

async function fakeElectron(script: string): Promise<void> {
  await put('node_modules/electron/path.txt', 'electron');
  await put('node_modules/electron/dist/electron', `#!/bin/sh\n${script}\n`);
  await chmod(join(root, 'node_modules/electron/dist/electron'), 0o755);
}

/** A screen, and the flag that Electron itself demands of root, so that the outcome is the same for everybody. */
const DESKTOP = { DISPLAY: ':99' };
const AS_ANYBODY = '--no-sandbox';

describe('npm start', () => {
  it('builds first, then says in one line why there is no desktop and serves the browser', async () => {
    const { output, ended } = start([AS_ANYBODY, '--port', '1'], DESKTOP);
    expect(await ended).toEqual([7, null]);
    expect(output.text).toMatch(
      /built[\s\S]*Electron could not be fetched \(fetch failed\), so MCP Tray opens/,
    );
    expect(output.text).toContain('cli serve --port 1\n');
  });

  it('does not build what is up to date, nor try Electron when asked for the browser', async () => {
    await start(['--browser']).ended;
    const { output, ended } = start(['--browser', 'x']);
    expect(await ended).toEqual([7, null]);
    expect(output.text.trim()).toBe('cli serve x');
  });

  it('opens Electron on the checkout with the arguments, as Electron, and ends as it does', async () => {
    await fakeElectron('echo "electron $@ [$ELECTRON_RUN_AS_NODE]"; exit 5');
    const { output, ended } = start([AS_ANYBODY, '--hidden'], { ...DESKTOP, ELECTRON_RUN_AS_NODE: '1' });
    expect(await ended).toEqual([5, null]);
    expect(output.text).toContain(`electron ${root} ${AS_ANYBODY} --hidden []`);
    expect(output.text).not.toContain('cli serve');
  });

  it('turns to the browser when Electron crashes at once', async () => {
    await fakeElectron('kill -TRAP $$');
    const { output, ended } = start([AS_ANYBODY], DESKTOP);
    expect(await ended).toEqual([7, null]);
    expect(output.text).toContain('Electron could not start here (SIGTRAP), so MCP Tray opens');
  });

  it('passes a termination signal on and ends with the program’s code', async () => {
    const { child, output, ended } = start(['--browser', '--wait']);
    while (!output.text.includes('cli serve')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toEqual([9, null]);
  });

  it('stops when the build fails', async () => {
    await put('node_modules/electron-vite/bin/electron-vite.js', 'process.exit(3);');
    const { output, ended } = start([]);
    expect(await ended).toEqual([3, null]);
    expect(output.text).not.toContain('cli serve');
  });
});
