import { expect, test } from 'vitest';
import type { ConfigFileView } from '../../shared/snapshot.ts';
import { findEntry } from './find-entry.ts';
import { entryFixture, snapshotFixture } from './test-support/snapshot-fixture.ts';

const broken = (client: string, scope: ConfigFileView['scope'] = 'user'): ConfigFileView => ({
  client,
  scope,
  project: null,
  path: `/home/me/${client}.json`,
  format: 'json',
  state: 'invalid',
  problem: { message: 'A comma is missing.', next: 'Correct it.', line: 3, column: 7 },
  ignoredByClient: null,
});

test('takes a reference, or a name that only one entry has', () => {
  const snapshot = snapshotFixture({ entries: [entryFixture(), entryFixture({ name: 'other' })] });
  expect(findEntry(snapshot, 'codex:user:kfuse')).toMatchObject({ value: { name: 'kfuse' } });
  expect(findEntry(snapshot, 'other')).toMatchObject({ value: { ref: 'codex:user:other' } });
});

test('lists the candidates of an ambiguous name, and never guesses', () => {
  const entries = [entryFixture(), entryFixture({ client: 'claude-code' })];
  expect(findEntry(snapshotFixture({ entries }), 'kfuse')).toMatchObject({
    ok: false,
    error: { code: 'EntryAmbiguous', candidates: ['codex:user:kfuse', 'claude-code:user:kfuse'] },
  });
});

test('an entry whose name looks like a reference is found by that name', () => {
  const odd = entryFixture({ name: 'a:b', ref: 'codex:user:a%3Ab' });
  expect(findEntry(snapshotFixture({ entries: [odd] }), 'a:b')).toMatchObject({ value: { ref: odd.ref } });
});

test.each(['nothing', '__proto__', '', 'codex:user:nothing'])('does not find "%s"', (wanted) => {
  expect(findEntry(snapshotFixture(), wanted)).toMatchObject({ error: { code: 'EntryNotFound' } });
});

test('says that the file is broken when what is wanted may stand in it', () => {
  const snapshot = snapshotFixture({ files: [broken('codex')] });
  for (const wanted of ['gone', 'codex:user:gone']) {
    expect(findEntry(snapshot, wanted)).toMatchObject({
      error: {
        code: 'ConfigInvalid',
        message: expect.stringContaining('/home/me/codex.json, line 3, column 7: A comma is missing.'),
        next: 'Correct it.',
      },
    });
  }
  expect(findEntry(snapshot, 'kfuse').ok).toBe(true);
});

test('a broken file of another client or scope is no excuse', () => {
  const snapshot = snapshotFixture({ files: [broken('claude-code'), broken('codex', 'project')] });
  expect(findEntry(snapshot, 'codex:user:gone')).toMatchObject({ error: { code: 'EntryNotFound' } });
});
