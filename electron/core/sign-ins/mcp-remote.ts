/**
 * Sign-ins of mcp-remote 0.15.1, the bridge that clients without sign-in start as a program. One folder per
 * layout (`mcp-remote-v1`) or, before, per version (`mcp-remote-0.1.16`); a file's name is a hash of how it was
 * started, its address stands nowhere. It moves new files into place without a lock; only while it renews it holds a
 * lease (its text).
 */
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { mcpRemoteUse } from './mcp-remote-hash.ts';
import { fieldsIn, namesIn, readJsonFile } from './read-json-file.ts';
import { fieldsOf, hasText, textOf, timeOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'mcp-remote';
const OUTDATED = 'An older mcp-remote left it behind; newer ones keep theirs elsewhere.';
const MOST = 1000;

export const mcpRemoteSignIns: SignInStore = {
  owner: OWNER,
  servesAll: true,
  watchPaths: (env) => [
    baseOf(env),
    ...foldersIn(env).flatMap((folder) => [
      hostPath(env, baseOf(env), folder),
      ...tokenFiles(env, folder).map((name) => hostPath(env, baseOf(env), folder, name)),
    ]),
  ],
  async list(env) {
    const folders = foldersIn(env);
    const newest = folders.toSorted(compareFolders).at(-1);
    const files = folders.flatMap((folder) => tokenFiles(env, folder).map((name) => ({ folder, name })));
    if (files.length > MOST) return fail('ConfigUnreadable', `${baseOf(env)} holds too many files.`);
    const records = await Promise.all(
      files.map(async ({ folder, name }) => {
        const tokens = await fieldsIn(hostPath(env, baseOf(env), folder, name));
        if (tokens === null) return [];
        const hash = name.slice(0, 32);
        const client = await fieldsIn(hostPath(env, baseOf(env), folder, `${hash}_client_info.json`));
        return [toRecord({ folder, hash, tokens, client, outdated: folder !== newest })];
      }),
    );
    return ok(records.flat());
  },
  matches: serves,
  open: openRecord,
};

function toRecord(from: {
  folder: string;
  hash: string;
  tokens: Fields;
  client: Fields | null;
  outdated: boolean;
}): SignInRecord {
  const { folder, hash, tokens, client, outdated } = from;
  const issuer = textOf(tokens, 'issuer') ?? textOf(client, 'issuer');
  return {
    owner: OWNER,
    key: `${folder}/${hash}`,
    serverName: issuer !== null && URL.canParse(issuer) ? new URL(issuer).host : hash.slice(0, 8),
    serverUrl: null,
    issuer,
    expiresAt: timeOf(tokens, 'expires_at'),
    hasAccessToken: hasText(tokens, 'access_token'),
    refreshable: hasText(tokens, 'refresh_token'),
    rejectedAt: null,
    variant: hash,
    ...(outdated ? { outdated: OUTDATED } : {}),
  };
}

/** An entry that asks for an old version by number uses that version's folder. */
function serves(record: SignInRecord, entry: RawEntry): boolean {
  const use = mcpRemoteUse(entry);
  if (use === null) return false;
  const [folder = '', hash] = record.key.split('/');
  const sameFolder = record.outdated === undefined || folder === `${FOLDER}${use.version}`;
  // Where the hash cannot be known, the record may well be this entry's: better than calling it unused.
  return sameFolder && (use.hash === null || use.hash === hash);
}

const FOLDER = 'mcp-remote-';

async function openRecord(env: HostEnv, key: string): ReturnType<SignInStore['open']> {
  const [folder = '', hash = ''] = key.split('/');
  if (!foldersIn(env).includes(folder) || !/^[0-9a-f]{32}$/.test(hash)) return ok(null);
  const path = (name: string): string => hostPath(env, baseOf(env), folder, name);
  const read: Result<unknown> = await readJsonFile(path(`${hash}_tokens.json`));
  if (!read.ok) return read;
  const lease = `${hash}_refresh_in_progress.json`;
  const names = namesIn(hostPath(env, baseOf(env), folder)).filter(
    (name) => name.startsWith(`${hash}_`) && name !== lease,
  );
  if (names.length === 0) return ok(null);
  const tokens = fieldsOf(read.value);
  const client = await fieldsIn(path(`${hash}_client_info.json`));
  const grant = standardGrant(tokens, client, {
    issuer: textOf(tokens, 'issuer') ?? textOf(client, 'issuer'),
  });
  const removal = names.map((name) => ({ kind: 'file', path: path(name) }) as const);
  const renewing = { folder: path(lease), holds: 'lease', staleMs: 30_000 } as const;
  return ok({ grants: [grant], removal, renewing });
}

function baseOf(env: HostEnv): string {
  return env.vars['MCP_REMOTE_CONFIG_DIR'] || hostPath(env, env.home, '.mcp-auth');
}

function foldersIn(env: HostEnv): readonly string[] {
  return namesIn(baseOf(env)).filter((name) => /^mcp-remote-v?\d[\w.+-]*$/.test(name));
}

function tokenFiles(env: HostEnv, folder: string): readonly string[] {
  return namesIn(hostPath(env, baseOf(env), folder)).filter((name) =>
    /^[0-9a-f]{32}_tokens\.json$/.test(name),
  );
}

function isLayout(folder: string): boolean {
  return folder.startsWith(`${FOLDER}v`);
}

/** `v1` is newer than every plain version number. */
function compareFolders(a: string, b: string): number {
  return Number(isLayout(a)) - Number(isLayout(b)) || a.localeCompare(b, 'en', { numeric: true });
}
