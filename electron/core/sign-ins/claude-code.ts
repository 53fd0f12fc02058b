/**
 * Claude Code's own sign-ins (2.1.329): `.credentials.json` on Linux and, by default, on Windows. On macOS they
 * stand in one keychain item together with the person's Claude login (names from the program's own text). macOS may
 * ask for a password before another program reads it, so it is read after a click, and to end a sign-in. In the
 * Windows Credential Manager, where it was asked to use that, they stand in parts that our keychain module cannot read
 * (UTF-8 under a target of its own), so nothing is said of them.
 */
import { readFile } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { digest } from '../digest.ts';
import { ok } from '../../../shared/errors.ts';
import type { ClientLock, PlacedLock, RawEntry } from '../clients/types.ts';
import type { KeyPath } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import { parseItem } from './foreign-keychain-item.ts';
import type { KeychainItemRef } from './foreign-keychain-item.ts';
import { addressFits, hasReference, recordKey } from './key-rule.ts';
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
import type { RemovalStep, SignInRecord, SignInStore, StoredGrant } from './types.ts';

const OWNER = 'claude-code';
const ITEM = 'Claude Code-credentials';

export function claudeCodeSignIns(ports?: Partial<KeyringPorts>): SignInStore {
  const keyring = keyringRecords<SignInRecord>({
    systems: ['darwin'],
    service: (env) => keychainItem(env).service,
    kept(_account, text) {
      const root = parseItem(text, ITEM);
      return root.ok ? ok(parseClaudeRecords(root.value)) : root;
    },
    others: false,
    ports,
  });

  let inManager = false;

  return {
    owner: OWNER,
    asks: keyring.asks,
    hides: (env) => keyring.hides(env) || inManager,
    closed: keyring.closed,
    look: (env) => keyring.look(env, [keychainItem(env).account]),
    doubt: keyring.doubt,
    watchPaths: (env) => [credentialsFile(env)],
    async list(env) {
      inManager = await usesCredentialManager(env);
      const read = await readJsonFile(credentialsFile(env));
      if (!read.ok) return read;
      const inFile = parseClaudeRecords(read.value);
      const keys = new Set(inFile.map(({ key }) => key));
      const inItem = await keyring.list(env, []);
      return ok([...inFile, ...inItem.filter(({ key }) => !keys.has(key))]);
    },
    matches: claudeRecordServes,
    async open(env, key) {
      const path = credentialsFile(env);
      const file = await readJsonFile(path);
      if (!file.ok) return file;
      const inFile = openClaudeRecord(file.value, key);
      const item = keychainItem(env);
      const text = await keyring.read(env, item.account);
      if (!text.ok) return text;
      const root = text.value === null ? ok(null) : parseItem(text.value, item.service);
      if (!root.ok) return root;
      const inItem = openClaudeRecord(root.value, key);
      const lock = writeLock(env);
      const find = placeOf(key);
      const removal: readonly RemovalStep[] = [
        ...(inFile === null ? [] : [{ kind: 'json', path, find, lock } as const]),
        ...(inItem === null
          ? []
          : [{ kind: 'keychain-json', item, items: keyring.items, find, lock } as const]),
      ];
      const grants = [inFile, inItem].filter((grant) => grant !== null);
      return ok(grants.length === 0 ? null : { grants, removal, renewing: renewalLock(env, key) });
    },
  };
}

function placeOf(key: string): (root: unknown) => KeyPath | null {
  return (root) => (memberOf(memberOf(root, 'mcpOAuth'), key) === null ? null : ['mcpOAuth', key]);
}

/** A client secret stands in the record or beside it (2.1.329, strings of the program). */
function openClaudeRecord(root: unknown, key: string): StoredGrant | null {
  const fields = memberOf(memberOf(root, 'mcpOAuth'), key);
  if (fields === null) return null;
  const beside = memberOf(memberOf(root, 'mcpOAuthClientConfig'), key);
  const issuer =
    textOf(fields, 'issuer') ?? textOf(fieldsOf(fields['discoveryState']), 'authorizationServerUrl');
  return {
    refreshToken: secretOf(fields, 'refreshToken'),
    accessToken: secretOf(fields, 'accessToken'),
    clientId: textOf(fields, 'clientId'),
    clientSecret: secretOf(fields, 'clientSecret') ?? secretOf(beside, 'clientSecret'),
    issuer,
    tokenEndpoint: null,
  };
}

/** `CLAUDE_SECURESTORAGE_CONFIG_DIR` counts even when it is empty: then it means the usual folder. */
function folderOf(env: HostEnv): { readonly path: string; readonly usual: boolean } {
  const { CLAUDE_SECURESTORAGE_CONFIG_DIR: storage, CLAUDE_CONFIG_DIR: config } = env.vars;
  const given = storage ?? config;
  const paths = env.platform === 'win32' ? win32 : posix;
  return given ? { path: given, usual: false } : { path: paths.join(env.home, '.claude'), usual: true };
}

function inFolder(env: HostEnv, name: string): string {
  return (env.platform === 'win32' ? win32 : posix).join(folderOf(env).path, name);
}

function credentialsFile(env: HostEnv): string {
  return inFolder(env, '.credentials.json');
}

/** By its variable, or by a switch that its maker sets from afar and that is kept in its settings. */
async function usesCredentialManager(env: HostEnv): Promise<boolean> {
  if (env.platform !== 'win32') return false;
  if (env.vars['CLAUDE_CODE_FORCE_WINDOWS_CREDMAN'] === '1') return true;
  const usual = win32.join(env.vars['CLAUDE_CONFIG_DIR'] || env.home, '.claude.json');
  for (const path of [inFolder(env, '.config.json'), usual]) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return asksForManager(text);
  }
  return false;
}

/** Its settings are several MB with some people: the text is enough. */
export function asksForManager(settings: string): boolean {
  return /"tengu_windows_credman"\s*:\s*true/.test(settings);
}

/**
 * Claude Code (2.1.329, watched at work; on macOS by its text) holds this while it reads, changes and writes its
 * credentials, wherever they stand. It waits about eight seconds for others, then its write fails.
 */
function writeLock(env: HostEnv): ClientLock {
  return { folder: inFolder(env, '.storage-write.lock'), holds: 'nothing', staleMs: 15_000 };
}

/** And this while it renews one sign-in, and while it signs out of it; for that it waits five seconds at most. */
function renewalLock(env: HostEnv, key: string): PlacedLock {
  const name = `mcp-refresh-${key.replaceAll(/[^a-zA-Z0-9]/g, '_')}.lock.lock`;
  return { folder: inFolder(env, name), holds: 'nothing', staleMs: 60_000 };
}

/** One item for each folder; the usual one has the plain name. */
export function keychainItem(env: HostEnv): KeychainItemRef {
  const { path, usual } = folderOf(env);
  const account = /^[a-zA-Z0-9._-]+$/.test(env.user) ? env.user : 'claude-code-user';
  const service = usual ? ITEM : `${ITEM}-${digest('sha256', path.normalize('NFC')).slice(0, 8)}`;
  return { service, account };
}

/** Metadata of the records under `mcpOAuth`. A record may be a mere note of a refusal (`accessToken: ""`). */
export function parseClaudeRecords(root: unknown): readonly SignInRecord[] {
  return membersOf(fieldsOf(root)?.['mcpOAuth']).flatMap(([key, value]) => {
    const fields = fieldsOf(value);
    if (fields === null) return [];
    const discovery = fieldsOf(fields['discoveryState']);
    return [
      {
        owner: OWNER,
        key,
        serverName: textOf(fields, 'serverName') ?? nameInKey(key),
        serverUrl: textOf(fields, 'serverUrl'),
        issuer: textOf(fields, 'issuer') ?? textOf(discovery, 'authorizationServerUrl'),
        expiresAt: timeOf(fields, 'expiresAt'),
        hasAccessToken: hasText(fields, 'accessToken'),
        refreshable: hasText(fields, 'refreshToken'),
        rejectedAt: timeOf(discovery, 'tokenlessRejectedAt'),
        variant: key.slice(key.lastIndexOf('|') + 1),
      },
    ];
  });
}

/**
 * The key holds a hash over url and headers after `${VAR}` were replaced, with values of Claude Code's own
 * environment that we cannot know: then name and the fixed parts of the url decide.
 */
export function claudeRecordServes(record: SignInRecord, entry: RawEntry): boolean {
  const { transport, url } = entry;
  if (url === null || (transport !== 'http' && transport !== 'sse')) return false;
  const referring = [url, ...Object.values(entry.headers)].some(hasReference);
  const server = { type: transport, url, headers: entry.headers };
  if (!referring) return record.key === recordKey(entry.name, server);
  return record.serverName === entry.name && record.serverUrl !== null && addressFits(url, record.serverUrl);
}
