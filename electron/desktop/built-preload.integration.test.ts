import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import type { IpcMainInvokeEvent } from 'electron';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Core } from '../core/core.ts';
import { createCore } from '../core/create-core.ts';
import { readHostEnv } from '../core/host-env.ts';
import { findChromium } from '../../scripts/machine.ts';
import { appProtocolHandler } from './app-protocol.ts';
import * as double from './electron-double.ts';
import { registerHandlers } from './ipc.ts';
import { desktopPorts } from './ports.ts';

vi.mock('electron', () => import('./electron-double.ts'));

const root = resolve(import.meta.dirname, '../..');
const preload = join(root, 'out/preload/preload.cjs');
const renderer = join(root, 'out/renderer');
/** Stands for app://mcp-tray in a browser without Electron's protocol; every request is answered below. */
const ORIGIN = 'https://mcp-tray.test/';

let home: string;
let core: Core;
let browser: Browser;
let page: Page;
const violations: string[] = [];

beforeAll(async () => {
  if (!existsSync(preload) || !existsSync(join(renderer, 'index.html'))) {
    throw new Error(`${preload} or the built page is missing. Run "npm run build" first.`);
  }
  home = await mkdtemp(join(tmpdir(), 'mcp-tray-preload-'));
  await mkdir(join(home, '.codex'));
  await writeFile(join(home, '.codex/config.toml'), '[mcp_servers.kfuse]\ncommand = "no-such-program"\n');
  core = createCore(
    readHostEnv('0.0.0', { HOME: home, USERPROFILE: home, PATH: '' }),
    desktopPorts(() => null),
  );
  registerHandlers({ handlers: core.handlers, isOurWindow: () => true });
  await core.start({ monitor: false });

  const executablePath = findChromium();
  browser = await chromium.launch(executablePath === null ? {} : { executablePath });
  page = await browser.newPage();
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  const serve = appProtocolHandler(renderer);
  await page.route('**/*', async (route) => {
    const url = route.request().url().replace(ORIGIN, 'app://mcp-tray/');
    const response = await serve({ url, method: route.request().method() });
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  await page.exposeFunction('callCore', (channel: string, input: unknown) => {
    const senderFrame = { url: 'app://mcp-tray/', parent: null };
    const event = { sender: {}, senderFrame } as unknown as IpcMainInvokeEvent;
    return double.handlers.get(channel)?.(event, input) as unknown;
  });
  await page.addInitScript(`(() => {
    const listeners = new Map();
    const electron = {
      contextBridge: { exposeInMainWorld: (name, api) => { window[name] = api; } },
      ipcRenderer: {
        invoke: (channel, input) => window.callCore(channel, input),
        on: (channel, listener) => { listeners.set(channel, listener); },
      },
    };
    window.playEvent = (channel, payload) => listeners.get(channel)({ sender: 'secret' }, payload);
    const require = (name) => {
      if (name !== 'electron') throw new Error('a sandboxed preload cannot require ' + name);
      return electron;
    };
    (function (require, module, exports) {
${await readFile(preload, 'utf8')}
    })(require, { exports: {} }, {});
  })();`);
  core.onChange((snapshot) => {
    page.evaluate(`window.playEvent('snapshot:changed', ${JSON.stringify(snapshot)})`).catch(() => {});
  });
  await page.goto(ORIGIN);
});

afterAll(async () => {
  await browser?.close();
  await core?.stop();
  if (home !== undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
});

describe('the built preload in a real Chromium page', () => {
  it('is one small file that needs only electron', async () => {
    const text = await readFile(preload, 'utf8');
    expect(text.length).toBeLessThan(8192);
    expect([...text.matchAll(/require\(\s*["'`]([^"'`]+)/g)].map((match) => match[1])).toEqual(['electron']);
  });

  it('carries the page to the real core: the entry of the real file is on the screen', async () => {
    await page.getByText('kfuse').first().waitFor({ timeout: 20_000 });
    expect(await page.evaluate('window.mcpTray.host')).toBe('desktop');
  });

  it('brings an outside edit to the page without a click', async () => {
    await writeFile(
      join(home, '.codex/config.toml'),
      '[mcp_servers.kfuse]\ncommand = "no-such-program"\n\n[mcp_servers.second-one]\ncommand = "x"\n',
    );
    await page.getByText('second-one').first().waitFor({ timeout: 20_000 });
    expect(await page.getByText('kfuse').count()).toBeGreaterThan(0);
  });

  it('answers a bad input as a value and knows no other channel', async () => {
    expect(await page.evaluate(`window.mcpTray.call('server:text', { ref: 1 })`)).toMatchObject({
      ok: false,
      error: { code: 'InvalidRequest' },
    });
    expect(
      await page.evaluate(`window.mcpTray.call('shell:open', null).then(() => 'answered', (e) => e.message)`),
    ).toBe('No such channel.');
  });

  it('keeps an event for a page that does not listen yet, and hides Electron’s event object', async () => {
    const heard = await page.evaluate(`new Promise((resolve) => {
      const seen = [];
      const off = window.mcpTray.on('view:show', (...args) => seen.push(args));
      window.playEvent('view:show', { view: 'add', ref: null });
      off();
      window.playEvent('view:show', { view: 'settings', ref: null });
      setTimeout(() => resolve(seen), 50);
    })`);
    expect(heard).toEqual([[{ view: 'add', ref: null }]]);
  });

  it('breaks none of the page’s own security policy', () => {
    expect(violations).toEqual([]);
  });
});
