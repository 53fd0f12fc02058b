/**
 * Sign-ins kept by the server's address. Neither client could be run here.
 * Antigravity: place from its own manual, shape as two independent programs read it (2026-09): a member per address,
 * in some versions all of them under `tokens`; `expiry` is a date. Continue: its source (core/context/mcp/
 * MCPOauth.ts, 2026-06): `mcpOauthStorage` beside other things of its own, no time of issue and so no end; it
 * overwrites the file where it lies, without a lock. Whether Antigravity has one is not known.
 */
import { digest } from '../digest.ts';
import type { RawEntry } from '../clients/types.ts';
import type { KeyPath } from '../formats/types.ts';
import type { HostEnv } from '../host-env.ts';
import { hostPath, jsonStore } from './json-store.ts';
import { hasText, memberOf, membersOf, secretOf, textOf } from './record-fields.ts';
import type { Fields } from './record-fields.ts';
import type { SignInRecord, SignInStore, StoredGrant } from './types.ts';

interface Shape {
  readonly owner: string;
  readonly file: (env: HostEnv) => string;
  /** Where the members stand. */
  readonly parent: (root: unknown) => KeyPath;
  readonly tokens: (record: Fields) => Fields | null;
  readonly expiresAt: (tokens: Fields) => number | null;
  readonly registration: (record: Fields) => Pick<StoredGrant, 'clientId' | 'clientSecret' | 'tokenEndpoint'>;
}

export const antigravitySignIns = urlKeyedStore({
  owner: 'antigravity',
  file: (env) => hostPath(env, env.home, '.gemini', 'antigravity', 'mcp_oauth_tokens.json'),
  parent: (root) => (memberOf(root, 'tokens') === null ? [] : ['tokens']),
  tokens: (record) => memberOf(record, 'token'),
  expiresAt: (tokens) => dateOf(textOf(tokens, 'expiry')),
  registration: (record) => ({
    clientId: textOf(record, 'client_id'),
    clientSecret: secretOf(record, 'client_secret'),
    tokenEndpoint: textOf(record, 'token_url'),
  }),
});

export const continueSignIns = urlKeyedStore({
  owner: 'continue',
  file: (env) => {
    const folder = env.vars['CONTINUE_GLOBAL_DIR'] || hostPath(env, env.home, '.continue');
    return hostPath(env, folder, 'index', 'globalContext.json');
  },
  parent: () => ['mcpOauthStorage'],
  tokens: (record) => memberOf(record, 'tokens'),
  expiresAt: () => null,
  registration(record) {
    const client = memberOf(record, 'clientInformation');
    return {
      clientId: textOf(client, 'client_id'),
      clientSecret: secretOf(client, 'client_secret'),
      tokenEndpoint: null,
    };
  },
});

function urlKeyedStore(shape: Shape): SignInStore {
  const { owner } = shape;

  function members(root: unknown): readonly (readonly [string, Fields])[] {
    const [parent] = shape.parent(root);
    const place = typeof parent === 'string' ? memberOf(root, parent) : root;
    return membersOf(place).flatMap(([url]) => {
      const record = memberOf(place, url);
      return record !== null && URL.canParse(url) ? [[url, record] as const] : [];
    });
  }

  const find = (root: unknown, key: string) => members(root).find(([url]) => keyOf(url) === key);

  return jsonStore({
    owner,
    forgetsProjects: true,
    file: shape.file,
    parse: (root) =>
      members(root).map(([url, record]): SignInRecord => {
        const tokens = shape.tokens(record);
        return {
          owner,
          key: keyOf(url),
          serverName: new URL(url).host,
          serverUrl: url,
          issuer: null,
          expiresAt: tokens === null ? null : shape.expiresAt(tokens),
          hasAccessToken: hasText(tokens, 'access_token'),
          refreshable: hasText(tokens, 'refresh_token'),
          rejectedAt: null,
        };
      }),
    matches: (record: SignInRecord, entry: RawEntry) => entry.url !== null && record.serverUrl === entry.url,
    open(root, key, { path }) {
      const found = find(root, key);
      if (found === undefined) return null;
      const tokens = shape.tokens(found[1]);
      const grant = {
        refreshToken: secretOf(tokens, 'refresh_token'),
        accessToken: secretOf(tokens, 'access_token'),
        issuer: null,
        ...shape.registration(found[1]),
      };
      const place = (now: unknown): KeyPath | null => {
        const there = find(now, key);
        return there === undefined ? null : [...shape.parent(now), there[0]];
      };
      return { grants: [grant], removal: [{ kind: 'json', path, find: place }] };
    },
  });
}

/** An address may hold a secret in its query: the key that is shown has a hash of it. */
function keyOf(url: string): string {
  return `${new URL(url).host}|${digest('sha256', url).slice(0, 16)}`;
}

/** RFC 3339; a date in the first century is Go's way to say "none". */
function dateOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isFinite(at) && at > 0 ? at : null;
}
