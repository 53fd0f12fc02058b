import { randomBytes as systemRandomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { createCredentials, credentialFor } from './credentials.ts';
import type { Credential } from './credentials.ts';
import { attemptFact, credentialFact, isFinalRejection, rejectionFor } from './fact.ts';
import type { Rejection } from './fact.ts';
import { createFileLock } from './file-lock.ts';
import type { FileLockTiming } from './file-lock.ts';
import { createOAuthHttp } from './oauth-http.ts';
import { createRenewal } from './renewal.ts';
import { createSignIn } from './sign-in.ts';
import { createSignOut } from './sign-out.ts';
import type { AuthEngine } from './types.ts';
import { canonicalResource } from './urls.ts';

/** Facts and lists may be this old; tokens are always read from the keychain. Milliseconds. */
const MEMORY_AGE = 10_000;

export interface AuthEngineOptions {
  readonly secrets: SecretStore;
  readonly fetch: typeof globalThis.fetch;
  /** Gets only http(s) addresses that passed the checks of `urls.ts`. */
  readonly openUrl: (url: string) => Promise<Result<null>>;
  readonly now: () => number;
  /** Our own folder: lock files only, never tokens. */
  readonly stateDir: string;
  readonly randomBytes?: (size: number) => Uint8Array;
  /** Milliseconds the person has in the browser; 5 minutes unless told. */
  readonly browserTimeout?: number;
  readonly lockTiming?: FileLockTiming;
}

/** An engine that can be told to look at the keychain again, e.g. after the person has unlocked it. */
export interface OwnAuthEngine extends AuthEngine {
  reload(): void;
}

/** Our OAuth 2.1 client; see `AuthEngine`. Does nothing, not even load the keychain, before the first call. */
export function createAuthEngine(options: AuthEngineOptions): OwnAuthEngine {
  const { secrets, fetch, openUrl, now, stateDir, lockTiming } = options;
  const { randomBytes = systemRandomBytes, browserTimeout = 5 * 60_000 } = options;
  const http = createOAuthHttp(fetch);
  const lock = createFileLock(join(stateDir, 'locks'), lockTiming);
  const credentials = createCredentials(secrets, now);
  const renewal = createRenewal({ credentials, http, lock, now });
  const rejections = new Map<string, Rejection>();
  const attempts = new Map<string, { at: number; error: AppError }>();
  const running = new Map<string, AbortController>();
  const signIn = createSignIn({
    secrets,
    credentials,
    fetch,
    http,
    lock,
    openUrl,
    now,
    randomBytes,
    browserTimeout,
  });
  const signOut = createSignOut({ credentials, http, lock, now });

  async function find(server: string | null, maxAge: number): Promise<Result<Credential | null>> {
    if (server === null) return ok(null);
    const all = await credentials.all(maxAge);
    return all.ok ? ok(credentialFor(all.value, server)) : all;
  }

  return {
    async fact(serverUrl) {
      const server = canonicalResource(serverUrl);
      const found = await find(server, MEMORY_AGE);
      if (!found.ok || server === null) return found.ok ? ok(null) : found;
      const credential = found.value;
      if (credential === null) {
        const attempt = attempts.get(server);
        return ok(attempt ? attemptFact(attempt) : null);
      }
      return ok(
        credentialFact(credential, {
          now: now(),
          renewing: renewal.isRunning(credential),
          failure: renewal.failure(credential),
          rejection: rejectionFor(credential, rejections.get(server)),
        }),
      );
    },

    async list() {
      const all = await credentials.all(MEMORY_AGE);
      if (!all.ok) return all;
      return ok(
        all.value.map(({ resource, issuer, expiresAt, refreshToken, oauthScopes }) => ({
          resource,
          issuer,
          expiresAt,
          refreshable: refreshToken !== null,
          oauthScopes,
        })),
      );
    },

    async accessToken(serverUrl) {
      const server = canonicalResource(serverUrl);
      const found = await find(server, MEMORY_AGE);
      if (!found.ok || found.value === null || server === null) return found.ok ? ok(null) : found;
      const rejection = rejectionFor(found.value, rejections.get(server));
      if (rejection !== null && isFinalRejection(found.value, rejection)) {
        return fail('InvalidGrant', 'The server refused the token we hold.');
      }
      return renewal.usableToken(found.value, rejection?.kind === 'invalid-token');
    },

    async signIn(serverUrl, { signal, onPhase, scope }) {
      const server = canonicalResource(serverUrl);
      if (server === null) return fail('InsecureEndpoint', 'This server has no web address.');
      // A second click takes over: the first browser tab may be lost.
      running.get(server)?.abort();
      const mine = new AbortController();
      running.set(server, mine);
      const found = await find(server, MEMORY_AGE);
      const previous = found.ok ? found.value : null;
      const rejection = previous === null ? null : rejectionFor(previous, rejections.get(server));
      const stepUp =
        previous !== null && rejection?.kind === 'insufficient-scope'
          ? {
              previous: [...previous.requestedScopes, ...previous.oauthScopes],
              challenged: rejection.scope,
            }
          : null;
      const result = await signIn(server, {
        signal: AbortSignal.any([signal, mine.signal]),
        onPhase,
        wanted: scope,
        stepUp,
      });
      if (running.get(server) === mine) running.delete(server);
      credentials.forgetMemory();
      if (result.ok) attempts.delete(server);
      else attempts.set(server, { at: now(), error: result.error });
      if (result.ok) rejections.delete(server);
      return result;
    },

    async signOut(serverUrl) {
      const server = canonicalResource(serverUrl);
      credentials.forgetMemory();
      const found = await find(server, 0);
      if (!found.ok) return found;
      if (server !== null) {
        running.get(server)?.abort();
        rejections.delete(server);
        attempts.delete(server);
      }
      return found.value === null
        ? ok({ sentences: ['MCP Tray was not signed in to this server.'], complete: true })
        : signOut(found.value);
    },

    noteRejection(serverUrl, kind, scope) {
      const server = canonicalResource(serverUrl);
      if (server !== null) rejections.set(server, { kind, at: now(), scope });
    },

    reload: () => credentials.forgetMemory(),
  };
}
