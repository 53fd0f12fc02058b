import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { credentialAccount, isRenewable } from './credentials.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { requestTokens } from './token-endpoint.ts';
import type { TokenAnswer, TokenFailure, TokenSet } from './token-endpoint.ts';

/** The tokens are kept; `wait` (milliseconds) when the service has said how long it wants to be left alone. */
export interface Postponed {
  readonly postponed: AppError;
  readonly wait: number | null;
}

export interface Redemption {
  /** As stored now; tokens that the keychain has not taken yet come first. */
  current(credential: Credential): Promise<Result<Credential | null>>;
  /**
   * Asks for new tokens, once, and stores them before anybody gets them. The caller holds the credential's lock
   * and sees to it that a postponed renewal is not tried again at once.
   */
  redeem(credential: Credential): Promise<Result<Credential> | Postponed>;
  /** Tries again to store what the keychain would not take. */
  settle(): Promise<void>;
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
    renewing: null,
    ended: null,
  };
}

/**
 * Services that rotate refresh tokens end the whole sign-in when one is used twice, so between their answer and
 * our store nothing may get lost. That a request is under way is written into the keychain before it is made:
 * a keychain that takes no writes costs nothing, and when this program is killed or the network breaks in the
 * middle, the next one knows why the service refuses.
 */
export function createRedemption(from: {
  credentials: Credentials;
  http: OAuthHttp;
  now: () => number;
}): Redemption {
  const { credentials, http, now } = from;
  /** Renewed tokens the keychain would not take yet: the old ones are worthless, so these must not be lost. */
  const unsaved = new Map<string, Credential>();

  async function keep(credential: Credential): Promise<void> {
    const account = credentialAccount(credential);
    const saved = await credentials.save(credential);
    if (saved.ok) unsaved.delete(account);
    else unsaved.set(account, credential);
  }

  /** A sign-out or a new sign-in of another process has the last word over what could not be stored. */
  async function current(credential: Credential): Promise<Result<Credential | null>> {
    const account = credentialAccount(credential);
    const pending = unsaved.get(account);
    const stored = await credentials.read(credential);
    if (pending === undefined) return stored;
    if (!stored.ok) return ok(pending);
    if (stored.value === null || stored.value.obtainedAt > pending.obtainedAt) {
      unsaved.delete(account);
      return stored;
    }
    await keep(pending);
    return ok(pending);
  }

  function ask({ refreshToken, oauthScopes, resource, ...credential }: Credential): Promise<TokenAnswer> {
    return requestTokens(
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
  }

  async function redeem(credential: Credential): ReturnType<Redemption['redeem']> {
    if (!isRenewable(credential)) return fail('InvalidGrant');
    const rotates = credential.refreshToken !== null;
    const noted = rotates ? await credentials.save({ ...credential, renewing: now() }) : ok(null);
    if (!noted.ok) return noted;
    const answer = await ask(credential);
    if (answer.kind !== 'tokens') return failed(credential, answer);
    const next = withTokens(credential, answer.tokens, now());
    await keep(next);
    return ok(next);
  }

  async function failed(credential: Credential, answer: TokenFailure): ReturnType<Redemption['redeem']> {
    const { issuer, registration } = credential;
    switch (answer.kind) {
      case 'invalid-grant': {
        // While this computer slept, another process may have taken the lock over and been given new tokens.
        const stored = await credentials.read(credential);
        if (!stored.ok) return stored;
        if (stored.value?.refreshToken && stored.value.refreshToken !== credential.refreshToken) {
          return ok(stored.value);
        }
        return end(credential, credential.renewing === null ? 'invalid-grant' : 'answer-lost', answer.error);
      }
      case 'unknown-client':
        if (registration.source === 'given') return postpone(credential, refusedClientId(issuer));
        await forgetRegistration(credential);
        return end(credential, 'unknown-client', answer.error);
      case 'passing':
        // The service may have rotated all the same: the note stays.
        return answer.reached
          ? { postponed: answer.error, wait: answer.wait }
          : postpone(credential, answer.error, answer.wait);
      case 'refused':
        return postpone(credential, answer.error);
    }
  }

  /** What the person entered may only need correcting, and other reasons pass: the tokens are kept. */
  async function postpone(
    credential: Credential,
    error: AppError,
    wait: number | null = null,
  ): Promise<Postponed> {
    const stored = credential.refreshToken === null ? null : await credentials.read(credential);
    if (stored?.ok && stored.value?.refreshToken === credential.refreshToken) {
      await credentials.save(credential);
    }
    return { postponed: error, wait };
  }

  async function end(
    credential: Credential,
    reason: NonNullable<Credential['ended']>['reason'],
    error: AppError,
  ): Promise<Result<never>> {
    const nothing = { accessToken: '', refreshToken: null, renewing: null };
    await credentials.save({ ...credential, ...nothing, ended: { at: now(), reason } });
    return { ok: false, error };
  }

  async function forgetRegistration({ issuer, registration }: Credential): Promise<void> {
    for (const use of ['browser', 'device'] as const) {
      const stored = await credentials.registration(issuer, use);
      if (!stored.ok || stored.value?.clientId !== registration.clientId) continue;
      await credentials.removeRegistration(issuer, use);
    }
  }

  return {
    current,
    redeem,
    async settle() {
      for (const pending of unsaved.values()) await current(pending);
    },
  };
}

function refusedClientId(issuer: string): AppError {
  return fail('SignInFailed', `${new URL(issuer).host} does not accept the client ID you entered.`, {
    next: 'Compare client ID and secret with what you were given.',
  }).error;
}
