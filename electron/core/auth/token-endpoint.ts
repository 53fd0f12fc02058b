import { z } from 'zod';
import { fail, ok } from '../../../shared/errors.ts';
import type { AppError, Result } from '../../../shared/errors.ts';
import { retryAfterMs } from '../connections/classify-status.ts';
import { authenticated } from './client-authentication.ts';
import type { ClientRegistration } from './credentials.ts';
import { neverSent, quoted } from './oauth-http.ts';
import type { OAuthHttp } from './oauth-http.ts';
import { scopeList } from './scopes.ts';
import { serviceWords } from './service-words.ts';
import type { ServiceWords } from './service-words.ts';
import { requireSecure } from './urls.ts';

/** RFC 6749 section 5.1; some services send `expires_in` as text. */
const tokenSetSchema = z.object({
  access_token: z.string().min(1).max(64_000),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().max(315_360_000).optional().catch(undefined),
  refresh_token: z.string().min(1).max(64_000).nullish(),
  scope: z.string().nullish(),
});

export interface TokenSet {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Seconds. */
  readonly expiresIn: number | null;
  /** Null when the service did not say: then it granted what was asked for. */
  readonly oauthScopes: readonly string[] | null;
}

export type TokenFailure =
  /** The code or refresh token is worthless. `words` when the service said more than that. */
  | { readonly kind: 'invalid-grant'; readonly error: AppError; readonly words: ServiceWords | null }
  /** The service does not know this app any more. */
  | { readonly kind: 'unknown-client'; readonly error: AppError }
  /**
   * Passes by itself: network, 5xx, 429. `reached` when the service may have done its work all the same;
   * `wait` in milliseconds when the service says how long (Retry-After).
   */
  | {
      readonly kind: 'passing';
      readonly error: AppError;
      readonly reached: boolean;
      readonly wait: number | null;
    }
  | {
      readonly kind: 'refused';
      readonly error: AppError;
      /** As the service put it (RFC 6749 section 5.2, RFC 8628 section 3.5); empty when it did not. */
      readonly code: string;
    };

export type TokenAnswer = { readonly kind: 'tokens'; readonly tokens: TokenSet } | TokenFailure;

const SECRET_PARAMETERS = [
  'refresh_token',
  'code',
  'code_verifier',
  'device_code',
  'client_secret',
  'client_assertion',
];

/** RFC 6749 section 5.2, and what GitHub says instead (with status 200). */
const WORTHLESS = new Set(['invalid_grant', 'bad_refresh_token', 'bad_verification_code']);
const UNKNOWN_CLIENT = new Set(['invalid_client', 'unauthorized_client', 'incorrect_client_credentials']);

/** One request to the token endpoint; says what kind of failure it was, because each needs another reaction. */
export async function requestTokens(
  from: { tokenEndpoint: string; server: string; registration: ClientRegistration },
  parameters: Readonly<Record<string, string>>,
  { http, signal }: { http: OAuthHttp; signal?: AbortSignal },
): Promise<TokenAnswer> {
  const url = requireSecure(from.tokenEndpoint, 'The token endpoint', from.server);
  if (!url.ok) return { kind: 'refused', error: url.error, code: '' };
  const request = authenticated(from.registration, parameters);
  const answer = await http(url.value, { method: 'POST', ...request, signal });
  if (!answer.ok) {
    return { kind: 'passing', error: answer.error, reached: !neverSent(answer.error), wait: null };
  }
  const { status, json, headers } = answer.value;
  const { host } = url.value;
  const code = textOf(json, 'error');
  const sent = SECRET_PARAMETERS.map((name) => request.body.get(name) ?? '');
  if (status === 200 && code === '') {
    const tokens = readTokens(json);
    return tokens.ok
      ? { kind: 'tokens', tokens: tokens.value }
      : { kind: 'refused', error: tokens.error, code: '' };
  }
  const detail = quoted(answer.value, sent);
  if (status >= 500 || status === 429 || status === 408) {
    const failed = fail('HttpError', `The sign-in service ${host} has a problem right now.`, {
      next: 'Try again in a moment; nothing is lost.',
      detail,
    });
    const wait = retryAfterMs(headers, Date.now());
    return { kind: 'passing', error: failed.error, reached: status >= 500, wait };
  }
  const resource = request.body.get('resource') ?? '';
  const words = serviceWords({ error: code, description: textOf(json, 'error_description'), host, resource });
  if (WORTHLESS.has(code)) {
    return { kind: 'invalid-grant', error: fail('InvalidGrant', undefined, { detail }).error, words };
  }
  if (UNKNOWN_CLIENT.has(code)) {
    const message = `The sign-in service ${host} does not know this app any more.`;
    return { kind: 'unknown-client', error: fail('InvalidGrant', message, { detail }).error };
  }
  const message = words?.message ?? `The sign-in service ${host} gave no token.`;
  const next = words === null ? {} : { next: words.next };
  return { kind: 'refused', error: fail('SignInFailed', message, { ...next, detail }).error, code };
}

function textOf(json: Readonly<Record<string, unknown>> | null, name: string): string {
  const value = json?.[name];
  return typeof value === 'string' ? value : '';
}

function readTokens(json: Readonly<Record<string, unknown>> | null): Result<TokenSet> {
  const parsed = tokenSetSchema.safeParse(json);
  if (!parsed.success) {
    return fail('SignInFailed', 'The sign-in service gave an answer that is not a usable token.');
  }
  const { access_token, refresh_token, expires_in, scope } = parsed.data;
  return ok({
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    expiresIn: expires_in ?? null,
    oauthScopes: scope === undefined || scope === null ? null : scopeList(scope),
  });
}
