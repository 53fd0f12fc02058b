/**
 * Sign-ins of Mastra Code 0.32.1, made and used by its own loader (`@mastra/code-sdk` 1.0.1, run by hand): a file for each
 * server and each folder that it was signed in from. Its name is a fingerprint of both; inside stand the tokens and the
 * registration as texts of JSON, but neither the address nor a time. Only the app's registered name tells the server. It takes no lock.
 */
import { fail, ok } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath } from './json-store.ts';
import { fieldsIn, namesIn } from './read-json-file.ts';
import { fieldsOf, hasText, secretOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'mastra-code';
const REGISTERED_AS = 'Mastra Code MCP ';
const USUAL_REDIRECT = 'http://127.0.0.1:1458/oauth/callback';
/** More sign-ins than this are not a person's. */
const MOST = 500;

export const mastraSignIns: SignInStore = {
  owner: OWNER,
  forgetsProjects: true,
  watchPaths: (env) => [folderOf(env), ...keysIn(env).map((key) => at(env, key))],
  async list(env) {
    const keys = keysIn(env);
    if (keys.length > MOST) return fail('ConfigUnreadable', `${folderOf(env)} holds too many files.`);
    const read = await Promise.all(keys.map((key) => stored(env, key)));
    return ok(read.filter((one) => one !== null).map(toRecord));
  },
  matches: serves,
  async open(env, key) {
    const found = keysIn(env).includes(key) ? await stored(env, key) : null;
    if (found === null) return ok(null);
    const { tokens, client } = found;
    const grant = standardGrant(tokens, client, { issuer: issuerOf(found) });
    return ok({ grants: [grant], removal: [{ kind: 'file', path: at(env, key) }] });
  },
};

interface Stored {
  readonly key: string;
  readonly tokens: Fields | null;
  readonly client: Fields | null;
}

async function stored(env: HostEnv, key: string): Promise<Stored | null> {
  const fields = await fieldsIn(at(env, key));
  if (fields === null) return null;
  return { key, tokens: parsedAt(fields, 'tokens'), client: parsedAt(fields, 'client_info') };
}

function parsedAt(fields: Fields, key: string): Fields | null {
  try {
    return fieldsOf(JSON.parse(secretOf(fields, key) ?? 'null'));
  } catch {
    return null;
  }
}

function toRecord(found: Stored): SignInRecord {
  const { key, tokens, client } = found;
  const name = textOf(client, 'client_name');
  return {
    owner: OWNER,
    key,
    serverName: name?.startsWith(REGISTERED_AS) === true ? name.slice(REGISTERED_AS.length) : key.slice(0, 8),
    serverUrl: null,
    issuer: issuerOf(found),
    expiresAt: null,
    hasAccessToken: hasText(tokens, 'access_token'),
    refreshable: hasText(tokens, 'refresh_token'),
    rejectedAt: null,
    // One for each folder: of several, none is too many.
    variant: key,
  };
}

/** Written by newer versions of the SDK that it is built with. */
function issuerOf({ tokens, client }: Stored): string | null {
  return textOf(tokens, 'issuer') ?? textOf(client, 'issuer');
}

/**
 * A project's server is used from that project. A person's own is used from any folder, which its fingerprint hides, and
 * values of variables are Mastra Code's: then the name decides.
 */
function serves(record: SignInRecord, { name, url, project }: RawEntry): boolean {
  if (url === null) return false;
  if (project === null || url.includes('$')) return record.serverName === name;
  const shape = { projectDir: project, name, url, redirectUrl: USUAL_REDIRECT, scopes: [] };
  return record.key === fingerprint(JSON.stringify(shape));
}

/** FNV-1a of 64 bits, over UTF-16 units. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

function folderOf(env: HostEnv): string {
  return hostPath(
    env,
    env.vars['MASTRA_APP_DATA_DIR'] || hostPath(env, dataFolder(env), 'mastracode'),
    'mcp-oauth',
  );
}

function dataFolder(env: HostEnv): string {
  if (env.platform === 'darwin') return hostPath(env, env.home, 'Library', 'Application Support');
  if (env.platform === 'win32') return env.vars['APPDATA'] || hostPath(env, env.home, 'AppData', 'Roaming');
  return env.vars['XDG_DATA_HOME'] || hostPath(env, env.home, '.local', 'share');
}

function at(env: HostEnv, key: string): string {
  return hostPath(env, folderOf(env), `${key}.json`);
}

function keysIn(env: HostEnv): readonly string[] {
  return namesIn(folderOf(env)).flatMap((name) => /^([0-9a-f]{16})\.json$/.exec(name)?.[1] ?? []);
}
