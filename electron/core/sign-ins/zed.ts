/**
 * Zed's sign-ins, from its source (zed-industries/zed: context_server/oauth.rs, project/context_server_store.rs,
 * gpui_linux platform.rs; 2026-08; not run here): an item for each server in the system's keychain, on Linux with the
 * attributes `url` (`mcp-oauth:` and the server's address without query and last slash) and `username`. Its text is
 * JSON with the registration and the address that gave the tokens. On macOS it is an internet password, which the
 * keychain module cannot ask for, and a Zed from Flatpak has a keyring of its own: both stay out of sight.
 */
import { existsSync } from 'node:fs';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { findSecrets } from '../secrets/secret-service.ts';
import type { SecretAttributes, SecretItem } from '../secrets/secret-service.ts';
import { hostPath } from './json-store.ts';
import { fieldsOf, hasText, memberOf, secondsOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'zed';
const PREFIX = 'mcp-oauth:';
const USERNAME = 'mcp-oauth';

export const zedSignIns: SignInStore = {
  owner: OWNER,
  forgetsProjects: true,
  usesKeychain: true,
  programs: [{ name: 'zed-editor' }, { name: 'zed' }],
  hides: (env) =>
    env.platform !== 'linux' || existsSync(hostPath(env, env.home, '.var', 'app', 'dev.zed.Zed')),
  watchPaths: () => [],
  async list(env) {
    const found = await find(env, { username: USERNAME });
    return found.ok ? ok(parseZedItems(found.value)) : found;
  },
  matches: (record: SignInRecord, entry: RawEntry) =>
    entry.transport === 'http' && entry.url !== null && record.key === canonical(entry.url),
  async open(env: HostEnv, key) {
    const attributes = { url: PREFIX + key, username: USERNAME };
    const found = await find(env, attributes);
    if (!found.ok) return found;
    const [item] = found.value;
    const session = item === undefined ? null : sessionIn(item);
    if (session === null) return ok(null);
    const tokens = memberOf(session, 'tokens');
    const client = memberOf(session, 'client_registration');
    const grant = standardGrant(tokens, client, { tokenEndpoint: textOf(session, 'token_endpoint') });
    return ok({ grants: [grant], removal: [{ kind: 'secret-service', attributes }] });
  },
};

/** Without a Secret Service there is nothing to look into, and Zed has no place for a sign-in. */
async function find(env: HostEnv, attributes: SecretAttributes): Promise<Result<readonly SecretItem[]>> {
  try {
    return ok((await findSecrets(env, attributes))?.open ?? []);
  } catch {
    return fail('KeychainUnavailable');
  }
}

/** Metadata of the items that are sign-ins; Zed's own login and its keys of model providers are others. */
export function parseZedItems(items: readonly SecretItem[]): readonly SignInRecord[] {
  return items.flatMap((item) => {
    const url = item.attributes['url'] ?? '';
    const key = url.startsWith(PREFIX) ? url.slice(PREFIX.length) : '';
    const session = sessionIn(item);
    if (session === null || !URL.canParse(key)) return [];
    const tokens = memberOf(session, 'tokens');
    return [
      {
        owner: OWNER,
        key,
        serverName: new URL(key).host,
        nameless: true as const,
        serverUrl: key,
        issuer: null,
        expiresAt: secondsOf(memberOf(tokens, 'expires_at'), 'secs_since_epoch'),
        hasAccessToken: hasText(tokens, 'access_token'),
        refreshable: hasText(tokens, 'refresh_token'),
        rejectedAt: null,
        inKeychain: true as const,
      },
    ];
  });
}

function sessionIn({ secret }: SecretItem): Fields | null {
  try {
    return fieldsOf(JSON.parse(secret));
  } catch {
    return null;
  }
}

/** As Zed spells an address in the name of an item (`canonical_server_uri`). */
function canonical(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
