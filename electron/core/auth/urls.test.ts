import { describe, expect, it } from 'vitest';
import { canonicalResource, requireSecure, resourceCovers } from './urls.ts';

describe('the resource of a server', () => {
  it.each([
    ['HTTPS://MCP.Example.com/Mcp', 'https://mcp.example.com/Mcp'],
    ['https://mcp.example.com', 'https://mcp.example.com'],
    ['https://mcp.example.com/', 'https://mcp.example.com'],
    ['https://mcp.example.com:443/mcp#part', 'https://mcp.example.com/mcp'],
    ['https://mcp.example.com/mcp/?a=1', 'https://mcp.example.com/mcp/?a=1'],
    ['https://me:secret@mcp.example.com/mcp', 'https://mcp.example.com/mcp'],
    ['ftp://mcp.example.com', null],
    ['not an address', null],
  ])('of %s is %s', (url, resource) => {
    expect(canonicalResource(url)).toBe(resource);
  });

  it.each([
    ['https://h.example/mcp', 'https://h.example/mcp', true],
    ['https://h.example', 'https://h.example/tenant/mcp', true],
    ['https://h.example/tenant/', 'https://h.example/tenant/mcp', true],
    ['https://h.example/ten', 'https://h.example/tenant/mcp', false],
    ['https://h.example:8443/mcp', 'https://h.example/mcp', false],
    ['http://h.example/mcp', 'https://h.example/mcp', false],
    ['https://h.example/mcp#x', 'https://h.example/mcp', false],
    ['h.example', 'https://h.example/mcp', false],
  ])('named %s covers %s: %s', (resource, server, covered) => {
    expect(resourceCovers(resource, server)).toBe(covered);
  });
});

describe('a safe address', () => {
  const remote = 'https://mcp.example.com/mcp';
  const local = 'http://127.0.0.1:9401/mcp';
  it.each([
    ['https://as.example.com/token', remote, true],
    ['http://as.example.com/token', remote, false],
    ['http://127.0.0.1:1234/token', local, true],
    ['http://localhost:1234/token', local, true],
    ['http://[::1]:1234/token', local, true],
    ['http://127.0.0.1:1234/token', remote, false],
    ['https://localhost/token', remote, false],
    ['http://127.0.0.1.example.com/token', local, false],
    ['http://localhost.example.com/token', local, false],
    ['https://user:pw@as.example.com/token', remote, false],
    ['javascript:alert(1)', remote, false],
    ['file:///etc/passwd', remote, false],
    ['data:text/html,x', remote, false],
    ['', remote, false],
  ])('%j for %s: %s', (url, server, safe) => {
    expect(requireSecure(url, 'It', server).ok).toBe(safe);
  });

  it('is named in the error without its secrets', () => {
    const result = requireSecure('http://as.example.com/t?access_token=abcdef', 'The token endpoint', remote);
    expect(JSON.stringify(result)).toContain('The token endpoint is not a safe https address');
    expect(JSON.stringify(result)).not.toContain('abcdef');
  });
});
