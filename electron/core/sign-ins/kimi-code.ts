/**
 * Sign-ins of Kimi Code 2.1.0, seen at work through the API of `kimi web`: in one folder, four files for each server
 * with the tokens, the registration, the sign-in service and the server they are for. Their name has a hash over name
 * and address. The time of issue is in milliseconds, the lifetime in seconds. It takes no lock.
 */
import { digest } from '../digest.ts';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { fieldsIn, namesIn } from './read-json-file.ts';
import { hasText, memberOf, secondsOf, textOf, timeOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'kimi-code';
const KEY = /^([A-Za-z0-9_-]+)-[0-9a-f]{24}$/;
const PARTS = ['tokens', 'meta', 'client', 'discovery'] as const;
/** More sign-ins than this are not a person's. */
const MOST = 500;

export const kimiSignIns: SignInStore = {
  owner: OWNER,
  forgetsProjects: true,
  watchPaths: (env) => [
    folderOf(env),
    ...keysIn(env).flatMap((key) => PARTS.map((part) => at(env, key, part))),
  ],
  async list(env) {
    const keys = keysIn(env);
    if (keys.length > MOST) return fail('ConfigUnreadable', `${folderOf(env)} holds too many files.`);
    const read = await Promise.all(keys.map((key) => stored(env, key)));
    return ok(read.filter((one) => one !== null).map(toRecord));
  },
  matches: serves,
  open: openRecord,
};

type Part = (typeof PARTS)[number];

interface Stored {
  readonly key: string;
  readonly tokens: Fields;
  readonly meta: Fields | null;
  readonly client: Fields | null;
  readonly discovery: Fields | null;
}

async function stored(env: HostEnv, key: string): Promise<Stored | null> {
  const [tokens, meta, client, discovery] = await Promise.all(
    PARTS.map((part) => fieldsIn(at(env, key, part))),
  );
  if (tokens === undefined || tokens === null) return null;
  return { key, tokens, meta: meta ?? null, client: client ?? null, discovery: discovery ?? null };
}

function toRecord({ key, tokens, meta, discovery }: Stored): SignInRecord {
  const since = timeOf(tokens, 'obtained_at');
  const lifetime = secondsOf(tokens, 'expires_in');
  return {
    owner: OWNER,
    key,
    serverName: textOf(meta, 'serverName') ?? KEY.exec(key)?.[1] ?? key,
    serverUrl: textOf(meta, 'serverUrl'),
    issuer: issuerOf(discovery),
    expiresAt: since === null || lifetime === null ? null : since + lifetime,
    hasAccessToken: hasText(tokens, 'access_token'),
    refreshable: hasText(tokens, 'refresh_token'),
    rejectedAt: null,
  };
}

function issuerOf(discovery: Fields | null): string | null {
  return (
    textOf(memberOf(discovery, 'authorizationServerMetadata'), 'issuer') ??
    textOf(discovery, 'authorizationServerUrl')
  );
}

/** Kimi Code finds its files by the name alone: what the other three say does not count. */
function serves(record: SignInRecord, { name, url }: RawEntry): boolean {
  return url !== null && URL.canParse(url) && record.key === keyOf(name, url);
}

function keyOf(name: string, url: string): string {
  const resource = new URL(url);
  resource.hash = '';
  const hash = digest('sha256', `${name}\0${resource.href}`);
  const last = name.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  return `${last.replaceAll(/[^a-zA-Z0-9_-]/g, '_').replaceAll(/_+/g, '_')}-${hash.slice(0, 24)}`;
}

async function openRecord(env: HostEnv, key: string): Promise<Awaited<ReturnType<SignInStore['open']>>> {
  if (!keysIn(env).includes(key)) return ok(null);
  const found = await stored(env, key);
  if (found === null) return unreadable(at(env, key, 'tokens'));
  const { tokens, client, discovery } = found;
  const grant = standardGrant(tokens, client, { issuer: issuerOf(discovery) });
  return ok({
    grants: [grant],
    removal: PARTS.map((part) => ({ kind: 'file', path: at(env, key, part) }) as const),
  });
}

function unreadable(path: string): Result<never> {
  return fail('ConfigUnreadable', `${path} cannot be read.`, { next: 'Sign in again with Kimi Code.' });
}

function folderOf(env: HostEnv): string {
  const root = env.vars['KIMI_CODE_HOME'] || hostPath(env, env.home, '.kimi-code');
  return hostPath(env, root, 'credentials', 'mcp');
}

function at(env: HostEnv, key: string, part: Part): string {
  return hostPath(env, folderOf(env), `${key}-${part}.json`);
}

function keysIn(env: HostEnv): readonly string[] {
  return namesIn(folderOf(env)).flatMap((name) => {
    const key = name.endsWith('-tokens.json') ? name.slice(0, -'-tokens.json'.length) : '';
    return KEY.test(key) ? [key] : [];
  });
}
