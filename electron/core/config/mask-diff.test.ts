import { expect, test } from 'vitest';
import { maskDiff, secretsIn, secretValues } from './mask-diff.ts';

const server = { url: null, args: null, env: {}, headers: {} };

test('finds secrets in arguments, variables, headers and addresses, and leaves references and names', () => {
  const secrets = secretValues([
    { ...server, args: ['--api-key', 'argument-secret', '--verbose', '--token', '${TOKEN}', 'plain'] },
    { ...server, env: { API_KEY: 'variable-secret', LEVEL: 'verbose', SECRET: '$HOME' } },
    { ...server, headers: { Authorization: 'Bearer header-secret', Accept: 'text/plain' } },
    { ...server, url: 'https://h.example/mcp?api_key=query-secret&page=2' },
  ]);
  expect(secrets.toSorted()).toEqual([
    'Bearer header-secret',
    'argument-secret',
    'header-secret',
    'query-secret',
    'variable-secret',
  ]);
});

test('finds them in any value, whatever the client calls its parts', () => {
  const value = {
    commandLine: ['run', '--token', 'argument-secret'],
    deep: [{ environment: { API_KEY: 'variable-secret', LEVEL: 'verbose' } }],
    serverUrl: 'https://h.example/mcp?api_key=query-secret',
  };
  expect(secretsIn(value).toSorted()).toEqual(['argument-secret', 'query-secret', 'variable-secret']);
});

test('masks them wherever they stand in a diff, also as JSON writes them', () => {
  const secrets = secretValues([{ ...server, env: { PASSWORD: 'say "hi" there' } }]);
  const masked = maskDiff('+      "say \\"hi\\" there",\n-x = \'say "hi" there\'\n', secrets);
  expect(masked).not.toContain('hi');
  expect(masked).toContain('••••••');
});

test('masks what only its shape or its name gives away', () => {
  const masked = maskDiff('+  "token": "abcdefgh",\n+  "note": "ghp_0123456789abcdefghij"\n', []);
  expect(masked).not.toMatch(/abcdefgh/);
  expect(masked).toContain('"note"');
});
