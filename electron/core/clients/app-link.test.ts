import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { APP_SCHEMES, appLink } from './app-link.ts';
import { filePath } from './file-link.ts';
import { ADAPTERS } from './registry.ts';

const PLATFORMS = ['linux', 'darwin', 'win32'] as const;

describe('addresses of other apps', () => {
  test('are of these schemes alone, none of which a browser or the system takes for its own', () => {
    expect([...APP_SCHEMES].toSorted()).toEqual([
      'claude:',
      'cursor:',
      'goose:',
      'vscode-insiders:',
      'vscode:',
      'warp:',
      'zed:',
    ]);
  });

  test('pass for every client that has some, on each system, whatever the file is called', () => {
    const openings = ADAPTERS.flatMap((adapter) =>
      PLATFORMS.flatMap((platform) => {
        const file = platform === 'win32' ? 'C:\\Users\\Jo & Co\\mcp.json' : '/home/jo & co/mcp.json';
        return adapter.opens?.({ platform, file, line: 3 }) ?? [];
      }),
    );
    expect(openings.map(({ label }) => label).filter((label) => !label.startsWith('Open '))).toEqual([]);
    expect(openings.filter(({ link, program }) => link === undefined && program === undefined)).toEqual([]);
    const links = openings.flatMap(({ link }) => link ?? []);
    expect(links.filter((link) => !appLink(link).ok)).toEqual([]);
  });

  test.each([
    ['https://example.com/'],
    ['http://127.0.0.1/'],
    ['file:///etc/passwd'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['ms-msdt:/id'],
    ['smb://share/x'],
    ['search-ms:query=x'],
    ['mcp-tray://open'],
    ['vscode'],
    [''],
    ['vscode://user:word@file/x'],
    ['vscode://user@file/x'],
    ['vscode://file:81/x'],
    ['vscode://file/a b'],
    ['vscode://file/a\nb'],
    ['vscode://file/"--x"'],
    ["vscode://file/'x'"],
    ['vscode://file/$(x)'],
    ['vscode://file/`x`'],
    ['vscode://file/a|b'],
    ['vscode://file/a\\b'],
    ['vscode://file/é'],
    [' vscode://file/x'],
    ['\u202evscode://file/x'],
    ['vscodex://file/x'],
    [`vscode://file/${'a'.repeat(5000)}`],
  ])('refuses %j', (text) => {
    expect(appLink(text)).toMatchObject({ ok: false, error: { code: 'InvalidRequest' } });
  });

  test('never let anything through that is not of these schemes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (text) => {
        const passed = appLink(text);
        expect(!passed.ok || APP_SCHEMES.has(new URL(passed.value).protocol)).toBe(true);
      }),
    );
  });
});

describe('a file in an address', () => {
  test.each([
    ['/home/jo/mcp.json', null, '/home/jo/mcp.json'],
    ['/home/jo/mcp.json', 7, '/home/jo/mcp.json:7'],
    ['C:\\Users\\jo\\mcp.json', 7, '/C:/Users/jo/mcp.json:7'],
    ["/a b/c?d#e&f'g(h).json", null, '/a%20b/c%3Fd%23e%26f%27g%28h%29.json'],
    ['/a:8/b', null, '/a%3A8/b'],
  ])('%s, line %s', (file, line, path) => {
    expect(filePath(file, line)).toBe(path);
  });

  test.each([['\\\\server\\share\\x'], ['//server/x'], ['relative/x'], ['']])('is never %j', (file) => {
    expect(filePath(file, null)).toBeNull();
  });

  test('is that very file, whatever it is called, and no other part of the address', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, unit: 'grapheme' }), { minLength: 1 }), (names) => {
        const file = `/${names.map((name) => name.replaceAll(/[/\\]/g, '_')).join('/')}`;
        const path = filePath(file, null);
        if (path === null) return;
        const link = `vscode://file${path}`;
        expect(appLink(link).ok || link.length > 4096).toBe(true);
        const url = new URL(link);
        expect([url.hostname, url.search, url.hash]).toEqual(['file', '', '']);
        expect(decodeURIComponent(path)).toBe(file);
      }),
    );
  });
});
