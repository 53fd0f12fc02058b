import { DatabaseSync } from 'node:sqlite';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHome } from '../config/test-home.ts';
import type { TestHome } from '../config/test-home.ts';
import { testEntry } from '../status/test-entry.ts';
import { vscodeInsidersSignIns, vscodeSignIns } from './vscode.ts';

const FILE = '.config/Code/User/globalStorage/state.vscdb';
const RESOURCE = 'https://mcp.example.test/mcp';
/** As VS Code writes an encrypted text: the bytes of a buffer, as JSON. */
const encrypted = (bytes: number): string =>
  JSON.stringify({ type: 'Buffer', data: Array.from({ length: bytes }, () => 118) });
const rowOf = (provider: string): string =>
  `secret://${JSON.stringify({ isDynamicAuthProvider: true, authProviderId: provider, clientId: 'c' })}`;

let home: TestHome;
beforeEach(async () => {
  home = await createTestHome();
});
afterEach(() => home.remove());

async function database(rows: Readonly<Record<string, string>>): Promise<DatabaseSync> {
  const path = home.path(FILE);
  await mkdir(dirname(path), { recursive: true });
  const made = new DatabaseSync(path);
  made.exec('CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
  for (const [key, value] of Object.entries(rows)) {
    made.prepare('INSERT INTO ItemTable VALUES (?, ?)').run(key, value);
  }
  return made;
}

const list = () => vscodeSignIns.list(home.env);

describe('VS Code’s sign-ins', () => {
  it('are the rows that hold more than an empty list; nothing else of the database is one', async () => {
    const made = await database({
      [rowOf(`https://login.example.test/ ${RESOURCE}`)]: encrypted(400),
      [rowOf('https://login.example.test/ https://signed-out.test/mcp')]: encrypted(33),
      [rowOf('https://only-a-service.test/')]: encrypted(400),
      [rowOf('https://login.example.test/ not an address')]: encrypted(400),
      'secret://{"isDynamicAuthProvider":true,broken': encrypted(400),
      [`secret://dynamicAuthProvider:clientRegistration:x ${RESOURCE}`]: encrypted(400),
      'secret://{"extensionId":"vscode.github-authentication","key":"github.auth"}': encrypted(400),
      dynamicAuthProviders: '[]',
    });
    made.close();
    const listed = await list();
    expect(listed).toEqual({
      ok: true,
      value: [
        expect.objectContaining({
          owner: 'vscode',
          serverName: 'mcp.example.test',
          serverUrl: RESOURCE,
          issuer: 'https://login.example.test/',
          hasAccessToken: true,
          expiresAt: null,
        }),
      ],
    });
    expect(await vscodeInsidersSignIns.list(home.env)).toEqual({ ok: true, value: [] });
    const [record] = listed.ok ? listed.value : [];
    const serves = (url: string) =>
      record !== undefined && vscodeSignIns.matches(record, testEntry({ transport: 'http', url }));
    const under = ['', '/', '/deeper', '?a=1'].map((end) => serves(RESOURCE + end));
    expect(under).toEqual([true, true, true, true]);
    const beside = [`${RESOURCE}2`, 'http://mcp.example.test/mcp', 'https://mcp.example.test/', 'no'];
    expect(beside.map(serves)).toEqual([false, false, false, false]);
  });

  it('can be ended by VS Code alone, which is told with the steps for it', async () => {
    (await database({ [rowOf(`https://login.example.test/ ${RESOURCE}`)]: encrypted(400) })).close();
    const listed = await list();
    const [record] = listed.ok ? listed.value : [];
    expect(await vscodeSignIns.open(home.env, record?.key ?? '')).toMatchObject({
      ok: false,
      error: {
        code: 'Unsupported',
        next: expect.stringContaining('Authentication: Remove Dynamic Authentication Providers') as string,
      },
    });
    expect(await vscodeSignIns.open(home.env, 'other')).toEqual({ ok: true, value: null });
  });

  it('are unknown while the database is busy, broken or another program’s, and leave no file behind', async () => {
    const made = await database({});
    made.exec('BEGIN EXCLUSIVE');
    expect(await list()).toMatchObject({ ok: false, error: { code: 'ConfigUnreadable' } });
    made.exec('ROLLBACK');
    expect(await list()).toEqual({ ok: true, value: [] });
    made.exec('DROP TABLE ItemTable');
    made.close();
    expect(await list()).toMatchObject({ ok: false });
    await home.write(FILE, 'no database at all, but long enough to look like something'.repeat(20));
    expect(await list()).toMatchObject({ ok: false });
    expect(await home.names(dirname(FILE))).toEqual(['state.vscdb']);
  });
});
