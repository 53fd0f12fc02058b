import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { _electron, chromium, test as base } from '@playwright/test';
import type { Page, TestInfo } from '@playwright/test';
import { findChromium } from '../scripts/machine.ts';
import { createMachine } from './machine.ts';
import type { Machine } from './machine.ts';
import { startKeyring } from './rig/keyring.ts';

const root = join(import.meta.dirname, '..');

/** The running product: one window on a scratch machine, in whichever host the project names. */
export interface App {
  readonly page: Page;
  /** Everything the page logged; read it to prove that nothing secret or broken got there. */
  readonly log: readonly string[];
  /** What went over the page's sockets, both ways. */
  readonly frames: readonly string[];
  /** Addresses the page asked for, with what it sent there. */
  readonly requests: readonly string[];
  /** What the host wrote for the person who started it. */
  readonly output: readonly string[];
}

interface Fixtures {
  readonly machine: Machine;
  /** Starts the host on the machine as it is now; write its config files first. */
  readonly open: (options?: { width?: number; height?: number; dark?: boolean }) => Promise<App>;
}

/** Variables by which programs find the rig's keyring. */
type KeyringEnv = Readonly<Record<string, string>>;

export const test = base.extend<Fixtures, { keyring: KeyringEnv }>({
  keyring: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      // Elsewhere the system's own keychain answers; a rig for it there is none.
      if (process.platform !== 'linux') return use({});
      const keyring = await startKeyring();
      const { DBUS_SESSION_BUS_ADDRESS = '', XDG_RUNTIME_DIR = '' } = keyring.env;
      await use({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
      await keyring.stop();
    },
    { scope: 'worker' },
  ],
  machine: async ({ keyring }, use) => {
    const machine = await createMachine(keyring);
    await use(machine);
    await machine.remove();
  },
  open: async ({ machine }, use, info) => {
    const endings: (() => Promise<void>)[] = [];
    const isDesktop = info.project.name === 'desktop';
    if (isDesktop && !existsSync(electronBinary())) {
      skipAloud(info, 'Electron’s binary is not installed on this machine.');
    }
    await use(async (options = {}) => {
      const started = isDesktop ? await startDesktop(machine) : await startBrowserHost(machine);
      endings.push(started.end);
      const { page } = started;
      await page.emulateMedia({
        colorScheme: options.dark === true ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      await page.setViewportSize({ width: options.width ?? 1280, height: options.height ?? 800 });
      return started;
    });
    for (const end of endings.toReversed()) await end();
  },
});

export { expect } from '@playwright/test';

interface Started extends App {
  readonly end: () => Promise<void>;
}

async function startBrowserHost(machine: Machine): Promise<Started> {
  const host = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--no-open', '--json'], {
    env: machine.env,
    cwd: machine.home,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  host.stdout.on('data', (part) => output.push(String(part)));
  host.stderr.on('data', (part) => {
    output.push(String(part));
    process.stderr.write(String(part));
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: host.stdout }).once('line', (line) => {
      resolve((JSON.parse(line) as { url: string }).url);
    });
    host.once('exit', (code) => reject(new Error(`the browser host ended with ${code}`)));
  });
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium browser is installed.');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const page = await (await browser.newContext()).newPage();
  const heard = listen(page);
  await page.goto(url);
  return {
    page,
    ...heard,
    output,
    async end() {
      await browser.close();
      const ended = new Promise((resolve) => host.once('exit', resolve));
      host.kill('SIGTERM');
      await ended;
    },
  };
}

async function startDesktop(machine: Machine): Promise<Started> {
  const app = await _electron.launch({
    executablePath: electronBinary(),
    // Chromium refuses to run as root with its sandbox, which is how containers run.
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...screenEnv(), ...machine.env },
  });
  // The system's browser is none of this machine's: the one that signs in by itself takes its place.
  await app.evaluate(({ shell }, browser) => {
    shell.openExternal = (url) => {
      process.getBuiltinModule('node:child_process').spawn(browser, [url], { stdio: 'ignore' });
      return Promise.resolve();
    };
  }, machine.env['BROWSER'] ?? '');
  const page = await app.firstWindow();
  return { page, ...listen(page), output: [], end: () => app.close() };
}

/** The screen to show windows on; the scratch machine has no other part of this one's environment. */
function screenEnv(): Record<string, string> {
  return Object.fromEntries(
    ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Where Electron puts its binary once its download has run (electron/index.js, v45). */
function electronBinary(): string {
  const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' } as Record<
    string,
    string
  >;
  return join(root, 'node_modules/electron/dist', names[process.platform] ?? 'electron');
}

function listen(page: Page): Pick<App, 'log' | 'frames' | 'requests'> {
  const log: string[] = [];
  const frames: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => log.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => log.push(`error: ${error.message}`));
  page.on('request', (request) => requests.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('websocket', (socket) => {
    requests.push(socket.url());
    socket.on('framesent', ({ payload }) => frames.push(payload.toString()));
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()));
  });
  return { log, frames, requests };
}

/** Ends this test as skipped, and prints why: the list of results does not. */
export function skipAloud(info: TestInfo, reason: string): void {
  console.warn(`${info.project.name}: skipped "${info.title}": ${reason}`);
  test.skip(true, reason);
}
