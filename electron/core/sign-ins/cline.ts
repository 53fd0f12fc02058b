/**
 * Cline's sign-ins (CLI 3.0.65) stand inside the entries of its settings file, as `oauth`. Only a lifetime in
 * seconds is kept, counted from the last sign-in or renewal.
 */
import type { HostEnv } from '../host-env.ts';
import { hostPath, jsonStore } from './json-store.ts';
import { fieldsOf, hasText, memberOf, membersOf, secretOf, textOf, timeOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { OpenedRecord, SignInRecord, SignInStore } from './types.ts';

const OWNER = 'cline';

export const clineSignIns: SignInStore = jsonStore({
  owner: OWNER,
  file: settingsFile,
  parse: parseClineRecords,
  matches: (record, entry) => record.serverName === entry.name,
  open: openRecord,
});

function settingsFile(env: HostEnv): string {
  const { CLINE_MCP_SETTINGS_PATH: file, CLINE_DATA_DIR: data, CLINE_DIR: root } = env.vars;
  if (file) return file;
  const folder = data || hostPath(env, root || hostPath(env, env.home, '.cline'), 'data');
  return hostPath(env, folder, 'settings', 'cline_mcp_settings.json');
}

/** Metadata of the entries that have an `oauth` member. */
export function parseClineRecords(root: unknown): readonly SignInRecord[] {
  return membersOf(memberOf(root, 'mcpServers')).flatMap(([name, value]) => {
    const oauth = memberOf(value, 'oauth');
    if (oauth === null) return [];
    const tokens = memberOf(oauth, 'tokens');
    const since = timeOf(oauth, 'lastAuthenticatedAt');
    const lifetime = timeOf(tokens, 'expires_in');
    return [
      {
        owner: OWNER,
        key: name,
        serverName: name,
        serverUrl: textOf(memberOf(value, 'transport') ?? fieldsOf(value), 'url'),
        issuer: issuerOf(oauth),
        expiresAt: since === null || lifetime === null ? null : since + lifetime * 1000,
        hasAccessToken: hasText(tokens, 'access_token'),
        refreshable: hasText(tokens, 'refresh_token'),
        rejectedAt: null,
      },
    ];
  });
}

function issuerOf(oauth: Fields): string | null {
  return textOf(memberOf(oauth, 'discoveryState'), 'authorizationServerUrl');
}

/** `oauthClient` beside it is the person's own setting and stays. */
function openRecord(root: unknown, name: string, { path }: { path: string }): OpenedRecord | null {
  const entry = memberOf(memberOf(root, 'mcpServers'), name);
  const oauth = memberOf(entry, 'oauth');
  if (oauth === null) return null;
  const tokens = memberOf(oauth, 'tokens');
  const registered = memberOf(oauth, 'clientInformation') ?? null;
  const given = memberOf(entry, 'oauthClient');
  const grant = {
    refreshToken: secretOf(tokens, 'refresh_token'),
    accessToken: secretOf(tokens, 'access_token'),
    clientId: textOf(registered, 'client_id') ?? textOf(given, 'clientId'),
    clientSecret: secretOf(registered, 'client_secret') ?? secretOf(given, 'clientSecret'),
    issuer: issuerOf(oauth),
    tokenEndpoint: null,
  };
  const find = (now: unknown) =>
    memberOf(memberOf(memberOf(now, 'mcpServers'), name), 'oauth') === null
      ? null
      : ['mcpServers', name, 'oauth'];
  return { grants: [grant], removal: [{ kind: 'json', path, find, lock: 'folder-with-owner' }] };
}
