/**
 * Sign-ins of Kiro's command line and of Amazon Q's, of which it is the successor: two files for each server in the
 * cache of AWS's own sign-ins, which has other files too. Their name is a hash over origin and path of the address,
 * the rest is not kept. From the source of Amazon Q (aws/amazon-q-developer-cli, oauth_util.rs, 2026-04), and for Kiro
 * from a program of its makers that looks for the same files (kirodotdev/KiroCrew, mcp_grant.py, 2026-10). Not run
 * here. Both read the files only as a pair. Where Kiro's editor keeps its own is not known.
 */
import { stat } from 'node:fs/promises';
import { digest } from '../digest.ts';
import { fail, ok } from '../../../shared/errors.ts';
import { issuerNamed } from '../auth/jwt-hint.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { fieldsIn, namesIn } from './read-json-file.ts';
import { hasText, secondsOf, secretOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'kiro';
const TOKENS = /^([0-9a-f]{64})\.token\.json$/;
const LEFT_BEHIND = 'Its registration is missing, so nothing can use it.';
/** More sign-ins than this are not a person's. */
const MOST = 500;

export const kiroSignIns: SignInStore = {
  owner: OWNER,
  parts: { kiro: 'Kiro CLI', 'amazon-q': 'Amazon Q CLI' },
  // Its agents bring servers of their own, too.
  forgetsProjects: true,
  watchPaths: (env) => [
    folderOf(env),
    ...hashesIn(env).flatMap((hash) => [tokensFile(env, hash), registrationFile(env, hash)]),
  ],
  async list(env) {
    const hashes = hashesIn(env);
    if (hashes.length > MOST) return fail('ConfigUnreadable', `${folderOf(env)} holds too many files.`);
    const stored = await Promise.all(hashes.map((hash) => storedAs(env, hash)));
    return ok(stored.filter((one) => one !== null).map(toRecord));
  },
  matches: (record: SignInRecord, entry: RawEntry) =>
    record.outdated === undefined && entry.url !== null && record.key === hashOf(entry.url),
  open: openRecord,
};

interface Stored {
  readonly hash: string;
  readonly tokens: Fields;
  readonly registration: Fields | null;
  /** Epoch milliseconds; the tokens come with a lifetime and no time of issue. */
  readonly writtenAt: number;
}

async function storedAs(env: HostEnv, hash: string): Promise<Stored | null> {
  const path = tokensFile(env, hash);
  const [tokens, registration] = await Promise.all([fieldsIn(path), fieldsIn(registrationFile(env, hash))]);
  if (tokens === null) return null;
  const writtenAt = await stat(path).then(
    ({ mtimeMs }) => Math.trunc(mtimeMs),
    () => 0,
  );
  return { hash, tokens, registration, writtenAt };
}

function toRecord({ hash, tokens, registration, writtenAt }: Stored): SignInRecord {
  const lifetime = secondsOf(tokens, 'expires_in');
  const accessToken = secretOf(tokens, 'access_token');
  const issuer = accessToken === null ? null : issuerNamed(accessToken);
  const host = issuer === null ? '' : new URL(issuer).host;
  return {
    owner: OWNER,
    key: hash,
    serverName: host || `unknown server ${hash.slice(0, 8)}`,
    nameless: true,
    serverUrl: null,
    issuer,
    expiresAt: lifetime === null || writtenAt === 0 ? null : writtenAt + lifetime,
    hasAccessToken: hasText(tokens, 'access_token'),
    refreshable: hasText(tokens, 'refresh_token') && registration !== null,
    rejectedAt: null,
    ...(registration === null ? { outdated: LEFT_BEHIND } : {}),
  };
}

async function openRecord(env: HostEnv, key: string): ReturnType<SignInStore['open']> {
  if (!hashesIn(env).includes(key)) return ok(null);
  const stored = await storedAs(env, key);
  if (stored === null) return ok(null);
  const { tokens, registration } = stored;
  const grant = standardGrant(tokens, registration);
  const files = [tokensFile(env, key), registrationFile(env, key)];
  return ok({ grants: [grant], removal: files.map((path) => ({ kind: 'file', path })) });
}

/** The default port and the query do not count; addresses read as in browsers, by both. */
function hashOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { origin, pathname } = new URL(address);
  return digest('sha256', `${origin}${pathname}`);
}

function folderOf(env: HostEnv): string {
  return hostPath(env, env.home, '.aws', 'sso', 'cache');
}

function hashesIn(env: HostEnv): readonly string[] {
  return namesIn(folderOf(env)).flatMap((name) => TOKENS.exec(name)?.[1] ?? []);
}

function tokensFile(env: HostEnv, hash: string): string {
  return hostPath(env, folderOf(env), `${hash}.token.json`);
}

function registrationFile(env: HostEnv, hash: string): string {
  return hostPath(env, folderOf(env), `${hash}.registration.json`);
}
