import type { RigOptions } from './rig-options.ts';

/**
 * oidc-provider's storage in plain maps, so that a test can ask what is still alive and a "restart" really
 * forgets everything (auth.md 4.4, gotcha 9).
 */
export interface StoredModel {
  readonly grantId?: string;
  readonly uid?: string;
  readonly userCode?: string;
  readonly exp?: number;
  readonly aud?: string;
  readonly scope?: string;
  readonly clientId?: string;
  readonly accountId?: string;
  consumed?: unknown;
  /** Epoch milliseconds. */
  consumedAt?: number;
}

export interface AuthStore {
  readonly adapter: (model: string) => object;
  /** Refresh tokens that could still be used. */
  liveRefreshTokens(): number;
  clients(): number;
  /** What an opaque access token stands for, while it is good (RFC 7662 without the detour). */
  introspect(accessToken: string): StoredModel | null;
}

export function createAuthStore(options: Pick<RigOptions, 'reuseGrace'> = {}): AuthStore {
  const items = new Map<string, StoredModel>();
  const prefixed = (model: string) => [...items].filter(([key]) => key.startsWith(`${model}:`));

  const adapter = (model: string) => ({
    upsert: async (id: string, payload: StoredModel) => void items.set(`${model}:${id}`, payload),
    find: async (id: string) => forgiven(model, items.get(`${model}:${id}`)),
    findByUid: async (uid: string) => prefixed(model).find(([, item]) => item.uid === uid)?.[1],
    findByUserCode: async (code: string) => prefixed(model).find(([, item]) => item.userCode === code)?.[1],
    destroy: async (id: string) => void items.delete(`${model}:${id}`),
    consume: async (id: string) => {
      const item = items.get(`${model}:${id}`);
      if (item) Object.assign(item, { consumed: Math.floor(Date.now() / 1000), consumedAt: Date.now() });
    },
    revokeByGrantId: async (grantId: string) => {
      for (const [key, item] of items) if (item.grantId === grantId) items.delete(key);
    },
  });

  /** A refresh token that was used a moment ago looks unused while the service is lenient. */
  function forgiven(model: string, item: StoredModel | undefined): StoredModel | undefined {
    const grace = model === 'RefreshToken' ? (options.reuseGrace ?? 0) : 0;
    if (item?.consumedAt === undefined || Date.now() - item.consumedAt > grace) return item;
    const { consumed: _, ...unused } = item;
    return unused;
  }

  return {
    adapter,
    liveRefreshTokens: () =>
      prefixed('RefreshToken').filter(
        ([, item]) => item.consumed === undefined && (item.exp ?? Infinity) > Date.now() / 1000,
      ).length,
    clients: () => prefixed('Client').length,
    introspect(accessToken) {
      const item = items.get(`AccessToken:${accessToken}`);
      return item !== undefined && (item.exp ?? 0) > Date.now() / 1000 ? item : null;
    },
  };
}
