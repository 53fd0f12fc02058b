import { expect, test } from 'vitest';
import { documentationStages } from './diagnose-documentation.ts';

test('the pages that a server and its sign-in service name are told with their whole address', () => {
  const stages = documentationStages({
    server: 'https://docs.acme.io/mcp#setup',
    service: 'https://login.acme.io/help',
  });
  expect(stages.map(({ name, state, link }) => [name, state, link])).toEqual([
    ['Documentation', 'info', 'https://docs.acme.io/mcp#setup'],
    ['Documentation', 'info', 'https://login.acme.io/help'],
  ]);
  for (const { text, link } of stages) expect(text).toContain(link);
});

test.each([
  undefined,
  null,
  7,
  'docs',
  'http://docs.acme.io',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'https://me:secret@docs.acme.io',
  `https://docs.acme.io/${'a'.repeat(3000)}`,
])('%s is no page to open', (server) => {
  expect(documentationStages({ server, service: undefined })).toEqual([]);
});
