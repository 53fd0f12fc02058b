import { randomBytes as systemRandomBytes } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { Result } from '../../../shared/errors.ts';
import type { FileLockTiming } from '../file-lock.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { createAppSignIn } from './app-sign-in.ts';
import { createAttempts, memoryFailures } from './attempts.ts';
import type { FailureBook } from './attempts.ts';
import { createCredentials, credentialFor, isRenewable } from './credentials.ts';
import type { Credential } from './credentials.ts';
import { createDeviceSignIn } from './device-sign-in.ts';
import type { DeviceSignInPorts } from './device-sign-in.ts';
import { credentialFact, isFinalRejection } from './fact.ts';
import { createGivenRegistrations } from './given-registration.ts';
import { createOAuthHttp } from './oauth-http.ts';
import { createPrepare } from './prepare.ts';
import { createRejections } from './rejections.ts';
import { createRenewal } from './renewal.ts';
import { createSignIn } from './sign-in.ts';
import type { SignInRequest } from './sign-in.ts';
import { createSignInLock } from './sign-in-lock.ts';
import { createSignOut } from './sign-out.ts';
import { createStepUpLimit } from './step-up-limit.ts';
import { createTokenStore } from './store-tokens.ts';
import type { AuthEngine } from './types.ts';
import { canonicalResource } from './urls.ts';

/** Facts and lists may be this old; tokens are always read from the keychain. Milliseconds. */
const MEMORY_AGE = 10_000;

export interface AuthEngineOptions {
  readonly secrets: SecretStore;
  readonly fetch: typeof globalThis.fetch;
  /** Gets only http(s) addresses that passed the checks of `urls.ts`. */
  readonly openUrl: (url: string) => Promise<Result<null | 'by-hand'>>;
  readonly now: () => number;
  /** Our own folder: lock files only, never tokens. */
  readonly stateDir: string;
  readonly randomBytes?: (size: number) => Uint8Array;
  /** Milliseconds the person has in the browser; 5 minutes unless told. */
  readonly browserTimeout?: number;
  readonly lockTiming?: FileLockTiming;
  /**
   * Where this product's client identifier metadata document is served (`docs/auth.md` holds it). Without one,
   * services that know us by registration alone are asked for a registration.
   */
  readonly clientMetadataUrl?: string;
  /** Where failed sign-ins are kept; in memory unless told. */
  readonly failures?: FailureBook;
  /** A renewal has begun or ended: what `fact` says differs now. */
  readonly onRenewal?: () => void;
  /** How the device flow waits between two questions. */
  readonly wait?: NonNullable<DeviceSignInPorts['wait']>;
}

/** An engine that can be told to look at the keychain again, e.g. after the person has unlocked it. */
export interface OwnAuthEngine extends AuthEngine {
  reload(): void;
  /** Resolves when nothing that could be lost is under way: to be waited for before the program ends. */
  settled(): Promise<void>;
}

/** Our OAuth 2.1 client; see `AuthEngine`. Does nothing, not even load the keychain, before the first call. */
export function createAuthEngine(options: AuthEngineOptions): OwnAuthEngine {
  const { secrets, fetch, openUrl, now, stateDir, lockTiming, wait } = options;
  const { randomBytes = systemRandomBytes, browserTimeout = 5 * 60_000, clientMetadataUrl = null } = options;
  const { failures = memoryFailures() } = options;
  const http = createOAuthHttp(fetch);
  const lock = createSignInLock(stateDir, lockTiming);
  const credentials = createCredentials(secrets, now);
  const renewal = createRenewal({
    credentials,
    http,
    lock,
    now,
    onRunning: options.onRenewal ?? (() => undefined),
  });
  const rejections = createRejections({ fetch, now });
  const stepUps = createStepUpLimit(now);
  const attempts = createAttempts({
    now,
    failures,
    onEnd: (server, { ok }) => {
      credentials.forgetMemory();
      if (ok) rejections.forget(server);
    },
  });
  const prepare = createPrepare({
    secrets,
    credentials,
    fetch,
    onIssuer: (server, issuer) => attempts.asks(server, issuer),
  });
  const store = createTokenStore({ credentials, http, lock, now });
  const given = createGivenRegistrations({ credentials, fetch, lock });
  const throughBrowser = createSignIn({
    prepare,
    store,
    credentials,
    http,
    openUrl,
    randomBytes,
    browserTimeout,
    clientMetadataUrl,
    silentIssuers: new Set(),
    spentStates: new Set(),
  });
  const withCode = createDeviceSignIn({ prepare, store, credentials, http, now, ...(wait ? { wait } : {}) });
  const asApp = createAppSignIn({ prepare, store, http });
  const signOut = createSignOut({ credentials, http, lock, now });

  async function find(server: string | null, maxAge: number): Promise<Result<Credential | null>> {
    if (server === null) return ok(null);
    const all = await credentials.all(maxAge);
    return all.ok ? ok(credentialFor(all.value, server)) : all;
  }

  /** What was asked for before and what is wanted now, after a 403 insufficient_scope. */
  async function widened(server: string, challenged: string | null): Promise<SignInRequest['stepUp']> {
    const found = await find(server, MEMORY_AGE);
    const previous = found.ok ? found.value : null;
    return { previous: [...(previous?.requestedScopes ?? []), ...(previous?.oauthScopes ?? [])], challenged };
  }

  async function refusedScope(server: string): Promise<SignInRequest['stepUp']> {
    const found = await find(server, MEMORY_AGE);
    const rejection = found.ok && found.value !== null ? rejections.of(server, found.value) : null;
    return rejection?.kind === 'insufficient-scope' ? widened(server, rejection.scope) : null;
  }

  return {
    async fact(serverUrl) {
      const server = canonicalResource(serverUrl);
      const found = await find(server, MEMORY_AGE);
      if (!found.ok || server === null) return found.ok ? ok(null) : found;
      const credential = found.value;
      if (credential === null) return ok(null);
      return ok(
        credentialFact(credential, {
          now: now(),
          renewing: renewal.isRunning(credential),
          failure: renewal.failure(credential),
          rejection: rejections.of(server, credential),
        }),
      );
    },

    async list() {
      const all = await credentials.all(MEMORY_AGE);
      if (!all.ok) return all;
      return ok(
        all.value.map((credential) => {
          const { resource, issuer, expiresAt, oauthScopes } = credential;
          return { resource, issuer, expiresAt, refreshable: isRenewable(credential), oauthScopes };
        }),
      );
    },

    async accessToken(serverUrl) {
      const server = canonicalResource(serverUrl);
      const found = await find(server, MEMORY_AGE);
      if (!found.ok || found.value === null || server === null) return found.ok ? ok(null) : found;
      const rejection = await rejections.examined(server, found.value);
      if (rejection !== null && isFinalRejection(found.value, rejection)) {
        return fail('InvalidGrant', 'The server refused the token we hold.');
      }
      return renewal.usableToken(found.value, rejection?.kind === 'invalid-token');
    },

    signIn(serverUrl, { signal, onPhase, scope, anotherAccount = false }) {
      return attempts.run(serverUrl, signal, async (server, signal) => {
        stepUps.forget(server);
        const stepUp = await refusedScope(server);
        return throughBrowser(server, { signal, onPhase, wanted: scope, stepUp, anotherAccount });
      });
    },

    stepUp(serverUrl, challenged, { signal, onPhase, scope, operation }) {
      return attempts.run(serverUrl, signal, async (server, signal) => {
        if (!stepUps.mayTry(server, operation)) {
          return fail('InsufficientScope', 'The server wants more access again and again.', {
            next: 'Ask whoever runs the server which permission your account lacks.',
          });
        }
        const stepUp = await widened(server, challenged);
        const request = { signal, onPhase, wanted: scope, stepUp, anotherAccount: false };
        return throughBrowser(server, request);
      });
    },

    signInWithCode: (serverUrl, options) =>
      attempts.run(serverUrl, options.signal, (server, signal) => withCode(server, { ...options, signal })),

    signInAsApp: (serverUrl, client, options) =>
      attempts.run(serverUrl, options.signal, (server, signal) =>
        asApp(server, client, { ...options, signal }),
      ),

    async setRegistration(serverUrl, client) {
      const server = canonicalResource(serverUrl);
      if (server === null) return fail('InsecureEndpoint', 'This server has no web address.');
      await failures.forget(server);
      const set = client === null ? await given.remove(server) : await given.set(server, client);
      credentials.forgetMemory();
      return set;
    },

    async signOut(serverUrl) {
      const server = canonicalResource(serverUrl);
      credentials.forgetMemory();
      const found = await find(server, 0);
      if (!found.ok) return found;
      if (server !== null) {
        attempts.cancel(server);
        await failures.forget(server);
        rejections.forget(server);
        stepUps.forget(server);
      }
      return found.value === null
        ? ok({ sentences: ['MCP Tray was not signed in to this server.'], complete: true })
        : signOut(found.value);
    },

    noteRejection(serverUrl, kind, scope, refusedToken) {
      const server = canonicalResource(serverUrl);
      if (server !== null) rejections.note(server, { kind, scope, refusedToken: refusedToken ?? null });
    },

    reload: () => credentials.forgetMemory(),
    settled: () => renewal.settled(),
  };
}
