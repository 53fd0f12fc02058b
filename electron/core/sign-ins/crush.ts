/**
 * Crush's sign-ins, from its source (charmbracelet/crush internal/oauth/token.go, 2026-08; not run here): its data
 * file holds `oauth_token` under the name of each server, end in seconds, the registration as `client` within.
 */
import type { RawEntry } from '../clients/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath, jsonStore } from './json-store.ts';
import { hasText, memberOf, membersOf, secondsOf, textOf } from './record-fields.ts';
import { standardGrant } from './standard-grant.ts';
import type { SignInRecord, SignInStore } from './types.ts';

const OWNER = 'crush';

export const crushSignIns: SignInStore = jsonStore({
  owner: OWNER,
  forgetsProjects: true,
  file: dataFile,
  parse: (root) =>
    membersOf(memberOf(root, 'mcp')).flatMap(([name, server]): readonly SignInRecord[] => {
      const tokens = memberOf(server, 'oauth_token');
      if (tokens === null) return [];
      return [
        {
          owner: OWNER,
          key: name,
          serverName: name,
          serverUrl: null,
          issuer: null,
          expiresAt: secondsOf(tokens, 'expires_at'),
          hasAccessToken: hasText(tokens, 'access_token'),
          refreshable: hasText(tokens, 'refresh_token'),
          rejectedAt: null,
        },
      ];
    }),
  matches: (record: SignInRecord, entry: RawEntry) =>
    record.serverName === entry.name && (entry.transport === 'http' || entry.transport === 'sse'),
  open(root, name, { path }) {
    const find = (now: unknown) =>
      memberOf(memberOf(memberOf(now, 'mcp'), name), 'oauth_token') === null
        ? null
        : ['mcp', name, 'oauth_token'];
    if (find(root) === null) return null;
    const tokens = memberOf(memberOf(memberOf(root, 'mcp'), name), 'oauth_token');
    const client = memberOf(tokens, 'client');
    const grant = standardGrant(tokens, client, { tokenEndpoint: textOf(client, 'token_url') });
    return { grants: [grant], removal: [{ kind: 'json', path, find }] };
  },
});

function dataFile(env: HostEnv): string {
  const { CRUSH_GLOBAL_DATA: given, XDG_DATA_HOME: data, LOCALAPPDATA: local } = env.vars;
  if (given) return hostPath(env, given, 'crush.json');
  if (data) return hostPath(env, data, 'crush', 'crush.json');
  return env.platform === 'win32'
    ? hostPath(env, local || hostPath(env, env.home, 'AppData', 'Local'), 'crush', 'crush.json')
    : hostPath(env, env.home, '.local', 'share', 'crush', 'crush.json');
}
