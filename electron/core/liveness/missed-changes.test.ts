import { describe, expect, test } from 'vitest';
import type { ConfigFileView } from '../../../shared/snapshot.ts';
import type { ChangeRecord } from '../config/history.ts';
import { clientsOf, missedChanges } from './missed-changes.ts';

const record = (id: string, at: number, undoes: string | null = null): ChangeRecord => ({
  id,
  at,
  kind: undoes === null ? 'disable' : 'undo',
  title: id,
  refs: ['codex:user:a'],
  files: [],
  parking: [],
  undoes,
  undone: false,
});

const missed = (records: readonly ChangeRecord[], startedAt: number): readonly string[] =>
  missedChanges(records, startedAt).map(({ id }) => id);

describe('what a running program does not know', () => {
  const records = [
    record('a', 10),
    record('b', 20),
    record('undo a', 30, 'a'),
    record('redo a', 40, 'undo a'),
  ];

  test('is what came after its start', () => {
    expect(missed(records.slice(0, 2), 15)).toEqual(['b']);
    expect(missed(records.slice(0, 2), 20)).toEqual([]);
  });

  test('is nothing of a change that was undone, unless it has seen the change', () => {
    expect(missed(records.slice(0, 3), 5)).toEqual(['b']);
    expect(missed(records.slice(0, 3), 25)).toEqual(['undo a']);
  });

  test('is a change whose undo was undone', () => {
    expect(missed(records, 5)).toEqual(['a', 'b']);
    expect(missed(records, 25)).toEqual([]);
    expect(missed(records, 35)).toEqual(['redo a']);
  });
});

test('a change counts for every client that reads its file, and not when it wrote none', () => {
  const file = { path: '/p/.mcp.json', format: 'json', mode: 0o644 } as const;
  const written = {
    ...record('a', 1),
    files: [{ ...file, beforeHash: 'x', afterHash: 'y', deletedText: null, inverse: [], touched: [] }],
  };
  const view = (client: string, ignoredByClient: string | null): ConfigFileView => ({
    ...file,
    client,
    scope: 'project',
    project: '/p',
    state: 'ok',
    problem: null,
    ignoredByClient,
  });
  const files = [view('other', null), view('third', 'not read')];
  expect([...clientsOf(written, files)]).toEqual(['codex', 'other']);
  expect([...clientsOf(record('b', 1), files)]).toEqual([]);
});
