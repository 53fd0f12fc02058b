import { describe, expect, it } from 'vitest';
import { externalUrl, isAppUrl, navigationPolicy } from './navigation.ts';

describe('isAppUrl', () => {
  it.each(['app://mcp-tray/', 'app://mcp-tray/index.html', 'app://mcp-tray/assets/a.js?x#y'])(
    'takes %s',
    (url) => expect(isAppUrl(url)).toBe(true),
  );

  it.each([
    'app://mcp-tray.example/',
    'app://other/',
    'app://mcp-tray:81/',
    'app://user@mcp-tray/',
    'https://mcp-tray/',
    'file:///app://mcp-tray/',
    'about:blank',
    'data:text/html,app://mcp-tray/',
    '',
  ])('refuses %j', (url) => expect(isAppUrl(url)).toBe(false));
});

describe('navigationPolicy', () => {
  it('lets the page reload itself', () => {
    expect(navigationPolicy('app://mcp-tray/')).toBe('allow');
    expect(navigationPolicy('app://mcp-tray/index.html#servers')).toBe('allow');
  });

  it.each([
    'https://example.com/',
    'http://127.0.0.1:9/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'app://mcp-tray/assets/evil.html',
    'app://elsewhere/',
    'mcp-tray://open',
    'not a url',
  ])('refuses %s', (url) => expect(navigationPolicy(url)).toBe('deny'));
});

describe('externalUrl', () => {
  it.each([
    ['https://login.example.com/authorize?state=a%22b', 'https://login.example.com/authorize?state=a%22b'],
    ['http://127.0.0.1:8123/cb', 'http://127.0.0.1:8123/cb'],
    ['http://localhost:1/', 'http://localhost:1/'],
    ['http://[::1]:1/', 'http://[::1]:1/'],
    ['HTTPS://EXAMPLE.com', 'https://example.com/'],
  ])('opens %s', (url, href) => expect(externalUrl(url)).toEqual({ ok: true, value: href }));

  it.each([
    ['http://example.com/', 'InsecureEndpoint'],
    ['http://127.0.0.1.example.com/', 'InsecureEndpoint'],
    ['http://localhost.example.com/', 'InsecureEndpoint'],
    ['https://user:word@example.com/', 'InvalidRequest'],
    ['file:///etc/passwd', 'InvalidRequest'],
    ['smb://share/x', 'InvalidRequest'],
    ['ms-msdt:/id', 'InvalidRequest'],
    ['javascript:alert(1)', 'InvalidRequest'],
    ['mcp-tray://open', 'InvalidRequest'],
    ['/etc/passwd', 'InvalidRequest'],
    [`https://example.com/${'a'.repeat(20_000)}`, 'InvalidRequest'],
  ])('refuses %s', (url, code) => {
    expect(externalUrl(url)).toMatchObject({ ok: false, error: { code } });
  });
});
