import { describe, expect, test } from 'vitest';
import { claudeCode } from '../clients/claude-code.ts';
import { codex } from '../clients/codex.ts';
import { editEntry } from '../clients/edit-entry.ts';
import { afterPlan, memoryEnv, memoryFiles, newServer } from '../clients/in-memory-files.ts';
import { isRecord } from '../clients/shared-parts.ts';
import { serverKey } from '../status/entry-view.ts';
import { describeEntries } from './entries.ts';
import { fieldsBehindCmd, fitForWindows, withoutCmd } from './windows-server.ts';

const env = memoryEnv({ platform: 'win32' });
const NPX = newServer({
  name: 'files',
  transport: 'stdio',
  command: 'npx',
  args: ['-y', 'files', 'C:\\data'],
});

describe('a program for Windows', () => {
  test('gets cmd /c where its client starts programs without a shell, and the preview says so', () => {
    const { server, notes } = fitForWindows(claudeCode, env, env.home, NPX);
    expect([server.command, ...server.args]).toEqual(['cmd', '/c', 'npx', '-y', 'files', 'C:\\data']);
    expect(notes).toEqual([
      'Claude Code starts programs without a shell, so on Windows it is written as “cmd /c npx”, as its manual asks.',
    ]);
  });

  test.each([
    ['another client', codex, env, env.home, NPX],
    ['a Linux home', claudeCode, env, '\\\\wsl.localhost\\Ubuntu\\home\\me', NPX],
    ['Linux', claudeCode, memoryEnv(), '/home/user', NPX],
    ['another program', claudeCode, env, env.home, { ...NPX, command: 'uvx' }],
    ['a web address', claudeCode, env, env.home, newServer({})],
    ['cmd already there', claudeCode, env, env.home, { ...NPX, command: 'cmd', args: ['/c', 'npx'] }],
  ])('stays as it is for %s', (_name, adapter, where, place, server) => {
    expect(fitForWindows(adapter, where, place, server)).toEqual({ server, notes: [] });
  });

  test('stays as it is where cmd would misread an argument, with a word about it', () => {
    const odd = { ...NPX, args: ['https://a.test/?x=1&y=2'] };
    const { server, notes } = fitForWindows(claudeCode, env, env.home, odd);
    expect(server).toEqual(odd);
    expect(notes[0]).toContain('would misread');
  });

  test('is plain again for other places', () => {
    expect(withoutCmd(fitForWindows(claudeCode, env, env.home, NPX).server)).toEqual(NPX);
    const other = { ...NPX, command: 'cmd', args: ['/c', 'type', 'x'] };
    expect(withoutCmd(other)).toEqual(other);
  });
});

const PATH = 'C:\\Users\\me\\.claude.json';
const TEXT = `{
  "mcpServers": {
    "files": {
      "command": "cmd",
      "args": ["/c", "npx", "-y", "files"]
    }
  }
}`;

describe('an entry that is written with cmd /c', () => {
  const files = memoryFiles(claudeCode, { platform: 'win32', texts: { [PATH]: TEXT } });
  const [entry] = describeEntries(claudeCode, files, []).entries;
  if (entry === undefined) throw new Error('no entry');

  test('is known by its plain command, and is the same server as the plain one', () => {
    expect(entry.behindCmd).toEqual({ command: 'npx', args: ['-y', 'files'] });
    expect(serverKey(entry)).toBe('run npx -y files');
    const onLinux = memoryFiles(claudeCode, { texts: { '/home/user/.claude.json': TEXT } });
    expect(describeEntries(claudeCode, onLinux, []).entries[0]?.behindCmd).toBeNull();
  });

  test('is edited behind it', () => {
    const stored = files.document(PATH)?.get(entry.path) ?? null;
    const fields = claudeCode.fields?.(entry, stored) ?? null;
    if (fields === null || !isRecord(stored)) throw new Error('no fields');
    const plain = { ...entry, ...entry.behindCmd };
    const edit = editEntry(
      { clientName: 'Claude Code', fields: fieldsBehindCmd(fields), entry: plain, stored },
      { command: 'pnpx', args: [null, 'docs', '--all'] },
    );
    if (!edit.ok) throw new Error(edit.error.message);
    const ops = edit.value.ops.map((op) => ({ ...op, path: [...entry.path, ...op.path] }));
    const after = afterPlan(files, {
      edits: [{ path: PATH, format: 'json', ops, create: false }],
      notes: [],
    });
    expect(after[PATH]).toBe(
      TEXT.replace('["/c", "npx", "-y", "files"]', '["/c", "pnpx", "-y", "docs", "--all"]'),
    );
  });
});
