import { createHash } from 'node:crypto';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { credentialAccount, isRenewable } from './credentials.ts';
import type { Credential, Credentials } from './credentials.ts';
import type { FileLock } from '../file-lock.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { createRedemption } from './redemption.ts';

/** A failed renewal is not tried again for this long, however many ask. Milliseconds. */
const PAUSE = 10_000;
/** Renewed this long before its end at the latest; a tenth of the lifetime for short ones. Milliseconds. */
const SKEW = 30_000;
/** While the token still works, a failed early renewal is tried again only after this long. Milliseconds. */
const EARLY_PAUSE = 60_000;
/** Early renewals begin at most this long before the end, or a fifth of a shorter lifetime. Milliseconds. */
const EARLY = 5 * 60_000;
/** After this long no request is under way any more, whoever made it. Milliseconds. */
const LONGEST_REQUEST = 20_000;

/** Nobody is kept waiting longer by a service's Retry-After. Milliseconds. */
const LONGEST_PAUSE = 15 * 60_000;

interface Failure {
  readonly at: number;
  readonly error: AppError;
  readonly wait: number | null;
}

export interface Renewal {
  /** The access token as stored, renewed first when it has run out; null when the sign-in is gone. */
  usableToken(credential: Credential, refused: boolean): Promise<Result<string | null>>;
  /** In this process or, as far as the keychain tells, in another one. */
  isRunning(credential: Credential): boolean;
  failure(credential: Credential): { at: number; error: AppError } | null;
  /** Resolves when no renewal of this process is under way and its tokens are stored, as far as they can be. */
  settled(): Promise<void>;
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

/**
 * Renewing with exactly one request per credential, in this process (a shared promise) and among processes
 * (a file lock): services that rotate refresh tokens end the whole sign-in when one is used twice.
 */
export function createRenewal(from: {
  credentials: Credentials;
  http: OAuthHttp;
  lock: FileLock;
  now: () => number;
  /** One has begun, or ended. */
  onRunning: () => void;
}): Renewal {
  const { lock, now, onRunning } = from;
  const redemption = createRedemption(from);
  const running = new Map<string, Promise<Result<string | null>>>();
  const failures = new Map<string, Failure>();

  /** Newer tokens, by a sign-in or by another process, have made up for an older failure. */
  function failureOf(credential: Credential): Failure | null {
    const failed = failures.get(credentialAccount(credential));
    return failed !== undefined && failed.at >= credential.obtainedAt ? failed : null;
  }

  async function usableToken(seen: Credential, refused: boolean): Promise<Result<string | null>> {
    const read = await redemption.current(seen);
    if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
    const credential = read.value;
    const valid = isFresh(credential, now()) && !(refused && credential.accessToken === seen.accessToken);
    if (credential.ended !== null) return fail('InvalidGrant');
    const renewable = isRenewable(credential);
    if (valid && !(renewable && isDueEarly(credential, now()))) return ok(credential.accessToken);
    if (!renewable) return fail('InvalidGrant', 'The sign-in has run out and cannot be renewed.');
    const failed = failureOf(credential);
    const pause = Math.max(valid ? EARLY_PAUSE : PAUSE, Math.min(failed?.wait ?? 0, LONGEST_PAUSE));
    const pausing = failed !== null && now() - failed.at < pause;
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
    const work = lock(account, () => renew(credential)).finally(() => {
      running.delete(account);
      onRunning();
    });
    running.set(account, work);
    onRunning();
    return work;
  }

  /** Holds the lock. Another process may have renewed, or signed out, while we waited for it. */
  async function renew(seen: Credential): Promise<Result<string | null>> {
    const read = await redemption.current(seen);
    if (!read.ok || read.value === null) return read.ok ? ok(null) : read;
    const credential = read.value;
    if (credential.ended !== null) return fail('InvalidGrant');
    if (credential.accessToken !== seen.accessToken && isFresh(credential, now())) {
      return ok(credential.accessToken);
    }
    const redeemed = await redemption.redeem(credential);
    const account = credentialAccount(credential);
    if ('postponed' in redeemed) {
      failures.set(account, { at: now(), error: redeemed.postponed, wait: redeemed.wait });
      return { ok: false, error: redeemed.postponed };
    }
    failures.delete(account);
    return redeemed.ok ? ok(redeemed.value.accessToken) : redeemed;
  }

  return {
    usableToken,
    isRunning(credential) {
      if (running.has(credentialAccount(credential))) return true;
      const { renewing } = credential;
      const failed = failureOf(credential);
      if (renewing === null || (failed !== null && failed.at >= renewing)) return false;
      return now() >= renewing && now() - renewing < LONGEST_REQUEST;
    },
    failure: failureOf,
    async settled() {
      await Promise.allSettled(running.values());
      await redemption.settle();
    },
  };
}
