/**
 * Sign-ins of OpenCode 1.18.33 and its fork Kilo Code 7.7.9: one object, a member per server name. `expiresAt`
 * is in seconds with a fraction. The issuer is kept nowhere.
 */
import { digest } from '../digest.ts';
import type { ClientLock, RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath, jsonStore } from './json-store.ts';
import { fieldsOf, hasText, memberOf, membersOf, secondsOf, secretOf, textOf } from './record-fields.ts';
import type { OpenedRecord, SignInRecord, SignInStore } from './types.ts';

export const openCodeSignIns: SignInStore = namedStore('opencode', 'opencode');
export const kiloSignIns: SignInStore = namedStore('kilo-code', 'kilo');

function namedStore(owner: string, folder: string): SignInStore {
  return jsonStore({
    owner,
    forgetsProjects: true,
    file: (env) =>
      hostPath(
        env,
        env.vars['XDG_DATA_HOME'] || hostPath(env, env.home, '.local', 'share'),
        folder,
        'mcp-auth.json',
      ),
    parse: (root) => parseOpenCodeRecords(owner, root),
    matches: serves,
    open: (root, key, { env, path }) => openRecord(root, key, { path, lock: lockOf(env, folder, path) }),
  });
}

/** Both (their own programs, watched at work) hold this while they read, change and write the file. */
function lockOf(env: HostEnv, folder: string, path: string): ClientLock {
  const state = env.vars['XDG_STATE_HOME'] || hostPath(env, env.home, '.local', 'state');
  const name = digest('sha1', `mcp-auth:${path}`);
  return {
    folder: hostPath(env, state, folder, 'locks', `${name}.lock`),
    holds: 'heartbeat',
    staleMs: 60_000,
  };
}

/** Metadata of the members. A member may hold only a login that was never finished. */
export function parseOpenCodeRecords(owner: string, root: unknown): readonly SignInRecord[] {
  return membersOf(root).flatMap(([name, value]) => {
    const fields = fieldsOf(value);
    if (fields === null) return [];
    const tokens = memberOf(fields, 'tokens');
    return [
      {
        owner,
        key: name,
        serverName: name,
        serverUrl: textOf(fields, 'serverUrl'),
        issuer: null,
        expiresAt: secondsOf(tokens, 'expiresAt'),
        hasAccessToken: hasText(tokens, 'accessToken'),
        refreshable: hasText(tokens, 'refreshToken'),
        rejectedAt: null,
      },
    ];
  });
}

/** A record counts only while its address is exactly the entry's. */
function serves(record: SignInRecord, entry: RawEntry): boolean {
  return record.serverName === entry.name && entry.url !== null && record.serverUrl === entry.url;
}

function openRecord(
  root: unknown,
  name: string,
  place: { readonly path: string; readonly lock: ClientLock },
): OpenedRecord | null {
  const fields = memberOf(root, name);
  if (fields === null) return null;
  const tokens = memberOf(fields, 'tokens');
  const client = memberOf(fields, 'clientInfo');
  const grant = {
    refreshToken: secretOf(tokens, 'refreshToken'),
    accessToken: secretOf(tokens, 'accessToken'),
    clientId: textOf(client, 'clientId'),
    clientSecret: secretOf(client, 'clientSecret'),
    issuer: null,
    tokenEndpoint: null,
  };
  const find = (now: unknown) => (memberOf(now, name) === null ? null : [name]);
  return { grants: [grant], removal: [{ kind: 'json', ...place, find }] };
}
