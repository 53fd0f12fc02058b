import { describe, expect, test } from 'vitest';
import type { EntryChanges, NewServer } from '../../../shared/actions.ts';
import { editEntry } from './edit-entry.ts';
import { afterPlan, memoryFiles, newServer } from './in-memory-files.ts';
import { ADAPTERS } from './registry.ts';
import { isRecord } from './shared-parts.ts';
import type { ClientAdapter, RawEntry } from './types.ts';

const USER = { scope: 'user', project: null, bridge: false } as const;

function textsWith(adapter: ClientAdapter, server: NewServer): Record<string, string> {
  const files = memoryFiles(adapter);
  const plan = adapter.add(files, server, USER);
  if (!plan.ok) throw new Error(`${adapter.id}: ${plan.error.message}`);
  return afterPlan(files, plan.value);
}

function only(adapter: ClientAdapter, texts: Record<string, string>): RawEntry {
  const [entry] = adapter.entries(memoryFiles(adapter, { texts }));
  if (entry === undefined) throw new Error(`${adapter.id} reads no entry`);
  return entry;
}

/** The texts after an edit, or the code of its refusal. */
function edited(adapter: ClientAdapter, texts: Record<string, string>, changes: EntryChanges) {
  const files = memoryFiles(adapter, { texts });
  const entry = only(adapter, texts);
  const { path, format } = entry.location;
  const stored = files.document(path)?.get(entry.path) ?? null;
  const fields = adapter.fields?.(entry, stored) ?? null;
  if (fields === null || !isRecord(stored)) throw new Error(`${adapter.id} has no fields`);
  const edit = editEntry({ clientName: adapter.name, fields, entry, stored }, changes);
  if (!edit.ok) return { code: edit.error.code, entry, texts };
  const { wanted } = edit.value;
  const ops = edit.value.ops.map((op) => ({ ...op, path: [...entry.path, ...op.path] }));
  const after = {
    ...texts,
    ...afterPlan(files, { edits: [{ path, format, ops, create: false }], notes: [] }),
  };
  return { code: 'ok', ops, wanted, entry: only(adapter, after), texts: after };
}

const writable = ADAPTERS.filter(({ scopes }) => scopes.includes('user'));
const loading = (transport: 'stdio' | 'http') =>
  writable
    .filter(({ transports }) => transports.includes(transport))
    .map((adapter) => [adapter.name, adapter] as const);

describe.each(loading('stdio'))('a program of %s', (_name, adapter) => {
  const server = newServer({
    name: 'one',
    transport: 'stdio',
    command: 'npx',
    args: ['-y', 'x'],
    env: { A: '1', B: '2' },
  });

  test('gets another command, arguments and variables, and the adapter reads them', () => {
    const changes = { command: 'bunx', args: [null, 'y', 'z'], env: { A: null, C: '3' } };
    const { entry } = edited(adapter, textsWith(adapter, server), changes);
    expect(entry).toMatchObject({ command: 'bunx', args: ['-y', 'y', 'z'], problem: null });
    expect({ ...entry.env }).toEqual({ A: '1', C: '3' });
  });

  test('gets the first variables and loses arguments', () => {
    const bare = textsWith(adapter, { ...server, env: {} });
    const { entry } = edited(adapter, bare, { args: ['-y'], env: { A: '1' } });
    expect(entry).toMatchObject({ command: 'npx', args: ['-y'], problem: null });
    expect({ ...entry.env }).toEqual({ A: '1' });
  });
});

describe.each(loading('http'))('a web address in %s', (_name, adapter) => {
  const server = newServer({ name: 'one', headers: { 'X-One': '1', 'X-Two': '2' } });

  test('gets another address and headers, and the adapter reads them', () => {
    const changes = { url: 'https://new.test/mcp', headers: { 'X-One': null, 'X-Three': '3' } };
    const { entry } = edited(adapter, textsWith(adapter, server), changes);
    expect(entry).toMatchObject({ url: 'https://new.test/mcp', transport: 'http', problem: null });
    expect({ ...entry.headers }).toEqual({ 'X-One': '1', 'X-Three': '3' });
  });

  test('gets its first header', () => {
    const { entry } = edited(adapter, textsWith(adapter, { ...server, headers: {} }), {
      headers: { 'X-One': '1' },
    });
    expect({ ...entry.headers }).toEqual({ 'X-One': '1' });
  });

  test('stays as it is when nothing differs', () => {
    const texts = textsWith(adapter, server);
    const same = { url: server.url ?? '', headers: { 'X-One': '1', 'X-Two': null } };
    expect(edited(adapter, texts, same)).toMatchObject({ ops: [], texts });
  });
});

test('every client that takes servers tells where their fields stand', () => {
  expect(writable.filter((adapter) => !('fields' in adapter)).map(({ id }) => id)).toEqual([]);
});
