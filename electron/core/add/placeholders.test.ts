import { expect, test } from 'vitest';
import { findPlaceholders } from './placeholders.ts';

test.each([
  ['https://<KLOUDFUSE_URL>/mcp', ['<KLOUDFUSE_URL>']],
  ['wss://YOUR_KRUXOS_HOST:7700', ['YOUR_KRUXOS_HOST']],
  ['<64-char hex>', ['<64-char hex>']],
  ['https://mcp.example.com:8443/mcp', ['mcp.example.com']],
  ['https://mcp.acme.example/mcp', ['mcp.acme.example']],
  ['https://your-domain.com/mcp', ['your-domain']],
  ['https://identity.…/device', ['…']],
  ['https://.../mcp', ['...']],
  ['sk-xxxxxxxx', ['xxxxxxxx']],
  ['Bearer REPLACE_ME', ['REPLACE_ME']],
  ['/path/to/server.js', ['/path/to/server.js']],
  ['{{ token }}', ['{{ token }}']],
  ['${input:api-key}', ['${input:api-key}']],
  ['API_KEY_HERE', ['API_KEY_HERE']],
])('finds the placeholder in %j', (value, expected) => {
  expect(findPlaceholders(value)).toEqual(expected);
});

test.each([
  ['https://HOSTNAME/mcp', 'HOSTNAME'],
  ['https://KLOUDFUSE_URL:8443/mcp', 'KLOUDFUSE_URL'],
  ['https://yourcompany.kloudfuse.io/mcp', 'yourcompany'],
  ['https://mcp.yourdomain.com/mcp', 'yourdomain'],
  ['https://your.host/mcp', 'your.host'],
])('takes the host of %s for one that is to be replaced', (address, host) => {
  expect(findPlaceholders(address, 'address')).toEqual([host]);
});

test('takes {braces} for a placeholder in addresses only', () => {
  expect(findPlaceholders('https://acme.io/{tenantId}/mcp', 'address')).toEqual(['{tenantId}']);
  expect(findPlaceholders('{tenantId}')).toEqual([]);
});

test.each([
  '${YOUR_TOKEN}',
  'https://${HOST}/mcp',
  'https://mcp.acme.io/mcp',
  'https://counterexample.community/mcp',
  './...',
  '../../x',
  'a < b',
  'foo@latest',
  'https://acme.io/mcp?x=1',
  'HTTPS://MCP.ACME.IO/MCP',
  'https://my-cluster.acme.io/mcp',
  'https://yours.acme.io/mcp',
])('leaves %j alone', (value) => {
  expect(findPlaceholders(value, 'address')).toEqual([]);
});
