import { expect, test } from 'vitest';
import { listJson } from './json.ts';
import { entryFixture, snapshotFixture } from './test-support/snapshot-fixture.ts';

test('has exactly the published fields, in their order', () => {
  expect(JSON.stringify(listJson(snapshotFixture()))).toBe(
    JSON.stringify({
      schema: 1,
      revision: 1,
      clients: [{ id: 'codex', name: 'Codex', installed: true, version: '0.169.0', restart: null }],
      files: [
        {
          client: 'codex',
          scope: 'user',
          project: null,
          path: '/home/me/.codex/config.toml',
          format: 'toml',
          state: 'ok',
          ignoredByClient: null,
        },
      ],
      entries: [
        {
          ref: 'codex:user:kfuse',
          client: 'codex',
          scope: 'user',
          project: null,
          file: '/home/me/.codex/config.toml',
          line: 12,
          name: 'kfuse',
          transport: 'http',
          url: 'https://mcp.kfuse.test/mcp',
          command: null,
          args: null,
          enabled: true,
          enablement: 'native',
          disabledBy: null,
          approval: null,
          ignoredByClient: null,
          shadowedBy: null,
          suppliedBy: null,
          problem: null,
          warnings: [],
          connection: { state: 'unknown', evidence: null, checkedAt: null },
          auth: { state: 'unknown', owner: null, expiresAt: null, refreshable: null, evidence: null },
        },
      ],
    }),
  );
});

test('a file that cannot be used carries its problem with line and column', () => {
  const [file] = snapshotFixture().files;
  if (file === undefined) throw new Error('the fixture has a file');
  const problem = { message: 'A comma is missing.', next: 'Add it.', line: 3, column: 7 };
  const { files } = listJson(snapshotFixture({ files: [{ ...file, state: 'invalid', problem }] })) as {
    files: unknown;
  };
  expect(files).toMatchObject([
    { state: 'invalid', problem: { message: 'A comma is missing.', line: 3, column: 7 } },
  ]);
});

test('entries stand in the order of client, scope, project and line, whatever order they came in', () => {
  const entries = [
    entryFixture({ name: 'd', client: 'codex', scope: 'project', project: '/b' }),
    entryFixture({ name: 'c', client: 'codex', scope: 'project', project: '/a' }),
    entryFixture({ name: 'parked', line: null }),
    entryFixture({ name: 'b', line: 9 }),
    entryFixture({ name: 'a', line: 20 }),
  ];
  const names = (given: typeof entries): unknown =>
    (listJson(snapshotFixture({ entries: given })) as { entries: { name: string }[] }).entries.map(
      (entry) => entry.name,
    );
  expect(names(entries)).toEqual(['b', 'a', 'parked', 'c', 'd']);
  expect(names(entries.toReversed())).toEqual(['b', 'a', 'parked', 'c', 'd']);
});
