import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followLogin } from '../../../../e2e/rig/fake-browser.ts';
import type { Rig } from '../../../../e2e/rig/oauth-rig.ts';
import { ok } from '../../../../shared/errors.ts';
import { createInMemorySecrets } from '../../secrets/in-memory.ts';
import { createAuthEngine } from '../engine.ts';

export interface LivingGrant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
}

/** A living grant of the rig, as any client would have got it. */
export async function signInSomewhere(rig: Rig, secrets = createInMemorySecrets()): Promise<LivingGrant> {
  const stateDir = await mkdtemp(join(tmpdir(), 'mcp-tray-grant-'));
  try {
    const engine = createAuthEngine({
      secrets,
      fetch,
      now: Date.now,
      stateDir,
      openUrl: async (url) => {
        followLogin(url).catch(() => undefined);
        return ok(null);
      },
    });
    const { signal } = new AbortController();
    const signedIn = await engine.signIn(rig.mcpUrl, { signal, onPhase: () => undefined });
    if (!signedIn.ok) throw new Error(signedIn.error.message);
    const stored = [...secrets.values.values()]
      .map((text) => JSON.parse(text) as Partial<LivingGrant> & { registration?: { clientId: string } })
      .find(({ accessToken }) => accessToken !== undefined);
    return {
      accessToken: stored?.accessToken ?? '',
      refreshToken: stored?.refreshToken ?? '',
      clientId: stored?.registration?.clientId ?? '',
    };
  } finally {
    await rm(stateDir, { recursive: true, force: true, maxRetries: 5 });
  }
}
