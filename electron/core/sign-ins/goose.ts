/**
 * Goose's sign-ins, from its source (block/goose, now aaif-goose/goose: oauth/persist.rs, config/base.rs, 2026-08;
 * not run here): all its secrets are one JSON object in one keychain item, or, without a keychain or with
 * GOOSE_DISABLE_KEYRING, one map in `secrets.yaml`. A sign-in stands under `oauth_creds_` and the server's name
 * beside the keys of model providers, which must survive.
 */
import { ok } from '../../../shared/errors.ts';
import { gooseFolder, gooseKey } from '../clients/goose.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { foreignKeychainItems } from './foreign-keychain-item.ts';
import type { ForeignKeychainItems } from './foreign-keychain-item.ts';
import { findForeignCredentials } from './foreign-keyring.ts';
import type { FindCredentials } from './foreign-keyring.ts';
import { hostPath } from './json-store.ts';
import { memberOf, membersOf } from './record-fields.ts';
import { readYamlFile } from './read-yaml-file.ts';
import { rmcpGrant, rmcpMetadata } from './rmcp-credentials.ts';
import type { RemovalStep, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'goose';
const ITEM = { service: 'goose', account: 'secrets' };
const PREFIX = 'oauth_creds_';

export function gooseSignIns(
  findCredentials: FindCredentials = findForeignCredentials,
  items: ForeignKeychainItems = foreignKeychainItems,
): SignInStore {
  return {
    owner: OWNER,
    // A recipe may bring servers of its own.
    forgetsProjects: true,
    usesKeychain: true,
    hides: (env) => env.platform !== 'linux' && env.vars['GOOSE_DISABLE_KEYRING'] === undefined,
    watchPaths: (env) => [secretsFile(env)],
    async list(env) {
      const file = await readYamlFile(secretsFile(env));
      if (!file.ok) return file;
      const inKeyring = parseGooseSecrets(await inItem(findCredentials, env));
      const keys = new Set(inKeyring.map(({ key }) => key));
      return ok([
        ...inKeyring.map((record) => ({ ...record, inKeychain: true as const })),
        ...parseGooseSecrets(file.value).filter(({ key }) => !keys.has(key)),
      ]);
    },
    matches: serves,
    async open(env, name) {
      const path = secretsFile(env);
      const file = await readYamlFile(path);
      if (!file.ok) return file;
      const member = PREFIX + name;
      const inKeyring = memberOf(await inItem(findCredentials, env), member);
      const inFile = memberOf(file.value, member);
      const find = (root: unknown) => (memberOf(root, member) === null ? null : [member]);
      const removal: readonly RemovalStep[] = [
        ...(inKeyring === null ? [] : [{ kind: 'keychain-json', item: ITEM, items, find } as const]),
        ...(inFile === null ? [] : [{ kind: 'yaml', path, find } as const]),
      ];
      const grants = [inKeyring, inFile].filter((found) => found !== null).map(rmcpGrant);
      return ok(grants.length === 0 ? null : { grants, removal });
    },
  };
}

/** Metadata of the sign-ins among Goose's secrets; the others are not looked at. */
export function parseGooseSecrets(root: unknown): readonly SignInRecord[] {
  return membersOf(root).flatMap(([key]) => {
    const name = key.startsWith(PREFIX) ? key.slice(PREFIX.length) : '';
    const credentials = memberOf(root, key);
    if (name === '' || credentials === null) return [];
    const metadata = rmcpMetadata(credentials);
    return [{ owner: OWNER, key: name, serverName: name, serverUrl: null, rejectedAt: null, ...metadata }];
  });
}

/** A keychain that cannot be asked holds nothing that Goose could use: then it turns to the file. */
async function inItem(findCredentials: FindCredentials, env: HostEnv): Promise<unknown> {
  const found = await findCredentials(env, ITEM.service).catch(() => []);
  const item = found.find(({ account }) => account === ITEM.account);
  try {
    return item === undefined ? null : (JSON.parse(item.secret) as unknown);
  } catch {
    return null;
  }
}

/** Kept by the name inside the entry, of which the entry's own key is a plainer spelling. */
function serves(record: SignInRecord, entry: RawEntry): boolean {
  return entry.transport === 'http' && gooseKey(record.serverName) === gooseKey(entry.name);
}

function secretsFile(env: HostEnv): string {
  return hostPath(env, gooseFolder(env), 'secrets.yaml');
}
