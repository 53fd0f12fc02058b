import { execFile } from 'node:child_process';
import { lstat, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeAction } from '../../../shared/actions.ts';
import { startEngine } from './test-engine.ts';
import { createTestHome } from './test-home.ts';
import type { TestHome } from './test-home.ts';

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

const none = { command: null, args: [], env: {}, headers: {}, bearerTokenEnvVar: null };
const ADD: ChangeAction = {
  kind: 'add',
  servers: [{ name: 'x', transport: 'http', url: 'https://x.test/mcp', ...none }],
  targets: [{ client: 'parker', scope: 'user', project: null, bridge: false }],
};

describe('what stands where the file should be', () => {
  test.each([
    ['a folder', (path: string) => mkdir(path), 'ConfigUnreadable', /folder stands/],
    [
      'a pipe',
      (path: string) => promisify(execFile)('mkfifo', [path]),
      'ConfigUnreadable',
      /not a regular file/,
    ],
    ['a loop of links', (path: string) => symlink(path, path), 'ConfigUnreadable', /points back at itself/],
    [
      'a huge file',
      async (path: string) => {
        await writeFile(path, '');
        await truncate(path, 256 * 1024 * 1024 + 1);
      },
      'ConfigUnreadable',
      /larger than 256 MB/,
    ],
    [
      'a file of another encoding',
      (path: string) => writeFile(path, Buffer.from('\uFEFF{}', 'utf16le')),
      'ConfigUnreadable',
      /not UTF-8/,
    ],
    ['half a file', (path: string) => writeFile(path, '{"servers": {"a"'), 'ConfigInvalid', /line 1/],
  ])('%s is named, with what to do, and stays', async (_, make, code, words) => {
    const path = home.path('parker.json');
    await make(path);
    const before = await lstat(path);
    const engine = await startEngine(home.env);
    const result = await engine.changes.apply(ADD, null);
    expect(result).toMatchObject({ ok: false, error: { code } });
    const { message, next } = result.ok ? { message: '', next: '' } : result.error;
    expect(message).toContain('parker.json');
    expect(message).toMatch(words);
    expect(next).not.toBe('');
    const after = await lstat(path);
    expect([after.ino, after.size, after.mode]).toEqual([before.ino, before.size, before.mode]);
    expect(await home.names()).toEqual(['parker.json']);
    expect(engine.changes.history()).toEqual([]);
  });

  test('an empty file is filled, and emptied again by undo', async () => {
    await home.write('parker.json', '');
    const engine = await startEngine(home.env);
    expect(await engine.changes.apply(ADD, null)).toMatchObject({ ok: true });
    expect(JSON.parse(await home.read('parker.json'))).toMatchObject({ servers: { x: {} } });
    expect(await engine.changes.apply({ kind: 'undo', id: null }, null)).toMatchObject({ ok: true });
    expect(await home.read('parker.json')).toBe('');
  });
});

describe('our own folder', () => {
  const TEXT = '{"servers": {"a": {"command": "run"}}}';

  test('that cannot be made keeps every change from being made', async () => {
    await home.write('parker.json', TEXT);
    const engine = await startEngine(home.env);
    await writeFile(home.stateDir, 'a file');
    for (const action of [
      ADD,
      { kind: 'disable', ref: 'parker:user:a' },
      { kind: 'remove', ref: 'parker:user:a' },
    ] as const) {
      const result = await engine.changes.apply(action, null);
      expect(result.ok).toBe(false);
      expect(await home.read('parker.json')).toBe(TEXT);
    }
    await rm(home.stateDir);
    expect(await engine.changes.apply(ADD, null)).toMatchObject({ ok: true });
  });

  test('that has no place for a parked entry keeps the entry in its file', async () => {
    await home.write('parker.json', TEXT);
    const engine = await startEngine(home.env);
    // A folder in the place of the store: what is full or broken there fails at the same step.
    await mkdir(`${home.stateDir}/parked.json/inside`, { recursive: true });
    const result = await engine.changes.apply({ kind: 'disable', ref: 'parker:user:a' }, null);
    expect(result.ok).toBe(false);
    expect(await home.read('parker.json')).toBe(TEXT);
    expect(await home.names()).toEqual(['parker.json']);
  });
});
