import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followLogin } from '../../../../e2e/rig/fake-browser.ts';
import { startOAuthRig } from '../../../../e2e/rig/oauth-rig.ts';
import type { Rig, RigOptions } from '../../../../e2e/rig/oauth-rig.ts';
import { ok } from '../../../../shared/errors.ts';
import type { Result } from '../../../../shared/errors.ts';
import { createInMemorySecrets } from '../../secrets/in-memory.ts';
import type { InMemorySecrets } from '../../secrets/in-memory.ts';
import { memoryFailures } from '../attempts.ts';
import type { FailureBook } from '../attempts.ts';
import { createAuthEngine } from '../engine.ts';
import type { AuthEngineOptions, OwnAuthEngine } from '../engine.ts';

/** An engine, its keychain and clock, and rigs to sign in to; `stop` leaves nothing behind. */
export interface Bench {
  readonly engine: OwnAuthEngine;
  readonly secrets: InMemorySecrets;
  readonly failures: FailureBook;
  /** Addresses the "browser" was asked to open. */
  readonly opened: string[];
  readonly later: (milliseconds: number) => void;
  readonly now: () => number;
  rig(options?: RigOptions): Promise<Rig>;
  signIn(rig: Rig, more?: { scope?: string; anotherAccount?: boolean }): Promise<Result<null>>;
  /** The token; throws when there is none. */
  token(rig: Rig): Promise<string>;
  /** The server's status for the token. */
  accepted(rig: Rig, token: string): Promise<number>;
  stop(): Promise<void>;
}

export async function createBench(more: Partial<AuthEngineOptions> = {}): Promise<Bench> {
  const stateDir = await mkdtemp(join(tmpdir(), 'mcp-tray-auth-'));
  const secrets = createInMemorySecrets();
  const failures = memoryFailures();
  const rigs: Rig[] = [];
  const opened: string[] = [];
  const browsing: Promise<unknown>[] = [];
  let now = Date.now();
  const engine = createAuthEngine({
    secrets,
    failures,
    fetch,
    now: () => now,
    stateDir,
    browserTimeout: 3000,
    openUrl: async (url) => {
      opened.push(url);
      browsing.push(followLogin(url).catch(() => undefined));
      return ok(null);
    },
    ...more,
  });
  return {
    engine,
    secrets,
    failures,
    opened,
    later: (milliseconds) => {
      now += milliseconds;
    },
    now: () => now,
    async rig(options = {}) {
      const rig = await startOAuthRig(options);
      rigs.push(rig);
      return rig;
    },
    signIn: (rig, options = {}) =>
      engine.signIn(rig.mcpUrl, {
        signal: new AbortController().signal,
        onPhase: () => undefined,
        ...options,
      }),
    async token(rig) {
      const result = await engine.accessToken(rig.mcpUrl);
      if (!result.ok || result.value === null) throw new Error(`No token: ${JSON.stringify(result)}`);
      return result.value;
    },
    async accepted(rig, token) {
      const response = await fetch(rig.mcpUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          authorization: `Bearer ${token}`,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
      await response.body?.cancel();
      return response.status;
    },
    async stop() {
      await Promise.allSettled(browsing);
      await Promise.all(rigs.map((rig) => rig.stop()));
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

export const failure = (code: string) => ({ ok: false, error: { code } });
