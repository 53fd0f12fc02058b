/**
 * Codex's own sign-ins (0.169.0): an item each in the Secret Service or the macOS keychain when there is one, else
 * `.credentials.json`. On Windows they stand in a file encrypted by Codex itself, of which nothing is seen: there its
 * own sign-out is the way, and a plain file is read all the same.
 */
import { posix, win32 } from 'node:path';
import { ok } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import { digest } from '../digest.ts';
import type { HostEnv } from '../host-env.ts';
import type { ForeignCredential } from './foreign-keyring.ts';
import { recordKey } from './key-rule.ts';
import { keyringRecords } from './keyring-records.ts';
import type { KeyringPorts } from './keyring-records.ts';
import { readJsonFile } from './read-json-file.ts';
import {
  fieldsOf,
  hasText,
  memberOf,
  membersOf,
  nameInKey,
  secretOf,
  textOf,
  timeOf,
} from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { RemovalStep, SignInRecord, SignInStore, StoredGrant } from './types.ts';

const OWNER = 'codex';
const SERVICE = 'Codex MCP Credentials';

export function codexSignIns(ports?: Partial<KeyringPorts>): SignInStore {
  const keyring = keyringRecords<SignInRecord>({
    systems: ['linux', 'darwin'],
    service: () => SERVICE,
    kept: (account, secret) => ok(parseCodexKeyring([{ account, secret }])),
    // Of servers that no entry names any more nothing else tells: they are worth the question each costs on macOS.
    others: true,
    ports,
  });

  return {
    owner: OWNER,
    usesKeychain: true,
    asks: keyring.asks,
    hides: (env) => env.platform === 'win32' || keyring.hides(env),
    closed: keyring.closed,
    look: (env, entries) => keyring.look(env, entries.flatMap(accountOf)),
    doubt: keyring.doubt,
    watchPaths: (env) => [credentialsFile(env)],
    async list(env) {
      const file = await readJsonFile(credentialsFile(env));
      if (!file.ok) return file;
      // Where no keychain answers us, Codex cannot use one either, and keeps its records in the file.
      const inKeyring = await keyring.list(env, []);
      const keys = new Set(inKeyring.map((record) => record.key));
      const onlyInFile = parseCodexFile(file.value).filter((record) => !keys.has(record.key));
      return ok([...inKeyring, ...onlyInFile]);
    },
    matches: codexRecordServes,
    async open(env, key) {
      const path = credentialsFile(env);
      const file = await readJsonFile(path);
      if (!file.ok) return file;
      const item = await keyring.read(env, key);
      if (!item.ok) return item;
      const inKeyring = item.value === null ? null : fieldsOf(parsed(item.value));
      const inFile = memberOf(file.value, key);
      const grants = [
        ...(inKeyring === null ? [] : [toGrant(inKeyring, fieldsOf(inKeyring['token_response']))]),
        ...(inFile === null ? [] : [toGrant(inFile, inFile)]),
      ];
      const find = (root: unknown) => (memberOf(root, key) === null ? null : [key]);
      const flock = lockFile(env, 'file-store');
      const removal: readonly RemovalStep[] = [
        ...(item.value === null ? [] : [keyring.removal(key)]),
        ...(inFile === null ? [] : [{ kind: 'json', path, find, flock } as const]),
      ];
      const renewing = { flock: lockFile(env, digest('sha256', key)) };
      return ok(removal.length === 0 ? null : { grants, removal, renewing });
    },
  };
}

/** Codex's own rule for the account of an item. */
function accountOf({ transport, name, url }: RawEntry): readonly string[] {
  return transport === 'http' && url !== null ? [recordKey(name, { type: 'http', url, headers: {} })] : [];
}

function toGrant(fields: Fields, tokens: Fields | null): StoredGrant {
  return {
    refreshToken: secretOf(tokens, 'refresh_token'),
    accessToken: secretOf(tokens, 'access_token'),
    clientId: textOf(fields, 'client_id'),
    clientSecret: null,
    issuer: textOf(fields, 'issuer'),
    tokenEndpoint: null,
  };
}

function codexFolder(env: HostEnv): string {
  return env.vars['CODEX_HOME'] || pathsOf(env).join(env.home, '.codex');
}

function pathsOf(env: HostEnv): typeof posix {
  return env.platform === 'win32' ? win32 : posix;
}

function credentialsFile(env: HostEnv): string {
  return pathsOf(env).join(codexFolder(env), '.credentials.json');
}

/**
 * Codex holds the one called `file-store` while it reads, changes and writes the file, and before it the one with the
 * digest of a record's key while it works on that record (0.169.0, watched at work).
 */
function lockFile(env: HostEnv, name: string): string {
  return pathsOf(env).join(codexFolder(env), 'mcp-oauth-locks', `${name}.lock`);
}

/** Metadata of the records in `.credentials.json`. */
export function parseCodexFile(root: unknown): readonly SignInRecord[] {
  return membersOf(root).flatMap(([key, value]) => {
    const fields = fieldsOf(value);
    return fields === null ? [] : [toRecord(key, fields, textOf(fields, 'server_url'), fields)];
  });
}

/** The same records as keychain items; an item that is not such a record is left out. */
export function parseCodexKeyring(items: readonly ForeignCredential[]): readonly SignInRecord[] {
  return items.flatMap(({ account, secret }) => {
    const fields = fieldsOf(parsed(secret));
    if (fields === null) return [];
    const record = toRecord(account, fields, textOf(fields, 'url'), fieldsOf(fields['token_response']));
    return [{ ...record, inKeychain: true as const }];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Codex renews only what it has an issuer for; without, it says "not logged in" once the token ends. */
function toRecord(
  key: string,
  fields: Fields,
  serverUrl: string | null,
  tokens: Fields | null,
): SignInRecord {
  const issuer = textOf(fields, 'issuer');
  return {
    owner: OWNER,
    key,
    serverName: textOf(fields, 'server_name') ?? nameInKey(key),
    serverUrl,
    issuer,
    expiresAt: timeOf(fields, 'expires_at'),
    hasAccessToken: hasText(tokens, 'access_token'),
    refreshable: hasText(tokens, 'refresh_token') && issuer !== null,
    rejectedAt: null,
  };
}

/** Codex looks records up by name and url; the hash decides only when the record does not say its url. */
export function codexRecordServes(record: SignInRecord, entry: RawEntry): boolean {
  if (entry.transport !== 'http' || entry.url === null || record.serverName !== entry.name) return false;
  if (record.serverUrl !== null) return record.serverUrl === entry.url;
  return accountOf(entry).includes(record.key);
}
