import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../../shared/csp.ts';
import { appProtocolHandler } from './app-protocol.ts';

let folder: string;
let handle: ReturnType<typeof appProtocolHandler>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mcp-tray-app-'));
  const root = join(folder, 'renderer');
  await mkdir(join(root, 'assets'), { recursive: true });
  await mkdir(join(folder, 'renderer-other'));
  await writeFile(join(root, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(root, 'assets', 'main.js'), 'export {};');
  await writeFile(join(root, 'assets', 'tool.exe'), 'MZ');
  await mkdir(join(root, 'assets', 'folder.js'));
  await writeFile(join(folder, 'outside.html'), 'outside');
  await writeFile(join(folder, 'renderer-other', 'outside.html'), 'outside');
  await symlink(join(folder, 'outside.html'), join(root, 'link.html'));
  await symlink(folder, join(root, 'up'));
  handle = appProtocolHandler(root);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const get = (url: string, method = 'GET') => handle({ url, method });

describe('app:// protocol', () => {
  it('serves the page and its files with type, policy and nosniff', async () => {
    const page = await get('app://mcp-tray/');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>page</title>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe(contentSecurityPolicy('desktop'));
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const script = await get('app://mcp-tray/assets/main.js?v=1');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  it('answers HEAD without a body and refuses other methods', async () => {
    expect(await (await get('app://mcp-tray/', 'HEAD')).text()).toBe('');
    expect((await get('app://mcp-tray/', 'POST')).status).toBe(405);
  });

  it.each([
    'app://mcp-tray/../outside.html',
    'app://mcp-tray/%2e%2e/outside.html',
    'app://mcp-tray/%2e%2e%2foutside.html',
    'app://mcp-tray/..%2foutside.html',
    'app://mcp-tray/..%5coutside.html',
    'app://mcp-tray/assets/..%2f..%2foutside.html',
    'app://mcp-tray/%252e%252e/outside.html',
    'app://mcp-tray/..%2frenderer-other/outside.html',
    'app://mcp-tray/link.html',
    'app://mcp-tray/up/outside.html',
    'app://mcp-tray//etc/passwd',
    'app://mcp-tray/%00index.html',
    'app://mcp-tray/%zz',
    'app://mcp-tray/assets',
    'app://mcp-tray/assets/folder.js',
    'app://mcp-tray/assets/tool.exe',
    'app://mcp-tray/missing.js',
    'app://other/index.html',
  ])('answers 404 without a body for %s', async (url) => {
    const response = await get(url);
    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });
});
