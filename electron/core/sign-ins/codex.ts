/**
 * Codex's own sign-ins (0.169.0): the Secret Service when there is one, else `.credentials.json`. On macOS the
 * keychain would ask the person for a password per item; on Windows they stand in an encrypted file. There,
 * only a plain file is read.
 */
import { posix, win32 } from 'node:path';
import { ok } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { findForeignCredentials } from './foreign-keyring.ts';
import type { FindCredentials, ForeignCredential } from './foreign-keyring.ts';
import { recordKey } from './key-rule.ts';
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

export function codexSignIns(findCredentials: FindCredentials = findForeignCredentials): SignInStore {
  return {
    owner: OWNER,
    usesKeychain: true,
    hides: (env) => env.platform !== 'linux',
    watchPaths: (env) => [credentialsFile(env)],
    async list(env) {
      const file = await readJsonFile(credentialsFile(env));
      if (!file.ok) return file;
      const inKeyring = await fromKeyring(findCredentials, env);
      const keys = new Set(inKeyring.map((record) => record.key));
      const onlyInFile = parseCodexFile(file.value).filter((record) => !keys.has(record.key));
      return ok([...inKeyring, ...onlyInFile]);
    },
    matches: codexRecordServes,
    async open(env, key) {
      const path = credentialsFile(env);
      const file = await readJsonFile(path);
      if (!file.ok) return file;
      const items = await findCredentials(env, SERVICE).catch(() => []);
      const item = items.find(({ account }) => account === key);
      const inKeyring = item === undefined ? null : fieldsOf(parsed(item.secret));
      const inFile = memberOf(file.value, key);
      const grants = [
        ...(inKeyring === null ? [] : [toGrant(inKeyring, fieldsOf(inKeyring['token_response']))]),
        ...(inFile === null ? [] : [toGrant(inFile, inFile)]),
      ];
      const find = (root: unknown) => (memberOf(root, key) === null ? null : [key]);
      const flock = locked(env);
      const removal: readonly RemovalStep[] = [
        ...(item === undefined ? [] : [{ kind: 'keyring', service: SERVICE, account: key } as const]),
        ...(inFile === null ? [] : [{ kind: 'json', path, find, flock } as const]),
      ];
      return ok(removal.length === 0 ? null : { grants, removal });
    },
  };
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

/** Codex holds this while it reads, changes and writes the file (0.169.0, watched at work). */
function locked(env: HostEnv): string {
  return pathsOf(env).join(codexFolder(env), 'mcp-oauth-locks', 'file-store.lock');
}

/** Where no keychain answers us, Codex cannot use one either, and keeps its records in the file. */
async function fromKeyring(findCredentials: FindCredentials, env: HostEnv): Promise<readonly SignInRecord[]> {
  const items = await findCredentials(env, SERVICE).catch(() => []);
  return parseCodexKeyring(items);
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
  return record.key === recordKey(entry.name, { type: 'http', url: entry.url, headers: {} });
}
