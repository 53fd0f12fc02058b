/**
 * Factory droid's sign-ins (0.225.2; shape and rules from its own text, and `droid mcp list` uses a record written by
 * them): one encrypted file with its key beside it, on every system. A record that goes leaves a tombstone with the next
 * revision, so that a renewal that is under way cannot bring it back. A running droid notices by itself.
 */
import { createHash } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { ClientLock, RawEntry } from '../clients/types.ts';
import { readerFor } from '../formats/registry.ts';
import type { EditOp } from '../formats/types.ts';
import { verifiedEdit } from '../formats/verified-edit.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { readSecretText } from './read-secret-text.ts';
import { hasText, memberOf, membersOf, nameInKey, secretOf, textOf, timeOf } from './record-fields.ts';
import { seal, sealingKey, unseal } from './sealed-text.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'factory-droid';
const RECORDS = 'mcpOAuth';
const TOMBSTONES = 'mcpOAuthTombstones';

export const droidSignIns: SignInStore = {
  owner: OWNER,
  forgetsProjects: true,
  watchPaths: (env) => [dataFile(env), keyFile(env)],
  async list(env) {
    const opened = await openStore(env);
    return opened.ok ? ok(parseDroidRecords(opened.value)) : opened;
  },
  matches: serves,
  async open(env, key) {
    const opened = await openStore(env);
    if (!opened.ok) return opened;
    const record = recordAt(opened.value, key);
    if (record === null) return ok(null);
    const grant = {
      refreshToken: secretOf(record, 'refreshToken'),
      accessToken: secretOf(record, 'accessToken'),
      clientId: textOf(record, 'clientId'),
      clientSecret: secretOf(record, 'clientSecret'),
      issuer: textOf(record, 'authorizationServerIssuer'),
      tokenEndpoint: null,
    };
    const without = (text: string) => withoutRecord(env, text, key);
    return ok({
      grants: [grant],
      removal: [{ kind: 'sealed', path: dataFile(env), without, lock: lockOf(env) }],
    });
  },
};

function folderOf(env: HostEnv): string {
  return hostPath(env, env.vars['FACTORY_HOME_OVERRIDE'] || env.home, '.factory');
}

function dataFile(env: HostEnv): string {
  return hostPath(env, folderOf(env), 'mcp-oauth.v2.file');
}

function keyFile(env: HostEnv): string {
  return hostPath(env, folderOf(env), 'mcp-oauth.v2.key');
}

function lockOf(env: HostEnv): ClientLock {
  return { folder: `${dataFile(env)}.write.lock`, holds: 'process', staleMs: 10_000 };
}

/** The opened text, parsed. Null when there is no store. */
async function openStore(env: HostEnv): Promise<Result<unknown>> {
  const sealed = await readSecretText(dataFile(env));
  if (!sealed.ok || sealed.value === '') return sealed.ok ? ok(null) : sealed;
  const opened = await openText(env, sealed.value);
  if (!opened.ok) return opened;
  try {
    return ok(JSON.parse(opened.value.text) as unknown);
  } catch {
    return closed(env);
  }
}

async function openText(env: HostEnv, sealed: string): Promise<Result<{ text: string; key: Buffer }>> {
  const read = await readSecretText(keyFile(env));
  if (!read.ok) return read;
  const key = sealingKey(read.value);
  const text = key === null ? null : unseal(sealed, key);
  return key === null || text === null ? closed(env) : ok({ text, key });
}

function closed(env: HostEnv): Result<never> {
  return fail('ConfigUnreadable', `${dataFile(env)} cannot be opened with the key beside it.`, {
    next: 'Sign in again with droid.',
  });
}

/** Metadata of the records. Droid itself takes one without a client id for deleted. */
export function parseDroidRecords(root: unknown): readonly SignInRecord[] {
  return membersOf(memberOf(root, RECORDS)).flatMap(([key]) => {
    const fields = recordAt(root, key);
    if (fields === null) return [];
    return [
      {
        owner: OWNER,
        key,
        serverName: textOf(fields, 'serverName') ?? nameInKey(key),
        serverUrl: textOf(fields, 'serverUrl'),
        issuer: textOf(fields, 'authorizationServerIssuer'),
        expiresAt: timeOf(fields, 'expiresAt'),
        hasAccessToken: hasText(fields, 'accessToken'),
        refreshable: hasText(fields, 'refreshToken'),
        rejectedAt: null,
      },
    ];
  });
}

function recordAt(root: unknown, key: string) {
  const fields = memberOf(memberOf(root, RECORDS), key);
  return hasText(fields, 'clientId') ? fields : null;
}

/** The kind of an entry does not count: droid hashes `http` for HTTP+SSE too. */
function serves(record: SignInRecord, { name, url }: RawEntry): boolean {
  if (url === null) return false;
  const digest = createHash('sha256')
    .update(JSON.stringify({ type: 'http', url }))
    .digest('hex');
  return record.key === `${droidName(name)}|${digest.slice(0, 16)}`;
}

const LONGEST_NAME = 32;

/** What droid calls a server, whatever its entry is called. */
export function droidName(name: string): string {
  const plain = name
    .replaceAll(/[\s/\\@#$%^&*()+=[\]{}|;:'"<>,.?]+/g, '-')
    .replaceAll(/[^a-zA-Z0-9_-]/g, '')
    .replaceAll(/-+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return plain.slice(0, LONGEST_NAME).replace(/-$/, '') || 'invalid-server-name';
}

async function withoutRecord(env: HostEnv, sealed: string, key: string): Promise<Result<string | null>> {
  const opened = await openText(env, sealed);
  if (!opened.ok) return opened;
  const parsed = readerFor('json').parse(opened.value.text);
  if ('problem' in parsed) return closed(env);
  const root = parsed.document.get([]);
  const record = recordAt(root, key);
  if (record === null) return ok(null);
  const serverUrl = textOf(record, 'serverUrl');
  const revision = Math.max(revisionOf(root, RECORDS, key), revisionOf(root, TOMBSTONES, key)) + 1;
  const serverName = textOf(record, 'serverName') ?? nameInKey(key);
  const tombstone = { serverName, serverUrl: serverUrl ?? '', revision, deletedAt: Date.now() };
  const ops: readonly EditOp[] = [
    { op: 'remove', path: [RECORDS, key] },
    // One without an address would make droid refuse the whole store.
    ...(serverUrl === null ? [] : [{ op: 'set', path: [TOMBSTONES, key], value: tombstone } as const]),
  ];
  const edit = verifiedEdit(parsed.document, ops);
  if (!edit.ok) return edit;
  const again = seal(edit.value.text, opened.value.key);
  return unseal(again, opened.value.key) === edit.value.text ? ok(again) : fail('EditVerificationFailed');
}

function revisionOf(root: unknown, parent: string, key: string): number {
  return timeOf(memberOf(memberOf(root, parent), key), 'revision') ?? 0;
}
