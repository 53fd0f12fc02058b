/**
 * Sign-ins of VS Code and its Insiders edition, from their source (microsoft/vscode: authentication.ts and
 * dynamicAuthenticationProviderStorageService.ts, 2026-08; not run here). The tokens are encrypted in its database. What
 * can be read are the names of its rows: of the sign-in service, of the server's own name for itself, and of the client
 * ID. After a sign-out the row stays and holds an empty list, so a row counts by its size; its value is never read.
 * Servers that sign in with an account of VS Code (GitHub, Microsoft) have no row. The database is not written: VS Code
 * holds it in memory.
 */
import { existsSync } from 'node:fs';
import { digest } from '../digest.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import { editorUserFolder } from '../clients/app-folders.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { fieldsOf, textOf } from './record-fields.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const SECRET = 'secret://';
const FIRST = `${SECRET}{"isDynamicAuthProvider":true,`;
/** Just behind every row that begins so. */
const LAST = `${SECRET}{"isDynamicAuthProvider":true-`;
/**
 * Bytes of a row. An empty list, encrypted and written as a list of numbers, stays below 200 on every system (19 bytes
 * on Linux and macOS, 33 on Windows); the shortest answer with a token is above.
 */
const HOLDS_TOKENS = 300;
/** For a program that writes right now. Reading waits in place, so not for long. */
const BUSY_MS = 50;

export const vscodeSignIns = editionStore('vscode', 'VS Code', 'Code');
export const vscodeInsidersSignIns = editionStore('vscode-insiders', 'VS Code Insiders', 'Code - Insiders');

function editionStore(owner: string, name: string, product: string): SignInStore {
  const file = (env: HostEnv): string =>
    hostPath(env, editorUserFolder(env, product), 'globalStorage', 'state.vscdb');
  return {
    owner,
    parts: { [owner]: name },
    forgetsProjects: true,
    watchPaths: (env) => [file(env)],
    async list(env) {
      const rows = await rowsIn(file(env));
      return rows.ok ? ok(rows.value.flatMap((row) => toRecord(owner, row))) : rows;
    },
    matches: serves,
    async open(env, key) {
      const rows = await rowsIn(file(env));
      if (!rows.ok) return rows;
      const found = rows.value.flatMap((row) => toRecord(owner, row)).some((record) => record.key === key);
      if (!found) return ok(null);
      return fail(
        'Unsupported',
        `${name} keeps its tokens encrypted, so only ${name} can end this sign-in.`,
        {
          next: `In ${name}: run “Authentication: Remove Dynamic Authentication Providers” from the Command Palette, and choose this one.`,
        },
      );
    },
  };
}

interface Row {
  readonly name: string;
  readonly bytes: number;
}

/** Names and sizes of the rows with sign-ins, by the index alone; a database without VS Code's table has none. */
async function rowsIn(path: string): Promise<Result<readonly Row[]>> {
  if (!existsSync(path)) return ok([]);
  try {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    try {
      const query = database.prepare(
        'SELECT key AS name, octet_length(value) AS bytes FROM ItemTable WHERE key >= ? AND key < ?',
      );
      return ok(
        query.all(FIRST, LAST).flatMap(({ name, bytes }) => {
          return typeof name === 'string' && typeof bytes === 'number' ? [{ name, bytes }] : [];
        }),
      );
    } finally {
      database.close();
    }
  } catch {
    return fail('ConfigUnreadable', `${path} cannot be read.`);
  }
}

function toRecord(owner: string, { name, bytes }: Row): readonly SignInRecord[] {
  const provider = textOf(fieldsOf(parsed(name.slice(SECRET.length))), 'authProviderId');
  const space = provider?.lastIndexOf(' ') ?? -1;
  if (provider === null || space < 0 || bytes < HOLDS_TOKENS) return [];
  const issuer = provider.slice(0, space);
  const resource = provider.slice(space + 1);
  if (!URL.canParse(resource)) return [];
  return [
    {
      owner,
      key: digest('sha256', name).slice(0, 16),
      serverName: new URL(resource).host,
      nameless: true,
      serverUrl: resource,
      issuer: URL.canParse(issuer) ? issuer : null,
      expiresAt: null,
      hasAccessToken: true,
      refreshable: false,
      rejectedAt: null,
    },
  ];
}

/** The server's name for itself covers the addresses at and below it (RFC 9728 section 3.3). */
function serves(record: SignInRecord, { url }: RawEntry): boolean {
  if (url === null || record.serverUrl === null || !URL.canParse(url)) return false;
  const address = new URL(url);
  const covered = new URL(record.serverUrl);
  const path = covered.pathname.replace(/\/+$/, '');
  return address.origin === covered.origin && `${address.pathname}/`.startsWith(`${path}/`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
