/**
 * oidc-provider's storage in plain maps, so that a test can ask what is still alive and a "restart" really
 * forgets everything (auth.md 4.4, gotcha 9).
 */
export interface StoredModel {
  readonly grantId?: string;
  readonly uid?: string;
  readonly userCode?: string;
  readonly exp?: number;
  consumed?: unknown;
}

export interface AuthStore {
  readonly adapter: (model: string) => object;
  /** Refresh tokens that could still be used. */
  liveRefreshTokens(): number;
  clients(): number;
}

export function createAuthStore(): AuthStore {
  const items = new Map<string, StoredModel>();
  const prefixed = (model: string) => [...items].filter(([key]) => key.startsWith(`${model}:`));

  const adapter = (model: string) => ({
    upsert: async (id: string, payload: StoredModel) => void items.set(`${model}:${id}`, payload),
    find: async (id: string) => items.get(`${model}:${id}`),
    findByUid: async (uid: string) => prefixed(model).find(([, item]) => item.uid === uid)?.[1],
    findByUserCode: async (code: string) => prefixed(model).find(([, item]) => item.userCode === code)?.[1],
    destroy: async (id: string) => void items.delete(`${model}:${id}`),
    consume: async (id: string) => {
      const item = items.get(`${model}:${id}`);
      if (item) item.consumed = Math.floor(Date.now() / 1000);
    },
    revokeByGrantId: async (grantId: string) => {
      for (const [key, item] of items) if (item.grantId === grantId) items.delete(key);
    },
  });

  return {
    adapter,
    liveRefreshTokens: () =>
      prefixed('RefreshToken').filter(
        ([, item]) => item.consumed === undefined && (item.exp ?? Infinity) > Date.now() / 1000,
      ).length,
    clients: () => prefixed('Client').length,
  };
}
