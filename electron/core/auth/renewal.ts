import { createHash } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { credentialAccount, isRenewable } from './credentials.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { FileLock } from '../file-lock.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenSet } from './token-endpoint.ts';

/** A failed renewal is not tried again for this long, however many ask. Milliseconds. */
const PAUSE = 10_000;
/** Renewed this long before its end at the latest; a tenth of the lifetime for short ones. Milliseconds. */
const SKEW = 30_000;
/** While the token still works, a failed early renewal is tried again only after this long. Milliseconds. */
const EARLY_PAUSE = 60_000;
/** Early renewals begin at most this long before the end, or a fifth of a shorter lifetime. Milliseconds. */
const EARLY = 5 * 60_000;

export interface Renewal {
  /** The access token as stored, renewed first when it has run out; null when the sign-in is gone. */
  usableToken(credential: Credential, refused: boolean): Promise<Result<string | null>>;
  isRunning(credential: Credential): boolean;
  failure(credential: Credential): { at: number; error: AppError } | null;
}

/** Whether the access token can still be used. */
export function isFresh({ expiresAt, obtainedAt }: Credential, now: number): boolean {
  return expiresAt === null || now < expiresAt - Math.min(SKEW, (expiresAt - obtainedAt) / 10);
}

/**
 * Whether a token in use should be renewed although it still works. The moment is spread over half of the
 * window by the token itself: every process agrees on it, and many computers do not all ask at once.
 */
export function isDueEarly({ expiresAt, obtainedAt, accessToken }: Credential, now: number): boolean {
  if (expiresAt === null) return false;
  const spread = (createHash('sha256').update(accessToken).digest()[0] ?? 0) / 255;
  const window = Math.min(EARLY, (expiresAt - obtainedAt) / 5);
  return now >= expiresAt - window * (0.5 + spread / 2);
}

/** The credential after the service has given new tokens; a service that sends no refresh token keeps the old. */
export function withTokens(credential: Credential, tokens: TokenSet, now: number): Credential {
  return {
    ...credential,
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken ?? credential.refreshToken,
    oauthScopes: [...(tokens.oauthScopes ?? credential.oauthScopes)],
    obtainedAt: now,
    expiresAt: tokens.expiresIn === null ? null : now + tokens.expiresIn * 1000,
    ended: null,
  };
}

/**
 * Renewing with exactly one request per credential, in this process (a shared promise) and among processes
 * (a file lock): services that rotate refresh tokens end the whole sign-in when one is used twice.
 */
export function createRenewal(from: {
  credentials: Credentials;
  http: OAuthHttp;
  lock: FileLock;
  now: () => number;
}): Renewal {
  const { credentials, http, lock, now } = from;
  const running = new Map<string, Promise<Result<string | null>>>();
  const failures = new Map<string, { at: number; error: AppError }>();
  /** Renewed tokens the keychain would not take yet: the old ones are worthless, so these must not be lost. */
  const unsaved = new Map<string, Credential>();

  async function current(credential: Credential): Promise<Result<Credential | null>> {
    const account = credentialAccount(credential);
    const pending = unsaved.get(account);
    if (pending === undefined) return credentials.read(credential);
    const saved = await credentials.save(pending);
    if (saved.ok) unsaved.delete(account);
    return ok(pending);
  }

  /** Newer tokens, by a sign-in or by another process, have made up for an older failure. */
  function failureOf(credential: Credential): { at: number; error: AppError } | null {
    const failed = failures.get(credentialAccount(credential));
    return failed !== undefined && failed.at >= credential.obtainedAt ? failed : null;
  }

  async function usableToken(seen: Credential, refused: boolean): Promise<Result<string | null>> {
    const read = await current(seen);
    if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
    const credential = read.value;
    const valid = isFresh(credential, now()) && !(refused && credential.accessToken === seen.accessToken);
    if (credential.ended !== null) return fail('InvalidGrant');
    const renewable = isRenewable(credential);
    if (valid && !(renewable && isDueEarly(credential, now()))) return ok(credential.accessToken);
    if (!renewable) return fail('InvalidGrant', 'The sign-in has run out and cannot be renewed.');
    const failed = failureOf(credential);
    const pausing = failed !== null && now() - failed.at < (valid ? EARLY_PAUSE : PAUSE);
    const renewed: Result<string | null> = pausing
      ? { ok: false, error: failed.error }
      : await once(credential);
    const keepsWorking = valid && !renewed.ok && renewed.error.code !== 'InvalidGrant';
    return keepsWorking ? ok(credential.accessToken) : renewed;
  }

  function once(credential: Credential): Promise<Result<string | null>> {
    const account = credentialAccount(credential);
    const already = running.get(account);
    if (already) return already;
    const work = lock(account, () => renew(credential)).finally(() => running.delete(account));
    running.set(account, work);
    return work;
  }

  /** Holds the lock. Another process may have renewed, or signed out, while we waited for it. */
  async function renew(seen: Credential): Promise<Result<string | null>> {
    const read = await current(seen);
    if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
    const credential = read.value;
    if (credential.ended !== null) return fail('InvalidGrant');
    if (credential.accessToken !== seen.accessToken && isFresh(credential, now())) {
      return ok(credential.accessToken);
    }
    return refresh(credential, true);
  }

  async function refresh(credential: Credential, mayRetry: boolean): Promise<Result<string | null>> {
    const account = credentialAccount(credential);
    const { refreshToken, oauthScopes, resource } = credential;
    if (!isRenewable(credential)) return fail('InvalidGrant');
    const answer = await requestTokens(
      { ...credential, server: credential.servers[0] ?? resource },
      {
        ...(refreshToken === null
          ? { grant_type: 'client_credentials' }
          : { grant_type: 'refresh_token', refresh_token: refreshToken }),
        resource,
        // Microsoft Entra refuses a renewal without scopes (AADSTS90009); for others it changes nothing.
        ...(oauthScopes.length > 0 ? { scope: oauthScopes.join(' ') } : {}),
      },
      { http },
    );
    switch (answer.kind) {
      case 'tokens': {
        const next = withTokens(credential, answer.tokens, now());
        await keep(next);
        failures.delete(account);
        return ok(next.accessToken);
      }
      case 'invalid-grant': {
        const other = mayRetry ? await credentials.read(credential) : ok(null);
        if (!other.ok) return other;
        if (other.value?.refreshToken && other.value.refreshToken !== refreshToken) {
          return isFresh(other.value, now()) ? ok(other.value.accessToken) : refresh(other.value, false);
        }
        return end(credential, 'invalid-grant', answer.error);
      }
      case 'unknown-client': {
        const { issuer, registration } = credential;
        if (registration.source === 'given') return postpone(credential, refusedClientId(issuer));
        for (const use of ['browser', 'device'] as const) {
          const stored = await credentials.registration(issuer, use);
          if (stored.ok && stored.value?.clientId === registration.clientId) {
            await credentials.removeRegistration(issuer, use);
          }
        }
        return end(credential, 'unknown-client', answer.error);
      }
      case 'passing':
      case 'refused':
        return postpone(credential, answer.error);
    }
  }

  /** What the person entered may only need correcting, and other reasons pass: the tokens are kept. */
  function postpone(credential: Credential, error: AppError): Result<never> {
    failures.set(credentialAccount(credential), { at: now(), error });
    return { ok: false, error };
  }

  /** Stored before anybody uses them; kept in memory when the keychain refuses just now. */
  async function keep(credential: Credential): Promise<void> {
    const saved = await credentials.save(credential);
    if (!saved.ok) unsaved.set(credentialAccount(credential), credential);
  }

  async function end(
    credential: Credential,
    reason: 'invalid-grant' | 'unknown-client',
    error: AppError,
  ): Promise<Result<never>> {
    await credentials.save({
      ...credential,
      accessToken: '',
      refreshToken: null,
      ended: { at: now(), reason },
    });
    failures.delete(credentialAccount(credential));
    return { ok: false, error };
  }

  return {
    usableToken,
    isRunning: (credential) => running.has(credentialAccount(credential)),
    failure: failureOf,
  };
}

function refusedClientId(issuer: string): AppError {
  return fail('SignInFailed', `${new URL(issuer).host} does not accept the client ID you entered.`, {
    next: 'Compare client ID and secret with what you were given.',
  }).error;
}
