import type { AuthFact, AuthState } from '../../../shared/domain.ts';
import type { AppError } from '../../../shared/errors.ts';
import { AUDIENCE_NEXT } from '../connections/refusal-words.ts';
import { clock } from './clock-words.ts';
import { isRenewable } from './credentials.ts';
import type { Credential } from './credentials.ts';
import { foreignAudience } from './jwt-hint.ts';

/** What a server said about our token, and when. */
export interface Rejection {
  readonly kind: 'invalid-token' | 'insufficient-scope';
  readonly at: number;
  readonly scope: string | null;
  /** Null when the caller did not say which token it was. */
  readonly refusedToken: string | null;
  /** The issuer that the server names now, when our token comes from another one. */
  readonly movedTo: string | null;
}

export const OWNER = 'mcp-tray';

const ENDED: Record<NonNullable<Credential['ended']>['reason'], (host: string) => string> = {
  'unknown-client': (host) => `${host} does not know this app any more`,
  'invalid-grant': (host) => `${host} refused to renew the sign-in (invalid_grant)`,
  'answer-lost': (host) =>
    `MCP Tray or the network was cut off while the sign-in was renewed, and ${host} does not give its answer twice`,
};

/** A token refused this soon after it was issued will not get better by renewing. Milliseconds. */
const BRAND_NEW = 60_000;

/** A rejection counts until newer tokens have been obtained. */
export function rejectionFor(credential: Credential, rejection: Rejection | undefined): Rejection | null {
  if (rejection === undefined) return null;
  const { refusedToken, at } = rejection;
  // The clock may have been set back since: where the token is known, it decides.
  const ours = refusedToken === null ? at > credential.obtainedAt : refusedToken === credential.accessToken;
  return ours ? rejection : null;
}

export function isFinalRejection(credential: Credential, rejection: Rejection): boolean {
  const age = rejection.at - credential.obtainedAt;
  const brandNew = age >= 0 && age < BRAND_NEW;
  if (rejection.movedTo !== null) return true;
  return rejection.kind === 'invalid-token' && (brandNew || !isRenewable(credential));
}

/** The state of one of our own sign-ins (first match of `auth.md` 7.1), with evidence in plain words. */
export function credentialFact(
  credential: Credential,
  context: {
    now: number;
    renewing: boolean;
    failure: { at: number; error: AppError } | null;
    rejection: Rejection | null;
  },
): AuthFact {
  const { now, renewing, failure, rejection } = context;
  const { expiresAt, obtainedAt, issuer, ended, resource } = credential;
  const refreshable = isRenewable(credential);
  const host = new URL(issuer).host;
  const fact = (state: AuthState, evidence: string, at: number, next: string | null): AuthFact => ({
    state,
    owner: OWNER,
    expiresAt: ended === null ? expiresAt : null,
    refreshable,
    evidence,
    checkedAt: at,
    next,
  });

  if (ended !== null) {
    const why = `${ENDED[ended.reason](host)}, ${clock(ended.at, now)}`;
    return fact('rejected', why, ended.at, 'Sign in again.');
  }
  if (rejection?.kind === 'insufficient-scope') {
    const scope = rejection.scope
      ? `the server wants "${rejection.scope}"`
      : 'the server wants more permissions';
    return fact(
      'insufficient-scope',
      `${scope}, ${clock(rejection.at, now)}`,
      rejection.at,
      'Sign in again to grant it.',
    );
  }
  if (rejection !== null && rejection.movedTo !== null) {
    const words = `the server now signs people in at ${rejection.movedTo}, ${clock(rejection.at, now)}`;
    return fact('rejected', words, rejection.at, 'Sign in again.');
  }
  if (rejection !== null && isFinalRejection(credential, rejection)) {
    const audience = foreignAudience(credential.accessToken, resource);
    return audience === null
      ? fact(
          'rejected',
          `the server refused the token, ${clock(rejection.at, now)}`,
          rejection.at,
          'Sign in again.',
        )
      : fact(
          'wrong-audience',
          `the token is for ${audience}, the server is ${resource}`,
          rejection.at,
          AUDIENCE_NEXT,
        );
  }
  if (renewing) return fact('renewing', `asking ${host} for a new token`, now, null);
  if (failure !== null) {
    return fact(
      'renewal-failed',
      `${failure.error.message} ${clock(failure.at, now)}`,
      failure.at,
      failure.error.next,
    );
  }
  const since = `signed in through ${host}`;
  if (rejection !== null) {
    return fact(
      'renewable',
      `the server refused the token, ${clock(rejection.at, now)}; it renews by itself`,
      rejection.at,
      null,
    );
  }
  if (expiresAt !== null && now >= expiresAt) {
    const ran = `the access token ran out at ${clock(expiresAt, now)}`;
    return refreshable
      ? fact('renewable', `${ran}; it renews by itself at the next use`, obtainedAt, null)
      : fact('expired', `${ran} and cannot be renewed`, obtainedAt, 'Sign in again.');
  }
  if (expiresAt === null) return fact('signed-in', since, obtainedAt, null);
  if (refreshable) return fact('signed-in', `${since}; renews by itself`, obtainedAt, null);
  // Not "soon" for a sign-in that renews by itself: nobody has to do anything about it.
  const soon = Math.max(5 * 60_000, (expiresAt - obtainedAt) / 10);
  return expiresAt - now < soon
    ? fact(
        'expires-soon',
        `ends ${clock(expiresAt, now)} and cannot be renewed`,
        obtainedAt,
        'Sign in again.',
      )
    : fact('signed-in', `${since}; ends ${clock(expiresAt, now)}`, obtainedAt, null);
}
