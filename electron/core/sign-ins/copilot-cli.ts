/**
 * Sign-ins of GitHub Copilot CLI 1.0.102: a registration per address (`<hash>.json`) in one folder, its tokens in
 * the Secret Service or beside it (`<hash>.tokens.json`, expiry in seconds). Each session also leaves tokens
 * under a hash without registration, which cannot be renewed and run out by themselves: not sign-ins.
 */
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { findForeignCredentials } from './foreign-keyring.ts';
import type { FindCredentials } from './foreign-keyring.ts';
import { hostPath } from './json-store.ts';
import { fieldsIn, namesIn } from './read-json-file.ts';
import { fieldsOf, hasText, secondsOf, secretOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { RemovalStep, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'copilot-cli';
const SERVICE = 'copilot-mcp-oauth';
/** More registrations than this are not a person's. */
const MOST = 500;

export function copilotSignIns(findCredentials: FindCredentials = findForeignCredentials): SignInStore {
  return {
    owner: OWNER,
    forgetsProjects: true,
    usesKeychain: true,
    hides: (env) => env.platform !== 'linux',
    watchPaths: (env) => [folderOf(env), ...namesIn(folderOf(env)).map((name) => at(env, name))],
    async list(env) {
      const found = await recordsOf(env, findCredentials);
      return found.ok ? ok(found.value.map(toRecord)) : found;
    },
    matches: serves,
    async open(env, key) {
      const found = await recordsOf(env, findCredentials);
      if (!found.ok) return found;
      const record = found.value.find(({ hash }) => hash === key);
      if (record === undefined) return ok(null);
      const { inKeyring, inFile, registration } = record;
      const grants = [inKeyring, inFile]
        .filter((tokens) => tokens !== null)
        .map((tokens) => ({
          refreshToken: secretOf(tokens, 'refreshToken'),
          accessToken: secretOf(tokens, 'accessToken'),
          clientId: textOf(registration, 'clientId'),
          clientSecret: secretOf(registration, 'clientSecret'),
          issuer: textOf(registration, 'authorizationServerUrl'),
          tokenEndpoint: null,
        }));
      const removal: readonly RemovalStep[] = [
        ...(inKeyring === null ? [] : [{ kind: 'keyring', service: SERVICE, account: key } as const]),
        ...(inFile === null ? [] : [{ kind: 'file', path: at(env, `${key}.tokens.json`) } as const]),
        { kind: 'file', path: at(env, `${key}.json`) },
      ];
      return ok({ grants, removal });
    },
  };
}

interface Stored {
  readonly hash: string;
  readonly registration: Fields;
  readonly inKeyring: Fields | null;
  readonly inFile: Fields | null;
}

/** A registration that cannot be read hides only itself. */
async function recordsOf(env: HostEnv, findCredentials: FindCredentials): Promise<Result<readonly Stored[]>> {
  const hashes = namesIn(folderOf(env)).flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
  if (hashes.length > MOST) return fail('ConfigUnreadable', `${folderOf(env)} holds too many files.`);
  if (hashes.length === 0) return ok([]);
  const items = new Map(
    (await findCredentials(env, SERVICE).catch(() => [])).map(({ account, secret }) => [account, secret]),
  );
  const stored = await Promise.all(
    hashes.map(async (hash) => {
      const registration = await fieldsIn(at(env, `${hash}.json`));
      if (registration === null) return [];
      const inKeyring = parsedFields(items.get(hash));
      return [{ hash, registration, inKeyring, inFile: await fieldsIn(at(env, `${hash}.tokens.json`)) }];
    }),
  );
  return ok(stored.flat());
}

function toRecord({ hash, registration, inKeyring, inFile }: Stored): SignInRecord {
  const tokens = inKeyring ?? inFile;
  const serverUrl = textOf(registration, 'serverUrl');
  return {
    owner: OWNER,
    key: hash,
    serverName: serverUrl !== null && URL.canParse(serverUrl) ? new URL(serverUrl).host : hash.slice(0, 8),
    serverUrl,
    issuer: textOf(registration, 'authorizationServerUrl'),
    expiresAt: secondsOf(tokens, 'expiresAt'),
    hasAccessToken: hasText(tokens, 'accessToken'),
    refreshable: hasText(tokens, 'refreshToken'),
    rejectedAt: null,
    ...(inKeyring === null ? {} : { inKeychain: true as const }),
  };
}

/** The hash is made from the address alone: every name with this address uses the record. */
function serves(record: SignInRecord, entry: RawEntry): boolean {
  return entry.url !== null && record.serverUrl === entry.url;
}

function folderOf(env: HostEnv): string {
  return hostPath(env, env.vars['COPILOT_HOME'] || hostPath(env, env.home, '.copilot'), 'mcp-oauth-config');
}

function at(env: HostEnv, name: string): string {
  return hostPath(env, folderOf(env), name);
}

function parsedFields(text: string | undefined): Fields | null {
  try {
    return text === undefined ? null : fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}
