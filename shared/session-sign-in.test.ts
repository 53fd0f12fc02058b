import { describe, expect, test } from 'vitest';
import { identityWords, sessionPrompt, tenantAddress } from './session-sign-in.ts';

describe('an address for one tenant', () => {
  test.each([
    ['https://mcp.example.com/acme/mcp', 'acme', 'https://mcp.example.com/mcp'],
    ['https://mcp.example.com:8443/my-tenant_1/mcp/', 'my-tenant_1', 'https://mcp.example.com:8443/mcp'],
    ['https://mcp.example.com/acme/mcp?x=1', 'acme', 'https://mcp.example.com/mcp'],
  ])('%s names it, and where every tenant is served', (url, tenantId, shared) => {
    expect(tenantAddress(url)).toEqual({ tenantId, shared });
  });

  test.each([
    ['https://mcp.example.com/mcp'],
    ['https://mcp.example.com/a/b/mcp'],
    ['https://mcp.example.com/acme/sse'],
    ['https://mcp.example.com/%2e%2e/mcp'],
    ['https://mcp.example.com/<b>/mcp'],
    ['nothing'],
    [null],
  ])('is not %s', (url) => {
    expect(tenantAddress(url)).toBeNull();
  });
});

test('the prompt names the tenant, or says where it goes', () => {
  expect(sessionPrompt('acme')).toBe('Authenticate me to tenant acme.');
  expect(sessionPrompt(null)).toBe('Authenticate me to tenant YOUR-TENANT.');
});

test.each([
  [
    { name: 'Ada', email: 'ada@example.com', roles: ['R', 'W'], tenants: ['acme'] },
    'Ada (ada@example.com) · roles: R, W · tenants: acme',
  ],
  [{ name: 'ada@example.com', email: 'ada@example.com', roles: [], tenants: [] }, 'ada@example.com'],
  [{ name: null, email: 'ada@example.com', roles: [], tenants: [] }, 'ada@example.com'],
  [{ name: null, email: null, roles: [], tenants: ['acme'] }, 'tenants: acme'],
  [{ name: null, email: null, roles: [], tenants: [] }, null],
])('an identity is one line of what is known: %#', (identity, words) => {
  expect(identityWords(identity)).toBe(words);
});
