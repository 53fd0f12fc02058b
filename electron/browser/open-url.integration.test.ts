import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HostEnv } from '../core/host-env.ts';
import { openInApp, openInBrowser } from './open-url.ts';
import { terminalPorts } from './ports.ts';

const url = 'https://login.test/authorize?client_id=a&state=$(touch%20x);b';
let folder = '';
let opened = '';
let browser = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-url-'));
  opened = join(folder, 'opened.txt');
  const script = join(folder, 'browser.mjs');
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(opened)}, process.argv[2]);`,
  );
  await writeFile(join(folder, 'fails.mjs'), 'process.exit(3)');
  browser = `${process.execPath} ${script}`;
});
afterAll(() => rm(folder, { recursive: true }));

function envWith(vars: Record<string, string>): HostEnv {
  const home = folder;
  return { platform: 'linux', home, tmp: folder, user: 'me', vars, stateDir: folder, version: '0' };
}

test('the browser gets the address whole, as one argument', async () => {
  expect(await openInBrowser(envWith({ BROWSER: browser }), url)).toEqual({ ok: true, value: null });
  expect(await readFile(opened, 'utf8')).toBe(url);
});

test('a browser that is missing or fails makes way for the next', async () => {
  await rm(opened, { force: true });
  const list = `/no/such/browser:${process.execPath} ${join(folder, 'fails.mjs')}:${browser}`;
  expect((await openInBrowser(envWith({ BROWSER: list }), url)).ok).toBe(true);
  expect(await readFile(opened, 'utf8')).toBe(url);
});

test.each(['file:///etc/passwd', 'http://example.test/', 'javascript:alert(1)', '--help', ''])(
  'never hands %s to a browser',
  async (address) => {
    await rm(opened, { force: true });
    const result = await openInBrowser(envWith({ BROWSER: browser }), address);
    expect(result).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
    await expect(readFile(opened)).rejects.toThrow('ENOENT');
  },
);

test('without any browser the person is shown the address and the sign-in goes on', async () => {
  const shown: unknown[] = [];
  const ports = terminalPorts(envWith({}), {
    kind: 'cli',
    onOpen: (address, worked) => shown.push([address, worked]),
  });
  expect((await openInBrowser(envWith({}), url)).ok).toBe(false);
  expect(await ports.openUrl(url)).toEqual({ ok: true, value: null });
  expect(shown).toEqual([[url, false]]);
  const window = terminalPorts(envWith({}), { kind: 'browser', onOpen: () => undefined });
  expect(await window.openUrl(url)).toEqual({ ok: true, value: 'by-hand' });
});

test('an app’s own address goes to the system whole, and never to the browser', async () => {
  await rm(opened, { force: true });
  const asked = join(folder, 'asked.txt');
  await writeFile(join(folder, 'xdg-open'), `#!/bin/sh\nprintf %s "$1" > "${asked}"\n`, { mode: 0o755 });
  const vars = { BROWSER: browser, DISPLAY: ':0', PATH: `${folder}:/usr/bin:/bin` };
  const link = 'vscode://file/home/me/a%20b.json:3';
  expect(await openInApp(envWith(vars), link)).toEqual({ ok: true, value: null });
  expect(await readFile(asked, 'utf8')).toBe(link);
  await expect(readFile(opened)).rejects.toThrow('ENOENT');
  expect(await openInApp(envWith(vars), 'https://example.test/')).toMatchObject({ ok: false });
  expect(await readFile(asked, 'utf8')).toBe(link);
});

const ignore = (): void => undefined;

test('apps are opened for a window on a screen alone', () => {
  const [screen, none] = [envWith({ DISPLAY: ':0' }), envWith({})];
  expect(terminalPorts(screen, { kind: 'browser', onOpen: ignore }).openApp).toBeDefined();
  expect(terminalPorts(none, { kind: 'browser', onOpen: ignore }).openApp).toBeUndefined();
  expect(terminalPorts(screen, { kind: 'cli', onOpen: ignore }).openApp).toBeUndefined();
});
