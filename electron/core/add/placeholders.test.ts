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
])('finds the placeholder in %j', (value, expected) => {
  expect(findPlaceholders(value)).toEqual(expected);
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
])('leaves %j alone', (value) => {
  expect(findPlaceholders(value, 'address')).toEqual([]);
});
