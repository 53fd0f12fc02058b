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
import { hostPath } from './json-store.ts';
import { keyringRecords } from './keyring-records.ts';
import type { KeyringPorts } from './keyring-records.ts';
import { memberOf, membersOf } from './record-fields.ts';
import { readYamlFile } from './read-yaml-file.ts';
import { rmcpGrant, rmcpMetadata } from './rmcp-credentials.ts';
import type { RemovalStep, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'goose';
const ITEM = { service: 'goose', account: 'secrets' };
const PREFIX = 'oauth_creds_';

export function gooseSignIns(ports?: Partial<KeyringPorts>): SignInStore {
  const keyring = keyringRecords<SignInRecord>({
    systems: ['linux', 'darwin'],
    service: () => ITEM.service,
    kept: (account, text) => ok(account === ITEM.account ? parseGooseSecrets(parsed(text)) : []),
    others: false,
    ports,
  });

  return {
    owner: OWNER,
    // A recipe may bring servers of its own.
    forgetsProjects: true,
    usesKeychain: true,
    asks: (env) => usesKeyring(env) && keyring.asks(env),
    hides: (env) => usesKeyring(env) && (env.platform === 'win32' || keyring.hides(env)),
    closed: (env) => (usesKeyring(env) ? keyring.closed(env) : null),
    look: (env) => keyring.look(env, [ITEM.account]),
    doubt: keyring.doubt,
    watchPaths: (env) => [secretsFile(env)],
    async list(env) {
      const file = await readYamlFile(secretsFile(env));
      if (!file.ok) return file;
      const inKeyring = usesKeyring(env) ? await keyring.list(env, []) : [];
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
      const text = usesKeyring(env) ? await keyring.read(env, ITEM.account) : ok(null);
      if (!text.ok) return text;
      const inKeyring = text.value === null ? null : memberOf(parsed(text.value), member);
      const inFile = memberOf(file.value, member);
      const find = (root: unknown) => (memberOf(root, member) === null ? null : [member]);
      const { items } = keyring;
      const removal: readonly RemovalStep[] = [
        ...(inKeyring === null ? [] : [{ kind: 'keychain-json', item: ITEM, items, find } as const]),
        ...(inFile === null ? [] : [{ kind: 'yaml', path, find } as const]),
      ];
      const grants = [inKeyring, inFile].filter((found) => found !== null).map(rmcpGrant);
      return ok(grants.length === 0 ? null : { grants, removal });
    },
  };
}

/** With the variable, and without a keychain, Goose turns to the file. */
function usesKeyring(env: HostEnv): boolean {
  return env.vars['GOOSE_DISABLE_KEYRING'] === undefined;
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
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
