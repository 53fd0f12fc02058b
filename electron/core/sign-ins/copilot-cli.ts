/**
 * Sign-ins of GitHub Copilot CLI 1.0.102: a registration per address (`<hash>.json`) in one folder, its tokens in
 * the system's keychain or beside it (`<hash>.tokens.json`, expiry in seconds). Each session also leaves tokens
 * under a hash without registration, which cannot be renewed and run out by themselves: not sign-ins. macOS and
 * Windows by the libraries in its builds (apple-native-keyring-store 1.0.2, windows-native-keyring-store: the same as
 * ours, an item per hash). It overwrites its files where they lie, without a lock (watched at work).
 */
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { keyringRecords } from './keyring-records.ts';
import type { KeyringPorts, KeyringRecords } from './keyring-records.ts';
import { fieldsIn, namesIn } from './read-json-file.ts';
import { fieldsOf, hasText, secondsOf, secretOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { RemovalStep, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'copilot-cli';
const SERVICE = 'copilot-mcp-oauth';
/** More registrations than this are not a person's. */
const MOST = 500;

export function copilotSignIns(ports?: Partial<KeyringPorts>): SignInStore {
  const keyring = keyringRecords<Tokens>({
    systems: ['linux', 'darwin', 'win32'],
    service: () => SERVICE,
    kept(hash, text) {
      const fields = parsedFields(text);
      return ok(fields === null ? [] : [tokensOf(hash, fields)]);
    },
    // All that count are known by their registrations; the sessions' own would cost a question each on macOS.
    others: false,
    ports,
  });

  return {
    owner: OWNER,
    forgetsProjects: true,
    usesKeychain: true,
    asks: keyring.asks,
    // Without a registration there has been no sign-in.
    hides: (env) => hashesIn(env).length > 0 && keyring.hides(env),
    closed: (env) => (hashesIn(env).length === 0 ? null : keyring.closed(env)),
    look: (env) => keyring.look(env, hashesIn(env)),
    doubt: keyring.doubt,
    watchPaths: (env) => [folderOf(env), ...namesIn(folderOf(env)).map((name) => at(env, name))],
    list: (env) => recordsOf(env, keyring),
    matches: serves,
    async open(env, key) {
      const registration = hashesIn(env).includes(key) ? await fieldsIn(at(env, `${key}.json`)) : null;
      if (registration === null) return ok(null);
      const item = await keyring.read(env, key);
      if (!item.ok) return item;
      const inKeyring = item.value === null ? null : parsedFields(item.value);
      const inFile = await fieldsIn(at(env, `${key}.tokens.json`));
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
        ...(item.value === null ? [] : [keyring.removal(key)]),
        ...(inFile === null ? [] : [{ kind: 'file', path: at(env, `${key}.tokens.json`) } as const]),
        { kind: 'file', path: at(env, `${key}.json`), tellsOfOthers: true },
      ];
      return ok({ grants, removal });
    },
  };
}

/** Metadata of the tokens of one registration. */
interface Tokens extends Pick<SignInRecord, 'expiresAt' | 'hasAccessToken' | 'refreshable'> {
  readonly hash: string;
}

function tokensOf(hash: string, fields: Fields | null): Tokens {
  return {
    hash,
    expiresAt: secondsOf(fields, 'expiresAt'),
    hasAccessToken: hasText(fields, 'accessToken'),
    refreshable: hasText(fields, 'refreshToken'),
  };
}

function hashesIn(env: HostEnv): readonly string[] {
  return namesIn(folderOf(env)).flatMap((name) => /^([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? []);
}

/** A registration that cannot be read hides only itself; one whose tokens are out of sight says nothing. */
async function recordsOf(
  env: HostEnv,
  keyring: KeyringRecords<Tokens>,
): Promise<Result<readonly SignInRecord[]>> {
  const hashes = hashesIn(env);
  if (hashes.length > MOST) return fail('ConfigUnreadable', `${folderOf(env)} holds too many files.`);
  if (hashes.length === 0) return ok([]);
  const inKeyring = new Map((await keyring.list(env, hashes)).map((tokens) => [tokens.hash, tokens]));
  const records = await Promise.all(
    hashes.map(async (hash) => {
      const registration = await fieldsIn(at(env, `${hash}.json`));
      const kept = inKeyring.get(hash) ?? null;
      const inFile = await fieldsIn(at(env, `${hash}.tokens.json`));
      if (registration === null || (kept === null && inFile === null && keyring.hides(env))) return [];
      return [toRecord(registration, kept ?? tokensOf(hash, inFile), kept !== null)];
    }),
  );
  return ok(records.flat());
}

function toRecord(registration: Fields, { hash, ...tokens }: Tokens, isInKeychain: boolean): SignInRecord {
  const serverUrl = textOf(registration, 'serverUrl');
  return {
    owner: OWNER,
    key: hash,
    serverName: serverUrl !== null && URL.canParse(serverUrl) ? new URL(serverUrl).host : hash.slice(0, 8),
    serverUrl,
    issuer: textOf(registration, 'authorizationServerUrl'),
    ...tokens,
    rejectedAt: null,
    ...(isInKeychain ? { inKeychain: true as const } : {}),
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

function parsedFields(text: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}
