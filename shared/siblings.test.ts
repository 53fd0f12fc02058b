import { expect, test } from 'vitest';
import { hostFamily } from './siblings.ts';

test.each([
  ['https://kfuse-prod.acme.io/mcp', 'acme.io'],
  ['https://mcp.prod-1.octo-mesh.com/mcp', 'octo-mesh.com'],
  ['https://mcp.acme.co.uk/mcp', 'acme.co.uk'],
  ['https://acme.io:8443/mcp', 'acme.io'],
])('the family of %s is %s', (url, family) => {
  expect(hostFamily(url)).toBe(family);
});

test.each([
  'http://127.0.0.1:3000/mcp',
  'http://localhost:3000/mcp',
  'http://[::1]/mcp',
  'https://10.0.0.1/mcp',
  'https://mine.workers.dev/mcp',
  'https://<HOST>/mcp',
])('%s has no family', (url) => {
  expect(hostFamily(url)).toBeNull();
});
