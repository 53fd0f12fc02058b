/**
 * Claude Code's own sign-ins (2.1.329): `.credentials.json` on Linux and, by default, on Windows. On macOS
 * they stand in one keychain item together with the person's Claude login; reading it makes macOS ask for a
 * password, so only a file is read there.
 */
import { posix, win32 } from 'node:path';
import { ok } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
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
import type { OpenedRecord, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'claude-code';

export const claudeCodeSignIns: SignInStore = {
  owner: OWNER,
  hides: (env) =>
    env.platform === 'darwin' ||
    (env.platform === 'win32' && env.vars['CLAUDE_CODE_FORCE_WINDOWS_CREDMAN'] === '1'),
  watchPaths: (env) => [credentialsFile(env)],
  async list(env) {
    const read = await readJsonFile(credentialsFile(env));
    return read.ok ? ok(parseClaudeRecords(read.value)) : read;
  },
  matches: claudeRecordServes,
  async open(env, key) {
    const path = credentialsFile(env);
    const read = await readJsonFile(path);
    return read.ok ? ok(openClaudeRecord(read.value, key, path)) : read;
  },
};

/** A client secret stands in the record or beside it (2.1.329, strings of the program). */
function openClaudeRecord(root: unknown, key: string, path: string): OpenedRecord | null {
  const fields = memberOf(memberOf(root, 'mcpOAuth'), key);
  if (fields === null) return null;
  const beside = memberOf(memberOf(root, 'mcpOAuthClientConfig'), key);
  const issuer =
    textOf(fields, 'issuer') ?? textOf(fieldsOf(fields['discoveryState']), 'authorizationServerUrl');
  const grant = {
    refreshToken: secretOf(fields, 'refreshToken'),
    accessToken: secretOf(fields, 'accessToken'),
    clientId: textOf(fields, 'clientId'),
    clientSecret: secretOf(fields, 'clientSecret') ?? secretOf(beside, 'clientSecret'),
    issuer,
    tokenEndpoint: null,
  };
  const find = (now: unknown) =>
    memberOf(memberOf(now, 'mcpOAuth'), key) === null ? null : ['mcpOAuth', key];
  return { grants: [grant], removal: [{ kind: 'json', path, find }] };
}

function credentialsFile(env: HostEnv): string {
  const paths = env.platform === 'win32' ? win32 : posix;
  const folder = env.vars['CLAUDE_SECURESTORAGE_CONFIG_DIR'] || env.vars['CLAUDE_CONFIG_DIR'];
  return paths.join(folder || paths.join(env.home, '.claude'), '.credentials.json');
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
  const referring = [url, ...Object.values(entry.headers)].some((text) => REFERENCE.test(text));
  const server = { type: transport, url, headers: entry.headers };
  if (!referring) return record.key === recordKey(entry.name, server);
  return record.serverName === entry.name && record.serverUrl !== null && fits(url, record.serverUrl);
}

const REFERENCE = /\$\{[^}]*\}/;

/** Linear: fixed parts must appear in order, the first at the start and the last at the end. */
function fits(written: string, actual: string): boolean {
  const parts = written.split(REFERENCE);
  const first = parts[0] ?? '';
  if (parts.length === 1) return written === actual;
  const last = parts.at(-1) ?? '';
  const room = actual.length - last.length;
  if (!actual.startsWith(first) || !actual.endsWith(last) || room < first.length) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = actual.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= room;
}
